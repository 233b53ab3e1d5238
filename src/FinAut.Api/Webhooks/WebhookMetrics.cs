using System.Diagnostics.Metrics;
using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>What an operator watches of webhooks: meter <c>FinAut.Webhooks</c>.</summary>
internal sealed partial class WebhookMetrics : BackgroundService
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FinAut.Webhooks";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // From a receiver next door to one that just keeps the limit, and from at once to the last retry.
    private static readonly InstrumentAdvice<double> AttemptBuckets = new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] };
    private static readonly InstrumentAdvice<double> LatencyBuckets = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600, 21600, 86400, 302400] };

    private readonly IDbContextFactory<FinAutDbContext> _contexts;
    private readonly Jobs _jobs;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookMetrics> _logger;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _repairs;
    private long _backlog;
    private long _disabled;
    private double _oldestDueSeconds;

    public WebhookMetrics(IMeterFactory meters, IDbContextFactory<FinAutDbContext> contexts, Jobs jobs, TimeProvider time, ILogger<WebhookMetrics> logger)
    {
        (_contexts, _jobs, _time, _logger) = (contexts, jobs, time, logger);
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>("finaut.webhooks.attempts", "{attempt}", "Attempts, by outcome.");
        _duration = meter.CreateHistogram<double>("finaut.webhooks.attempt.duration", "s", "How long attempts took.", tags: null, AttemptBuckets);
        _latency = meter.CreateHistogram<double>("finaut.webhooks.latency", "s", "From the change to its first delivery.", tags: null, LatencyBuckets);
        _repairs = meter.CreateCounter<long>("finaut.webhooks.repairs", "{row}", "Rows that nobody would have sent, put right.");
        meter.CreateObservableGauge("finaut.webhooks.disabled", () => Volatile.Read(ref _disabled), "{endpoint}", "Endpoints disabled for their failures.");
        meter.CreateObservableGauge("finaut.webhooks.backlog", () => Volatile.Read(ref _backlog), "{delivery}", "Deliveries to be sent.");
        meter.CreateObservableGauge("finaut.webhooks.oldest_due", () => Volatile.Read(ref _oldestDueSeconds), "s", "How long the oldest due delivery has waited.");
    }

    /// <summary>Counts an attempt.</summary>
    /// <param name="outcome"><c>delivered</c>, or the class of the failure.</param>
    /// <param name="duration">How long it took.</param>
    public void CountAttempt(string outcome, TimeSpan duration)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(duration.TotalSeconds);
    }

    /// <summary>Counts rows that were put right.</summary>
    public void CountRepairs(int rows) => _repairs.Add(rows);

    /// <summary>Notes how long a change took to reach its receiver.</summary>
    public void NoteLatency(TimeSpan latency) => _latency.Record(latency.TotalSeconds);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _jobs.RunAsync(
        nameof(WebhookMetrics), Interval, MeasureAsync, exception => LogFailed(exception.GetBaseException().GetType().Name), stoppingToken, beginAtOnce: true);

    /// <summary>Reads what the gauges show.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var due = await WebhookBacklog.FirstDueAsync(db, cancellationToken);
        Volatile.Write(ref _oldestDueSeconds, due < now ? (now - due.Value).TotalSeconds : 0);
        Volatile.Write(ref _backlog, await db.WebhookDeliveries.IgnoreQueryFilters()
            .LongCountAsync(d => d.State == WebhookDeliveryState.Pending, cancellationToken));
        Volatile.Write(ref _disabled, await db.WebhookEndpoints.IgnoreQueryFilters()
            .LongCountAsync(e => e.State == WebhookEndpointState.Failed || e.State == WebhookEndpointState.Gone, cancellationToken));
    }

    [LoggerMessage(1, LogLevel.Warning, "The webhooks' backlog could not be measured ({Cause}).")]
    private partial void LogFailed(string cause);
}
