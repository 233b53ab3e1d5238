using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.OAuth;

public sealed class ExpiredTokenPurgeTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private TestServer Server => demo.Server;

    [Fact]
    public async Task A_token_is_removed_a_day_after_its_end()
    {
        var old = await Server.TokenAsync();
        Server.Time.Advance(TimeSpan.FromMinutes(30));
        var young = await Server.TokenAsync();
        var purge = Server.Services.GetRequiredService<ExpiredTokenPurge>();

        // The old one's hour and day end within these two minutes.
        Server.Time.Advance(TimeSpan.FromHours(24.5) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await purge.PurgeAsync(CancellationToken.None));
        Assert.Contains("has expired", await ChallengeOfAsync(old), StringComparison.Ordinal);
        Server.Time.Advance(TimeSpan.FromMinutes(2));
        var live = await Server.TokenAsync();
        Assert.Equal(1, await purge.PurgeAsync(CancellationToken.None));

        Assert.Equal([(young, true), (live, true), (old, false)], await IsKeptAsync(young, live, old));
        Assert.Contains("is invalid", await ChallengeOfAsync(old), StringComparison.Ordinal);
        using var called = await Server.Http.CallAsync(live);
        called.EnsureSuccessStatusCode();
    }

    [Fact]
    public void The_purge_runs_with_the_server() =>
        Assert.Contains(Server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(), service => service is ExpiredTokenPurge);

    private async Task<string> ChallengeOfAsync(string token)
    {
        // What was remembered of the token is forgotten within a second.
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        using var response = await Server.Http.CallAsync(token);
        return response.Headers.WwwAuthenticate.ToString();
    }

    private async Task<List<(string Token, bool Kept)>> IsKeptAsync(params string[] tokens)
    {
        await using var db = Server.Database();
        var kept = await db.AccessTokens.Select(t => t.Hash).ToListAsync();
        return [.. tokens.Select(token => (token, kept.Exists(hash => hash.SequenceEqual(AccessToken.HashOf(token)))))];
    }
}
