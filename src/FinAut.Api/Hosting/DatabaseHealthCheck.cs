using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinAut.Api.Hosting;

/// <summary>Ready means: the database answers and has every migration that this server knows.</summary>
internal sealed class DatabaseHealthCheck(IDbContextFactory<FinAutDbContext> contexts) : IHealthCheck
{
    // Who asks waits seconds at most, but giving up on a database that hangs takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            stop.CancelAfter(Patience);
            var pending = await CountPendingAsync(stop.Token).WaitAsync(stop.Token);
            return pending == 0
                ? HealthCheckResult.Healthy("The database answers and is up to date.")
                : HealthCheckResult.Unhealthy($"{pending} migrations are pending: run the command migrate.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }

    private async Task<int> CountPendingAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
    }
}
