using System.Net;
using System.Text.RegularExpressions;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Throttling;

public sealed partial class ThrottleHeadersTests(ThrottleServer throttled) : IClassFixture<ThrottleServer>
{
    private const int Limit = 50;

    private readonly TestServer _server = throttled.Server;

    [Theory]
    [InlineData("GET", "user/", HttpStatusCode.OK)]
    [InlineData("HEAD", "user/", HttpStatusCode.OK)]
    [InlineData("OPTIONS", "user/", HttpStatusCode.OK)]
    [InlineData("GET", "user/4711/", HttpStatusCode.NotFound)]
    [InlineData("GET", "nothing/here/", HttpStatusCode.NotFound)]
    [InlineData("GET", "user/?page=0", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "companies/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "companies", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "results/?from_date=yesterday", HttpStatusCode.UnprocessableEntity)]
    public async Task Every_authenticated_reply_counts_and_tells_the_windows_state(string method, string path, HttpStatusCode expected)
    {
        using var client = await _server.NewCallerAsync(Limit);
        await Window.AfterCallAsync(client);

        using var request = new HttpRequestMessage(new HttpMethod(method), TestServer.Root + path);
        using var response = await client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        AssertState(response, Limit, Limit - 2);
        Assert.False(response.Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task A_reply_in_a_form_that_is_not_served_counts_too()
    {
        using var client = await _server.NewCallerAsync(Limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/finautapi/v1/user/");
        request.Headers.Accept.ParseAdd("text/csv");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        AssertState(response, Limit, Limit - 1);
    }

    [Fact]
    public async Task A_call_beyond_the_tokens_scope_counts_too()
    {
        var application = await _server.NewApplicationAsync(await _server.NewApiUserAsync(Limit), Scopes.Write);
        using var client = await _server.ClientAsync(application);

        using var response = await client.GetAsync("/finautapi/v1/user/");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        AssertState(response, Limit, Limit - 1);
    }

    [Fact]
    public async Task A_refused_call_tells_the_windows_state()
    {
        using var client = await _server.NewCallerAsync(permitLimit: 1);
        await Window.AfterCallAsync(client);

        using var response = await client.GetAsync("/finautapi/v1/nothing/");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        AssertState(response, 1, 0);
        var state = StatePattern().Match(response.Header("RateLimit"));
        Assert.Equal(response.Header("Retry-After"), state.Groups["t"].Value);
    }

    [Fact]
    public async Task What_is_not_counted_takes_nothing_from_the_window()
    {
        var application = await _server.NewApplicationAsync(await _server.NewApiUserAsync(Limit));
        using var client = await _server.ClientAsync(application);
        await Window.AfterCallAsync(client);

        await AssertUncountedAsync(client, HttpMethod.Get, "/finautapi/v1/user", HttpStatusCode.MovedPermanently);
        await AssertUncountedAsync(client, HttpMethod.Head, "/finautapi/v1/user?page=2", HttpStatusCode.MovedPermanently);
        await AssertUncountedAsync(client, HttpMethod.Get, "/o/token/", HttpStatusCode.MethodNotAllowed);
        await AssertUncountedAsync(client, HttpMethod.Post, "/finautapi/v1/token/", HttpStatusCode.BadRequest);
        await AssertUncountedAsync(client, HttpMethod.Post, "/o/introspect/", HttpStatusCode.BadRequest);
        await AssertUncountedAsync(client, HttpMethod.Get, "/o/nothing/", HttpStatusCode.NotFound);
        await AssertUncountedAsync(client, HttpMethod.Get, "/.well-known/oauth-authorization-server", HttpStatusCode.OK);
        await AssertUncountedAsync(client, HttpMethod.Get, "/health/ready", HttpStatusCode.OK);
        await AssertUncountedAsync(_server.Http, HttpMethod.Get, "/finautapi/v1/user/", HttpStatusCode.Unauthorized);
        await _server.TokenAsync(application);

        Assert.Equal(Limit - 2, (await Window.AfterCallAsync(client)).Remaining);
    }

    [Fact]
    public async Task A_refused_token_is_not_counted()
    {
        var apiUser = await _server.NewApiUserAsync(Limit);
        var application = await _server.NewApplicationAsync(apiUser);
        using var client = await _server.ClientAsync(application);
        await Window.AfterCallAsync(client);

        _server.Time.Advance(TimeSpan.FromMinutes(61));
        using var expired = await client.GetAsync("/finautapi/v1/user/");
        _server.Time.Advance(TimeSpan.FromMinutes(-61));

        Assert.Equal(HttpStatusCode.Unauthorized, expired.StatusCode);
        Assert.False(expired.Headers.Contains("RateLimit"));
        Assert.Equal(Limit - 2, (await Window.AfterCallAsync(client)).Remaining);
    }

    private static async Task AssertUncountedAsync(HttpClient client, HttpMethod method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await client.SendAsync(request);
        Assert.True(response.StatusCode == expected, $"{method} {path} answered {(int)response.StatusCode}.");
        Assert.DoesNotContain(response.Headers, header => header.Key.Contains("RateLimit", StringComparison.OrdinalIgnoreCase));
    }

    private void AssertState(HttpResponseMessage response, int limit, int remaining)
    {
        var now = _server.Time.GetUtcNow();
        var window = Window.Of(response);
        Assert.Equal((limit, remaining), (window.Limit, window.Remaining));
        Assert.InRange(window.Reset - now.ToUnixTimeSeconds(), 3590, 3601);

        Assert.Equal($"\"hourly\";q={limit};w=3600", response.Header("RateLimit-Policy"));
        var state = StatePattern().Match(response.Header("RateLimit"));
        Assert.True(state.Success, response.Header("RateLimit"));
        Assert.Equal(remaining.ToString(), state.Groups["r"].Value);
        Assert.InRange(int.Parse(state.Groups["t"].Value), 3590, 3600);
    }

    [GeneratedRegex("^\"hourly\";r=(?<r>[0-9]+);t=(?<t>[0-9]+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatePattern();
}
