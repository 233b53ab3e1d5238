using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>Removes tokens that ended more than a day ago; until then a late caller is told that the token has expired.</summary>
internal sealed partial class ExpiredTokenPurge(
    IDbContextFactory<FinAutDbContext> contexts, Jobs jobs, TimeProvider time, ILogger<ExpiredTokenPurge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Purges once.</summary>
    /// <returns>How many tokens were removed.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow() - Kept;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.AccessTokens.Where(t => t.Expires < limit).ExecuteDeleteAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        jobs.RunAsync(nameof(ExpiredTokenPurge), Interval, async token => LogPurged(await PurgeAsync(token)), LogFailed, stoppingToken);

    [LoggerMessage(1, LogLevel.Information, "Removed {Count} expired tokens.")]
    private partial void LogPurged(int count);

    [LoggerMessage(2, LogLevel.Warning, "Expired tokens could not be removed; the next try is in an hour.")]
    private partial void LogFailed(Exception exception);
}
