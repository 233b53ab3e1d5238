using System.Diagnostics;
using System.Net;
using FinAut.Tests.Infrastructure;
using Npgsql;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 48 and 65 of the OAuth checklist.</summary>
public sealed class DatabaseDownTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private TestServer Server { get; set; } = null!;

    private DatabaseProxy Proxy { get; set; } = null!;

    private string Database { get; set; } = "";

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateDemoAsync();
        Proxy = new DatabaseProxy(new NpgsqlConnectionStringBuilder(Database) { Timeout = 1, CommandTimeout = 1 }.ConnectionString);
        Server = await TestServer.StartAsync(connectionString: Proxy.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Proxy.DisposeAsync();
        await TestDatabase.DropAsync(Database);
    }

    // Row 48. A wrong secret is not called wrong either: nobody knows.
    [Theory]
    [InlineData(TokenPath, false)]
    [InlineData(TokenPath, true)]
    [InlineData("/finautapi/v1/token/", false)]
    [InlineData(RevokePath, false)]
    [InlineData(IntrospectPath, false)]
    public async Task Without_its_database_an_endpoint_is_unavailable(string path, bool stalled)
    {
        using var before = await Server.Http.PostFormAsync(path, GoodRequest + "&token=x");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        TakeAway(stalled);
        foreach (var secret in new[] { "finaut-demo-secret", "wrong" })
        {
            await AssertUnavailableAsync(path, $"{Grant}&token=x&client_id=finaut-demo&client_secret={secret}");
        }

        Proxy.Restore();
        using var after = await Server.Http.PostFormAsync(path, GoodRequest + "&token=x");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    // Row 65.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_could_not_be_revoked_stays_valid(bool stalled)
    {
        var token = await Server.TokenAsync();
        TakeAway(stalled);

        await AssertUnavailableAsync(RevokePath, $"token={token}&{Credentials}");

        Proxy.Restore();
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        using var called = await Server.Http.CallAsync(token);
        using var state = await Server.Http.PostFormAsync(IntrospectPath, $"token={token}&{Credentials}");
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
        Assert.True((await state.ReadOAuthAsync()).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task Without_its_database_the_api_calls_no_token_invalid()
    {
        var token = await Server.TokenAsync();
        Proxy.Cut();

        using var response = await Server.Http.CallAsync(token);

        await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }

    private void TakeAway(bool stalled)
    {
        if (stalled)
        {
            Proxy.Stall();
        }
        else
        {
            Proxy.Cut();
        }
    }

    private async Task AssertUnavailableAsync(string path, string body)
    {
        var started = Stopwatch.GetTimestamp();

        using var response = await Server.Http.PostFormAsync(path, body);

        await response.ReadOAuthErrorAsync(HttpStatusCode.ServiceUnavailable, "temporarily_unavailable");
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        var took = Stopwatch.GetElapsedTime(started);
        Assert.True(took < Patience, $"It took {took.TotalSeconds:0.0} s.");
    }
}
