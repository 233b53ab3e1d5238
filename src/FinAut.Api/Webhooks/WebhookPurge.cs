using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>Removes what is kept of deliveries no longer than needed: bodies after 30 days, deliveries and attempts after 90.</summary>
internal sealed partial class WebhookPurge(IDbContextFactory<FinAutDbContext> contexts, Jobs jobs, TimeProvider time, ILogger<WebhookPurge> logger)
    : BackgroundService
{
    /// <summary>How long a body is kept, and with it the possibility to replay.</summary>
    public static readonly TimeSpan PayloadsKept = TimeSpan.FromDays(30);

    /// <summary>How long a delivery and its attempts are kept.</summary>
    public static readonly TimeSpan AttemptsKept = TimeSpan.FromDays(90);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Nobody waits for it.
    private static readonly TimeSpan LongStatement = TimeSpan.FromMinutes(10);

    /// <summary>Purges once.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (payloads, attempts) = (now - PayloadsKept, now - AttemptsKept);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(LongStatement);
        var deliveries = db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.State != WebhookDeliveryState.Pending);
        await deliveries.Where(d => d.Created < payloads && d.State == WebhookDeliveryState.Held)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, WebhookDeliveryState.Cancelled), cancellationToken);
        await deliveries.Where(d => d.Created < payloads && d.Payload != null)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Payload, (string?)null), cancellationToken);
        await deliveries.Where(d => d.Created < attempts).ExecuteDeleteAsync(cancellationToken);
        await db.WebhookAttempts.Where(a => a.At < attempts).ExecuteDeleteAsync(cancellationToken);
        await db.WebhookNotices.Where(n => n.Created < attempts).ExecuteDeleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        jobs.RunAsync(nameof(WebhookPurge), Interval, PurgeAsync, LogFailed, stoppingToken);

    [LoggerMessage(1, LogLevel.Warning, "Old webhook deliveries could not be removed; the next try is in an hour.")]
    private partial void LogFailed(Exception exception);
}
