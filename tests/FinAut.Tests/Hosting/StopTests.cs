using System.Diagnostics;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Hosting;

/// <summary>The server stops in order on SIGTERM, within ten seconds.</summary>
public sealed class StopTests(DemoDatabase demo) : IClassFixture<DemoDatabase>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_request_in_flight_is_answered_before_the_server_stops()
    {
        await using var server = await ServerProcess.StartAsync(Settings());
        using var client = await ClientAsync(server);
        await using var held = await HeldLock.TableAsync(demo.ConnectionString, "users");
        var inFlight = client.GetAsync("/finautapi/v1/user/590499/");
        await held.WaitUntilSomebodyWaitsAsync();

        server.Terminate();
        await RefusesConnectionsAsync(server);
        Assert.False(inFlight.IsCompleted);
        await held.DisposeAsync();

        using var reply = await inFlight;
        Assert.Equal("55110098692", (await reply.ReadJsonAsync()).GetProperty("persnr").GetString());
        (await server.EndAsync()).With(0);
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_request_that_never_ends_does_not_hold_the_server_up()
    {
        await using var server = await ServerProcess.StartAsync(Settings());
        using var client = await ClientAsync(server);
        await using var held = await HeldLock.TableAsync(demo.ConnectionString, "users");
        var inFlight = client.GetAsync("/finautapi/v1/user/590499/");
        await held.WaitUntilSomebodyWaitsAsync();

        var started = Stopwatch.GetTimestamp();
        server.Terminate();
        (await server.EndAsync()).With(0);

        // It was given most of the time.
        Assert.InRange(Stopwatch.GetElapsedTime(started), Limit / 2, Limit);
        await Assert.ThrowsAsync<HttpRequestException>(async () => (await inFlight).Dispose());
    }

    [Fact]
    public async Task An_idle_server_stops_at_once()
    {
        await using var server = await ServerProcess.StartAsync(Settings());
        using var client = await ClientAsync(server);

        var started = Stopwatch.GetTimestamp();
        server.Terminate();
        (await server.EndAsync()).With(0);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limit / 2);
    }

    // Statements may wait longer than the server may take to stop.
    private Dictionary<string, string> Settings() => new(ServerProcess.Demo(demo.ConnectionString)) { ["Database__CommandSeconds"] = "60" };

    private static async Task<HttpClient> ClientAsync(ServerProcess server)
    {
        var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(TestServer.DemoClient, "finaut-demo-secret"));
        return client;
    }

    private static async Task RefusesConnectionsAsync(ServerProcess server)
    {
        using var probe = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
        await Until.TrueAsync(async () =>
        {
            try
            {
                using var reply = await probe.GetAsync("/health/live");
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        });
    }
}
