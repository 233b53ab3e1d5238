using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinAut.Api.Webhooks;

/// <summary>Warns, without making the server unready, when deliveries have been due for long: nobody seems to send them.</summary>
internal sealed class WebhookHealthCheck(IDbContextFactory<FinAutDbContext> contexts, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a delivery may be due.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(120);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var oldest = await OldestDueAsync(db, now, cancellationToken);
        return oldest is { } due && now - due > Tolerated
            ? HealthCheckResult.Degraded($"The oldest due webhook has waited for {(now - due).TotalSeconds:0} seconds.")
            : HealthCheckResult.Healthy("Webhooks are sent in time.");
    }

    /// <summary>Since when the oldest delivery is due that nothing holds back, UTC, or null.</summary>
    public static Task<DateTimeOffset?> OldestDueAsync(FinAutDbContext db, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => d.State == WebhookDeliveryState.Pending && d.NextAttempt <= now)
            .Where(d => d.Endpoint.State == WebhookEndpointState.Active && (d.Endpoint.PausedUntil == null || d.Endpoint.PausedUntil <= now))
            .MinAsync(d => d.NextAttempt, cancellationToken);
}
