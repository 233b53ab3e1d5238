using System.Net;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Row 40 of the OAuth checklist. Every test calls from an address of its own.</summary>
public sealed class FailedSecretsTests(FailedSecretsTests.LimitedServer limited) : IClassFixture<FailedSecretsTests.LimitedServer>
{
    private const int Limit = 30;
    private const string Wrong = Grant + "&client_id=finaut-demo&client_secret=wrong";
    private const string Proxy = "127.0.9.1";

    private TestServer Server => limited.Server;

    [Theory]
    [InlineData("127.0.1.1", TokenPath, "client_id=finaut-demo&client_secret=wrong", null)]
    [InlineData("127.0.1.2", TokenPath, "client_id=nobody&client_secret=wrong", null)]
    [InlineData("127.0.1.3", TokenPath, "", "finaut-demo:wrong")]
    [InlineData("127.0.1.4", "/finautapi/v1/token/", "client_id=finaut-demo&client_secret=wrong", null)]
    [InlineData("127.0.1.5", RevokePath, "client_id=finaut-demo&client_secret=wrong", null)]
    [InlineData("127.0.1.6", IntrospectPath, "client_id=finaut-demo&client_secret=wrong", null)]
    public async Task Thirty_failed_secrets_shut_an_address_out_for_the_rest_of_the_minute(string address, string path, string body, string? basic)
    {
        using var guesser = Server.NewClient(IPAddress.Parse(address));
        using var somebodyElse = Server.NewClient(IPAddress.Parse("127.0.2.1"));
        await Task.WhenAll(Enumerable.Range(0, Limit).Select(async _ =>
        {
            using var failed = await GuessAsync();
            await failed.AssertInvalidClientAsync();
        }));

        using var wrong = await GuessAsync();
        using var right = await guesser.PostFormAsync(TokenPath, GoodRequest);
        using var elsewhere = await somebodyElse.PostFormAsync(TokenPath, GoodRequest);
        var wait = await ReadWaitAsync(wrong);
        await ReadWaitAsync(right);
        await elsewhere.ReadOAuthAsync();

        Server.Time.Advance(wait);
        using var afterwards = await guesser.PostFormAsync(TokenPath, GoodRequest);
        await afterwards.ReadOAuthAsync();

        Task<HttpResponseMessage> GuessAsync() => guesser.PostFormAsync(path, $"{Grant}&token=x&{body}", basic is null ? null : Basic(basic));
    }

    [Fact]
    public async Task One_failed_secret_less_shuts_nobody_out()
    {
        using var client = Server.NewClient(IPAddress.Parse("127.0.3.1"));
        await FailAsync(client, Limit - 1);

        using var right = await client.PostFormAsync(TokenPath, GoodRequest);
        using var last = await client.PostFormAsync(TokenPath, Wrong);
        using var tooMany = await client.PostFormAsync(TokenPath, GoodRequest);

        await right.ReadOAuthAsync();
        await last.AssertInvalidClientAsync();
        await ReadWaitAsync(tooMany);
    }

    [Fact]
    public async Task A_minute_that_ended_begins_anew()
    {
        using var client = Server.NewClient(IPAddress.Parse("127.0.3.2"));
        await FailAsync(client, Limit - 1);
        Server.Time.Advance(TimeSpan.FromMinutes(1));

        await FailAsync(client, Limit);

        using var tooMany = await client.PostFormAsync(TokenPath, Wrong);
        await ReadWaitAsync(tooMany);
    }

    [Theory]
    [InlineData("127.0.3.3", Grant)]
    [InlineData("127.0.3.4", Grant + "&client_id=finaut-demo")]
    [InlineData("127.0.3.5", "grant_type=nonsense&client_id=finaut-demo&client_secret=wrong")]
    [InlineData("127.0.3.6", GoodRequest + "&scope=nonsense")]
    public async Task What_guesses_no_secret_does_not_count(string address, string body)
    {
        using var client = Server.NewClient(IPAddress.Parse(address));
        await Task.WhenAll(Enumerable.Range(0, Limit + 1).Select(async _ =>
        {
            using var refused = await client.PostFormAsync(TokenPath, body);
            Assert.True(refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized);
        }));

        using var right = await client.PostFormAsync(TokenPath, GoodRequest);
        await right.ReadOAuthAsync();
    }

    [Fact]
    public async Task A_token_still_opens_the_api_from_an_address_that_is_shut_out()
    {
        using var client = Server.NewClient(IPAddress.Parse("127.0.3.8"));
        var token = await Server.TokenAsync();
        await FailAsync(client, Limit);

        using var response = await client.CallAsync(token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.8", "203.0.113.9", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:2::1", "2001:db8:0:3::1", false)]
    [InlineData("::ffff:203.0.113.10", "203.0.113.10", true)]
    public async Task Behind_a_trusted_proxy_the_client_s_address_counts(string guesser, string other, bool shutOut)
    {
        using var client = Server.NewClient(IPAddress.Parse(Proxy));
        client.DefaultRequestHeaders.Add("X-Forwarded-For", guesser);
        await FailAsync(client, Limit);

        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", other);
        using var response = await client.PostFormAsync(TokenPath, GoodRequest);

        Assert.Equal(shutOut ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_made_up_forwarded_address_helps_nobody()
    {
        using var client = Server.NewClient(IPAddress.Parse("127.0.3.7"));
        for (var n = 0; n < Limit; n++)
        {
            client.DefaultRequestHeaders.Remove("X-Forwarded-For");
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"198.51.100.{n}");
            await FailAsync(client, 1);
        }

        using var response = await client.PostFormAsync(TokenPath, GoodRequest);

        await ReadWaitAsync(response);
    }

    // All at once: a guesser does not wait either.
    private static Task FailAsync(HttpClient client, int times) => Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
    {
        using var failed = await client.PostFormAsync(TokenPath, Wrong);
        await failed.AssertInvalidClientAsync();
    }));

    private static async Task<TimeSpan> ReadWaitAsync(HttpResponseMessage response)
    {
        await response.ReadOAuthErrorAsync(HttpStatusCode.TooManyRequests, "invalid_client");
        var wait = response.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        return wait;
    }

    /// <summary>A server with the limit that is usual, behind a proxy that calls from an address of its own.</summary>
    public sealed class LimitedServer : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await TestServer.StartAsync(new Dictionary<string, string>
        {
            ["OAuth:FailedSecretsPerMinute"] = "30",
            ["Proxy:TrustedNetworks"] = Proxy + "/32",
        });

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
