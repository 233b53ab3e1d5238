using FinAut.Domain.Data;
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
        return await WebhookBacklog.FirstDueAsync(db, cancellationToken) is { } due && now - due > Tolerated
            ? HealthCheckResult.Degraded($"The oldest due webhook has waited for {(now - due).TotalSeconds:0} seconds.")
            : HealthCheckResult.Healthy("Webhooks are sent in time.");
    }
}
