using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FinAut.Api.Hosting;

/// <summary>Tells what the checks of <c>/health/ready</c> say: meter <c>FinAut.Health</c>.</summary>
internal sealed class HealthMetrics : IHealthCheckPublisher
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FinAut.Health";

    private HealthReport? _report;

    public HealthMetrics(IMeterFactory meters) => meters.Create(MeterName).CreateObservableGauge(
        "finaut.health",
        () => (_report?.Entries ?? new Dictionary<string, HealthReportEntry>()).Select(entry =>
            new Measurement<int>((int)entry.Value.Status, new KeyValuePair<string, object?>("check", entry.Key))),
        unit: null,
        "What a check of readiness says: 2 is healthy, 1 degraded, 0 unhealthy.");

    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _report = report;
        return Task.CompletedTask;
    }
}
