using FinAut.Api.Users;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

/// <summary>Which numbers a deployment takes.</summary>
public sealed class PersnrSettingsTests
{
    private const string Real = "55110094247";
    private const string Synthetic = "01819012365";
    private const string Of2032 = "31011212355";

    [Fact]
    public async Task A_demo_takes_synthetic_numbers_unless_told_otherwise()
    {
        await using var server = await TestServer.StartAsync(
            new Dictionary<string, string> { ["Persnr:AcceptSynthetic"] = "false" }, time: WriteServer.NewClock());
        using var client = await server.ClientAsync();

        await RefuseAsync(client, Synthetic);
        await client.CreateAsync("user/", Bodies.User(Real));

        // Searching for one is no error, and whoever has one already can still be found and changed.
        Assert.Empty(await client.RowsAsync($"user/?persnr={Synthetic}"));
        var demoPersnr = TestPersnr.OfDemo(1);
        Assert.Single(await client.RowsAsync($"user/?persnr={demoPersnr}"));
        await client.PatchAsync("user/1/", Bodies.User(demoPersnr, "afr_ba"));
    }

    [Fact]
    public async Task Elsewhere_synthetic_numbers_are_refused_unless_told_otherwise()
    {
        var settings = new Dictionary<string, string>
        {
            ["Demo:Enabled"] = "false",
            ["PublicBaseUrl"] = "https://api.example.no",
            ["AllowedHosts"] = "127.0.0.1",
            ["Proxy:TrustedNetworks"] = "127.0.0.1",
        };
        await using (var server = await TestServer.StartAsync(settings, time: WriteServer.NewClock()))
        {
            using var client = await HttpsClientAsync(server);
            await RefuseAsync(client, Synthetic);
            await client.CreateAsync("user/", Bodies.User(Real));
        }

        settings["Persnr:AcceptSynthetic"] = "true";
        await using (var server = await TestServer.StartAsync(settings, time: WriteServer.NewClock()))
        {
            using var client = await HttpsClientAsync(server);
            await client.CreateAsync("user/", Bodies.User(Synthetic));
        }
    }

    [Fact]
    public async Task Numbers_of_the_rule_from_2032_are_taken_from_that_day_in_oslo()
    {
        await using var server = await TestServer.StartAsync();
        server.Time.SetUtcNow(new DateTimeOffset(2031, 12, 31, 22, 50, 0, TimeSpan.Zero));
        using var client = await server.ClientAsync();
        await RefuseAsync(client, Of2032);

        server.Time.SetUtcNow(new DateTimeOffset(2031, 12, 31, 23, 0, 0, TimeSpan.Zero));

        Assert.Equal(Of2032, (await client.CreateAsync("user/", Bodies.User(Of2032))).Text("persnr"));
        Assert.Single(await client.RowsAsync($"user/?persnr={Of2032}"));
    }

    [Fact]
    public async Task Numbers_of_the_rule_from_2032_can_be_taken_earlier()
    {
        await using var server = await TestServer.StartAsync(
            new Dictionary<string, string> { ["Persnr:Accept2032ControlDigitsFrom"] = "2026-11-23" }, time: WriteServer.NewClock());
        using var client = await server.ClientAsync();

        await client.CreateAsync("user/", Bodies.User(Of2032));
    }

    private static Task RefuseAsync(HttpClient client, string persnr) =>
        client.AssertRefusedAsync("POST", "user/", Bodies.User(persnr), "persnr", UserWriter.NotPersnr);

    // As behind a proxy that ends TLS.
    private static async Task<HttpClient> HttpsClientAsync(TestServer server)
    {
        server.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var client = await server.ClientAsync();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return client;
    }
}
