using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>
/// Finds deliveries that nobody would send, for whatever reason, and puts them right within a minute. Nothing should ever need it;
/// what it finds is logged and counted.
/// </summary>
internal sealed partial class WebhookSweeper(
    IDbContextFactory<FinAutDbContext> contexts,
    RetrySchedule schedule,
    EndpointHealthRules rules,
    WebhookMetrics metrics,
    WebhookSignal signal,
    Jobs jobs,
    TimeProvider time,
    ILogger<WebhookSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // How far the clocks of nodes may lie apart.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Looks once.</summary>
    /// <returns>How many rows were put right.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var pending = db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.State == WebhookDeliveryState.Pending);

        // Claims of nodes that died, and of clocks that ran ahead.
        var latestLease = now + WebhookDispatcher.Lease + Skew;
        var lapsed = await pending
            .Where(d => d.ClaimedUntil < now || d.ClaimedUntil > latestLease || (d.ClaimedBy == null) != (d.ClaimedUntil == null))
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.ClaimedBy, (Guid?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null), cancellationToken);

        // Attempts that were never planned, or planned by a clock that ran ahead. Those asked for by hand lie ahead by a row's turn.
        var latestAttempt = now + schedule.LongestWait + Skew;
        var unplanned = await pending.Where(d => d.NextAttempt == null || d.NextAttempt > latestAttempt)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttempt, now), cancellationToken);

        var held = await pending
            .Where(d => !d.Manual && d.Endpoint.State != WebhookEndpointState.Active && d.Endpoint.State != WebhookEndpointState.Deleted)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, WebhookDeliveryState.Held).SetProperty(d => d.NextAttempt, (DateTimeOffset?)null), cancellationToken);

        // Replayed, or pinged, while the endpoint was being deleted.
        var cancelled = await pending.Where(d => d.Endpoint.State == WebhookEndpointState.Deleted)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, WebhookDeliveryState.Cancelled).SetProperty(d => d.NextAttempt, (DateTimeOffset?)null), cancellationToken);

        var latestPause = now + rules.MaxPause + Skew;
        var paused = await db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.PausedUntil > latestPause)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.PausedUntil, now), cancellationToken);

        var repaired = lapsed + unplanned + held + cancelled + paused;
        if (repaired > 0)
        {
            metrics.CountRepairs(repaired);
            LogRepaired(lapsed, unplanned, held, cancelled, paused);
            signal.Set();
        }

        return repaired;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => jobs.RunAsync(
        nameof(WebhookSweeper), Interval, SweepAsync, exception => LogFailed(exception.GetBaseException().GetType().Name), stoppingToken, beginAtOnce: true);

    [LoggerMessage(1, LogLevel.Warning, "Webhooks put right: {Lapsed} claims of nodes that went away, {Unplanned} without a time, {Held} of disabled endpoints, {Cancelled} of deleted ones, {Paused} endless pauses.")]
    private partial void LogRepaired(int lapsed, int unplanned, int held, int cancelled, int paused);

    [LoggerMessage(2, LogLevel.Warning, "The queue of webhooks could not be checked ({Cause}); trying again.")]
    private partial void LogFailed(string cause);
}
