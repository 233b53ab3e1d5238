using System.Diagnostics;
using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Errors;

public sealed class DatabaseDownTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // Long after a token's answer is forgotten.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    // Read from memory once the caller is known.
    private static readonly string[] Fixed = ["", "userrole/", "userrole/afr_ka/", "ordninger/", "ordninger/1/"];

    private string Database { get; set; } = "";

    private DatabaseProxy Proxy { get; set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateDemoAsync();
        Proxy = new DatabaseProxy(Database);
    }

    public async Task DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await TestDatabase.DropAsync(Database);
    }

    [Fact]
    public async Task While_the_database_is_away_every_read_says_when_to_come_again()
    {
        await using var server = await TestServer.StartAsync(connectionString: Proxy.ConnectionString);
        using var client = await server.ClientAsync();
        await client.GetJsonAsync(TestServer.Root + "user/");

        Proxy.Cut();
        await AssertUnavailableAsync(server, client, ApiRoutes.AllPaths.Except(Fixed));
        server.Time.Advance(Later);
        await AssertUnavailableAsync(server, client, ApiRoutes.AllPaths);

        Proxy.Restore();
        await AssertRecoversAsync(client);
    }

    [Fact]
    public async Task While_the_database_hangs_every_read_says_when_to_come_again()
    {
        var settings = new Dictionary<string, string> { ["Database:CommandSeconds"] = "1", ["Database:ConnectSeconds"] = "1" };
        await AssertSurvivesStallAsync(settings);
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task While_the_database_hangs_the_settings_that_come_with_the_server_are_short_enough() => await AssertSurvivesStallAsync(null);

    [Fact]
    public async Task A_database_that_was_never_there_does_not_keep_the_server_from_answering()
    {
        Proxy.Cut();
        await using var server = await TestServer.StartAsync(connectionString: Proxy.ConnectionString);
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", new string('a', 43));

        await AssertUnavailableAsync(server, client, ["user/"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/health/live")).StatusCode);
    }

    private async Task AssertSurvivesStallAsync(Dictionary<string, string>? settings)
    {
        await using var server = await TestServer.StartAsync(settings, Proxy.ConnectionString);
        using var client = await server.ClientAsync();
        await client.GetJsonAsync(TestServer.Root + "user/");

        Proxy.Stall();

        // On connections that are open, then on new ones too, then with the token to look up again.
        await AssertUnavailableAsync(server, client, ["user/"]);
        await AssertUnavailableAsync(server, client, ApiRoutes.AllPaths.Except(Fixed));
        server.Time.Advance(Later);
        await AssertUnavailableAsync(server, client, ApiRoutes.AllPaths);

        Proxy.Restore();
        await AssertRecoversAsync(client);
    }

    private static async Task AssertUnavailableAsync(TestServer server, HttpClient client, IEnumerable<string> paths)
    {
        var ready = AnswerAsync(server.Http, "/health/ready");
        foreach (var (path, answer) in paths.Select(path => (path, AnswerAsync(client, TestServer.Root + path))).ToList())
        {
            var (response, took) = await answer;
            using (response)
            {
                var problem = await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable);
                Assert.Equal("The service is temporarily unavailable. Please try again.", problem.Text("detail"));
                Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, path);
                Assert.True(took < Limit, $"{path} took {took.TotalSeconds:F1} s.");
            }
        }

        var (health, healthTook) = await ready;
        using (health)
        {
            Assert.Equal("Unhealthy", (await health.ReadJsonAsync(HttpStatusCode.ServiceUnavailable)).Text("status"));
            Assert.True(healthTook < Limit, $"/health/ready took {healthTook.TotalSeconds:F1} s.");
        }
    }

    private static async Task<(HttpResponseMessage Response, TimeSpan Took)> AnswerAsync(HttpClient client, string path)
    {
        var started = Stopwatch.GetTimestamp();
        var response = await client.GetAsync(path);
        return (response, Stopwatch.GetElapsedTime(started));
    }

    // Connections that broke are found out one by one, so the first calls may still fail.
    private static async Task AssertRecoversAsync(HttpClient client)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Limit)
        {
            using var response = await client.GetAsync(TestServer.Root + "user/");
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }
        }

        Assert.Fail("The server did not find its database again.");
    }
}
