using System.Net;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Throttling;

public sealed class ThrottleWindowTests(ThrottleServer throttled) : IClassFixture<ThrottleServer>
{
    private const int DefaultLimit = 200;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TestServer _server = throttled.Server;

    [Fact]
    public async Task The_201st_call_of_a_window_is_refused()
    {
        using var client = await _server.NewCallerAsync();

        for (var call = 1; call <= DefaultLimit; call++)
        {
            Assert.Equal(DefaultLimit - call, (await Window.AfterCallAsync(client)).Remaining);
        }

        using var refused = await client.GetAsync("/finautapi/v1/user/");

        var problem = await refused.ReadProblemAsync(HttpStatusCode.TooManyRequests);
        var wait = refused.Header("Retry-After");
        Assert.Matches("^[1-9][0-9]*$", wait);
        Assert.InRange(int.Parse(wait), 3500, 3600);
        Assert.Equal($"Request was throttled. Expected available in {wait} seconds.", problem.GetProperty("detail").GetString());
        Assert.Equal(0, Window.Of(refused).Remaining);
        Assert.DoesNotContain("results", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_window_begins_with_the_first_counted_call()
    {
        var clientId = await _server.NewApplicationAsync(await _server.NewApiUserAsync());
        using var client = await _server.ClientAsync(clientId);
        _server.Time.Advance(TimeSpan.FromMinutes(23));

        var before = _server.Time.GetUtcNow();
        var first = await Window.AfterCallAsync(client);
        var after = _server.Time.GetUtcNow();
        _server.Time.Advance(TimeSpan.FromMinutes(20));
        var second = await Window.AfterCallAsync(client);

        Assert.InRange(first.Reset, (before + Hour).ToUnixTimeSeconds(), (after + Hour).ToUnixTimeSeconds() + 1);
        Assert.Equal(first.Reset, second.Reset);
        Assert.Equal(DefaultLimit - 2, second.Remaining);
    }

    [Fact]
    public async Task A_new_window_begins_with_the_first_call_after_the_end()
    {
        const int limit = 2;
        var clientId = await _server.NewApplicationAsync(await _server.NewApiUserAsync(limit));
        using (var client = await _server.ClientAsync(clientId))
        {
            await Window.AfterCallAsync(client);
            await Window.AfterCallAsync(client);
            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));
        }

        _server.Time.Advance(Hour - TimeSpan.FromMinutes(1));
        using (var client = await _server.ClientAsync(clientId))
        {
            using var refused = await client.GetAsync(TestServer.Root);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(int.Parse(refused.Header("Retry-After")), 1, 60);

            _server.Time.Advance(TimeSpan.FromMinutes(1));
            var begun = await Window.AfterCallAsync(client);
            Assert.Equal(limit - 1, begun.Remaining);
            Assert.InRange(begun.Reset - _server.Time.GetUtcNow().ToUnixTimeSeconds(), 3595, 3601);
        }
    }

    [Fact]
    public async Task Applications_of_one_API_user_share_its_window_and_a_fresh_token_does_not_help()
    {
        var apiUser = await _server.NewApiUserAsync(permitLimit: 3);
        var (one, two) = (await _server.NewApplicationAsync(apiUser), await _server.NewApplicationAsync(apiUser));
        using var first = await _server.ClientAsync(one);
        using var second = await _server.ClientAsync(two);

        Assert.Equal(2, (await Window.AfterCallAsync(first)).Remaining);
        Assert.Equal(1, (await Window.AfterCallAsync(second)).Remaining);
        using var fresh = await _server.ClientAsync(one);
        Assert.Equal(0, (await Window.AfterCallAsync(fresh)).Remaining);

        using var fresher = await _server.ClientAsync(two);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(fresher));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(first));
    }

    [Fact]
    public async Task Another_API_user_has_a_window_of_its_own()
    {
        using var exhausted = await _server.NewCallerAsync(permitLimit: 1);
        using var other = await _server.NewCallerAsync(permitLimit: 1);

        await Window.AfterCallAsync(exhausted);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(exhausted));

        Assert.Equal(0, (await Window.AfterCallAsync(other)).Remaining);
    }

    [Fact]
    public async Task A_raised_limit_takes_effect_within_a_second()
    {
        var apiUser = await _server.NewApiUserAsync(permitLimit: 1);
        using var client = await _server.ClientAsync(await _server.NewApplicationAsync(apiUser));
        await Window.AfterCallAsync(client);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));

        await SetLimitAsync(apiUser, 3);
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        var raised = await Window.AfterCallAsync(client);
        Assert.Equal((3, 1), (raised.Limit, raised.Remaining));
    }

    [Fact]
    public async Task A_lowered_limit_takes_effect_within_a_second()
    {
        var apiUser = await _server.NewApiUserAsync(permitLimit: 5);
        using var client = await _server.ClientAsync(await _server.NewApplicationAsync(apiUser));
        await Window.AfterCallAsync(client);
        await Window.AfterCallAsync(client);

        await SetLimitAsync(apiUser, 1);
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        using var refused = await client.GetAsync(TestServer.Root);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal((1, 0), (Window.Of(refused).Limit, Window.Of(refused).Remaining));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clock_set_back_by_an_hour_locks_nobody_out(bool exhausted)
    {
        const int limit = 2;
        var clientId = await _server.NewApplicationAsync(await _server.NewApiUserAsync(limit));
        _server.Time.Advance(Hour);
        using (var client = await _server.ClientAsync(clientId))
        {
            await Window.AfterCallAsync(client);
            await Window.AfterCallAsync(client);
            if (exhausted)
            {
                Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));
            }
        }

        _server.Time.Advance(-Hour);
        using (var client = await _server.ClientAsync(clientId))
        {
            var begun = await Window.AfterCallAsync(client);

            Assert.Equal(limit - 1, begun.Remaining);
            Assert.InRange(begun.Reset - _server.Time.GetUtcNow().ToUnixTimeSeconds(), 3595, 3601);
        }
    }

    [Fact]
    public async Task A_clock_a_few_seconds_behind_another_node_begins_no_new_window()
    {
        using var client = await _server.NewCallerAsync(permitLimit: 5);
        _server.Time.Advance(TimeSpan.FromSeconds(10));
        var ahead = await Window.AfterCallAsync(client);
        _server.Time.Advance(TimeSpan.FromSeconds(-10));

        var behind = await Window.AfterCallAsync(client);

        Assert.Equal((ahead.Reset, 3), (behind.Reset, behind.Remaining));
    }

    [Fact]
    public async Task Who_is_known_to_be_over_the_limit_costs_no_query()
    {
        using var client = await _server.NewCallerAsync(permitLimit: 1);
        await Window.AfterCallAsync(client);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));
        using var queries = _server.CountQueries();

        var started = TimeProvider.System.GetTimestamp();
        for (var call = 0; call < 100; call++)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));
        }

        // Whether the token still holds is asked once per 0.9 seconds, however many calls there are.
        var asked = (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds / 0.9) + 1;
        Assert.InRange(queries.Count, 0, asked);
        Assert.All(queries.Statements, sql => Assert.Contains("access_tokens", sql, StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(TestServer.Root);
        return response.StatusCode;
    }

    private async Task SetLimitAsync(long apiUserId, int limit)
    {
        await using var db = _server.Database();
        var changed = await db.ApiUsers.Where(u => u.Id == apiUserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.PermitLimit, limit));
        Assert.Equal(1, changed);
    }
}
