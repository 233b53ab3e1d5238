using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Throttling;

public sealed class ThrottleNodesTests
{
    [Fact]
    public async Task Of_1000_parallel_calls_over_two_nodes_exactly_200_are_admitted()
    {
        const int calls = 1000, limit = 200;
        await using var one = await TestServer.StartAsync(ThrottleServer.On);
        await using var two = await TestServer.StartAsync(ThrottleServer.On, one.ConnectionString, one.Time);
        var token = await one.TokenAsync();
        using var first = one.NewClient();
        using var second = two.NewClient();
        first.DefaultRequestHeaders.Authorization = second.DefaultRequestHeaders.Authorization = new("Bearer", token);

        var replies = await Task.WhenAll(Enumerable.Range(0, calls).Select(async call =>
        {
            using var response = await (call % 2 == 0 ? first : second).GetAsync(TestServer.Root);
            return (response.StatusCode, Window.Of(response).Remaining);
        }));

        var admitted = replies.Where(r => r.StatusCode == HttpStatusCode.OK).ToList();
        Assert.Equal(limit, admitted.Count);
        Assert.Equal(calls - limit, replies.Count(r => r.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(Enumerable.Range(0, limit), admitted.Select(r => r.Remaining).Order());
    }

    [Fact]
    public async Task A_restart_keeps_the_window()
    {
        var settings = new Dictionary<string, string>(ThrottleServer.On) { ["Throttle:PermitLimit"] = "3", ["Throttle:WindowSeconds"] = "60" };
        var database = await TestDatabase.CreateDemoAsync();
        try
        {
            Window before;
            await using (var server = await TestServer.StartAsync(settings, database))
            {
                using var client = await server.ClientAsync();
                await Window.AfterCallAsync(client);
                before = await Window.AfterCallAsync(client);
            }

            await using var restarted = await TestServer.StartAsync(settings, database);
            using var again = await restarted.ClientAsync();
            using (var last = await again.GetAsync(TestServer.Root))
            {
                Assert.Equal(before with { Remaining = 0 }, Window.Of(last));
                Assert.Equal("\"hourly\";q=3;w=60", last.Header("RateLimit-Policy"));
            }

            using var refused = await again.GetAsync(TestServer.Root);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(int.Parse(refused.Header("Retry-After")), 1, 60);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [Fact]
    public async Task A_throttle_that_is_switched_off_counts_nothing()
    {
        await using var server = await TestServer.StartAsync(
            new Dictionary<string, string> { ["Throttle:Enabled"] = "false", ["Throttle:PermitLimit"] = "1" });
        using var client = await server.ClientAsync();

        for (var call = 0; call < 3; call++)
        {
            using var response = await client.GetAsync(TestServer.Root);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain(response.Headers, header => header.Key.Contains("RateLimit", StringComparison.OrdinalIgnoreCase));
        }
    }
}
