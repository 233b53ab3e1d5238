using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.RateLimiting;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>Takes one claimed delivery to its receiver and writes down what came of it.</summary>
internal sealed partial class WebhookCourier : IDisposable
{
    private const int MaxRecordTries = 5;

    private static readonly TimeSpan RecordDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly IDbContextFactory<FinAutDbContext> _contexts;
    private readonly WebhookSender _sender;
    private readonly WebhookSecrets _secrets;
    private readonly WebhookMetrics _metrics;
    private readonly RetrySchedule _schedule;
    private readonly EndpointHealthRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookCourier> _logger;
    private readonly PartitionedRateLimiter<long> _perEndpoint;

    public WebhookCourier(
        IDbContextFactory<FinAutDbContext> contexts,
        WebhookSender sender,
        WebhookSecrets secrets,
        WebhookMetrics metrics,
        RetrySchedule schedule,
        EndpointHealthRules rules,
        IOptions<WebhookOptions> options,
        TimeProvider time,
        ILogger<WebhookCourier> logger)
    {
        (_contexts, _sender, _secrets, _metrics) = (contexts, sender, secrets, metrics);
        (_schedule, _rules, _time, _logger) = (schedule, rules, time, logger);
        _perEndpoint = CreateLimiter(options.Value);
    }

    /// <summary>Delivers.</summary>
    /// <param name="node">The node that claimed it.</param>
    /// <param name="delivery">The delivery, with its endpoint and secrets.</param>
    /// <param name="cancellationToken">Ends the attempt without a trace; the claim then ends by itself.</param>
    public async Task DeliverAsync(Guid node, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var permit = await _perEndpoint.AcquireAsync(delivery.EndpointId, 1, cancellationToken);
        var at = _time.GetUtcNow();
        var (outcome, sent) = await SendAsync(delivery, at, cancellationToken);
        _metrics.CountAttempt(outcome.Error.Code() ?? "delivered", TimeSpan.FromMilliseconds(outcome.Timings.Total));
        if (outcome.Delivered && delivery is { DeliveredAt: null, IsTest: false })
        {
            _metrics.NoteLatency(_time.GetUtcNow() - delivery.Created);
        }

        var exchange = JsonSerializer.Serialize(WebhookExchange.From(delivery.Endpoint.Url, sent, outcome), ApiJson.Context.WebhookExchange);
        var wasManual = delivery.Manual;
        var now = _time.GetUtcNow();
        var result = new AttemptOutcome(outcome.Status, outcome.Error == SendError.Timeout, outcome.RetryAfter);
        delivery.NoteAttempt(result, now, _schedule);
        if (delivery.State == WebhookDeliveryState.Pending && delivery.Endpoint.State != WebhookEndpointState.Active)
        {
            delivery.Hold();
        }

        var attempt = new WebhookAttempt
        {
            DeliveryId = delivery.Id,
            Number = delivery.Attempts,
            Manual = wasManual,
            At = at,
            DurationMs = outcome.Timings.Total,
            Status = outcome.Status,
            Error = outcome.Error.Code(),
            Exchange = exchange,
        };

        // What has happened is written down even while the server stops, and over a short absence of the database.
        for (var tries = 1; ; tries++)
        {
            try
            {
                await RecordAsync(node, delivery, attempt, result, now);
                return;
            }
            catch (Exception exception) when (tries < MaxRecordTries && exception.GetBaseException() is DbException or TimeoutException or IOException)
            {
                await Task.Delay(RecordDelay, CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _perEndpoint.Dispose();

    private static PartitionedRateLimiter<long> CreateLimiter(WebhookOptions options)
    {
        // As even as can be: receivers are small.
        var perTick = Math.Max(1, options.PerSecondPerEndpoint * (int)Tick.TotalMilliseconds / 1000);
        return PartitionedRateLimiter.Create<long, long>(endpoint => RateLimitPartition.GetTokenBucketLimiter(
            endpoint,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(perTick, Math.Min(options.MaxInFlightPerEndpoint, options.PerSecondPerEndpoint)),
                TokensPerPeriod = perTick,
                ReplenishmentPeriod = TimeSpan.FromSeconds((double)perTick / options.PerSecondPerEndpoint),
                QueueLimit = int.MaxValue,
            }));
    }

    private async Task<(SendOutcome Outcome, IReadOnlyList<KeyValuePair<string, string>> Sent)> SendAsync(
        WebhookDelivery delivery, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Payload!);
        List<KeyValuePair<string, string>> headers;
        try
        {
            headers = Headers(delivery, at, body);
        }
        catch (CryptographicException exception)
        {
            // Counts as an attempt, so that it is seen, and neither takes others' turns nor goes on for ever.
            LogUnreadable(delivery.EndpointId, exception.Message);
            var none = new SendTimings(Dns: null, Connect: null, Tls: null, FirstByte: null, Total: 0);
            return (new SendOutcome { Error = SendError.Refused, Reason = exception.Message, Timings = none }, []);
        }

        return (await _sender.SendAsync(new Uri(delivery.Endpoint.Url), headers, body, cancellationToken), headers);
    }

    private List<KeyValuePair<string, string>> Headers(WebhookDelivery delivery, DateTimeOffset at, byte[] body)
    {
        var headers = new List<KeyValuePair<string, string>>
        {
            new(WebhookHeaders.Id, delivery.EventId),
            new(WebhookHeaders.Timestamp, WebhookSignature.Timestamp(at)),
            new(WebhookHeaders.EventType, WebhookPayloads.TypeOf(delivery.Event)),
            new(WebhookHeaders.Sequence, delivery.Sequence.ToString(CultureInfo.InvariantCulture)),
            new(WebhookHeaders.EventTime, WebhookPayloads.Instant(delivery.Created)),
        };
        if (delivery.CorrelationId.Length > 0)
        {
            headers.Add(new(Correlation.HeaderName, delivery.CorrelationId));
        }

        if (_secrets.InForce(delivery.Endpoint, at) is { Count: > 0 } secrets)
        {
            headers.Add(new(WebhookHeaders.Signature, WebhookSignature.Sign(delivery.EventId, at, body, secrets)));
            headers.Add(new(WebhookHeaders.HubSignature, WebhookSignature.Hub(body, secrets[0])));
        }

        headers.AddRange(_secrets.HeadersTo(delivery.Endpoint));
        return headers;
    }

    // One that was overtaken by another attempt at the same endpoint begins again.
    private async Task RecordAsync(Guid node, WebhookDelivery delivery, WebhookAttempt attempt, AttemptOutcome outcome, DateTimeOffset now)
    {
        while (!await TryRecordAsync(node, delivery, attempt, outcome, now))
        {
        }
    }

    // Rows are locked in the same order by everybody: the company's sequence, deliveries, the endpoint. The sequence, which those
    // who write wait for, is left alone unless the endpoint is switched off.
    private async Task<bool> TryRecordAsync(Guid node, WebhookDelivery delivery, WebhookAttempt attempt, AttemptOutcome outcome, DateTimeOffset now)
    {
        await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var (endpoint, step) = (delivery.Endpoint, (HealthStep?)null);
        if (!attempt.Manual && !(outcome.IsDelivered && endpoint.Health == EndpointHealth.Good))
        {
            endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().SingleAsync(e => e.Id == delivery.EndpointId, CancellationToken.None);
            step = endpoint.State == WebhookEndpointState.Active ? _rules.After(endpoint.Health, outcome, now) : null;
        }

        var state = step?.Action switch
        {
            HealthAction.DisableFailing => WebhookEndpointState.Failed,
            HealthAction.DisableGone => WebhookEndpointState.Gone,
            _ => WebhookEndpointState.Active,
        };
        var isStopped = state != WebhookEndpointState.Active;
        if (isStopped)
        {
            await db.TakeSequenceAsync(endpoint.CompanyId, 0, CancellationToken.None);
            await WebhookOutbox.HoldAsync(db, endpoint.Id, CancellationToken.None);
        }

        if (!await UpdateAsync(db, node, delivery))
        {
            await UpdateUnclaimedAsync(db, delivery, outcome, now);
        }

        await db.WebhookAttempts.AddAsync(attempt, CancellationToken.None);
        if (step is { Action: not HealthAction.None })
        {
            var notice = new WebhookNotice { EndpointId = endpoint.Id, Action = step.Action, Since = step.Health.FailingSince, Created = now };
            await db.WebhookNotices.AddAsync(notice, CancellationToken.None);
        }

        if (isStopped && !await StopAsync(db, endpoint.Id, state))
        {
            return false;
        }

        await db.SaveChangesAsync(CancellationToken.None);
        if (step is not null && !isStopped && !await UpdateAsync(db, endpoint, step.Health))
        {
            return false;
        }

        if (endpoint.PausedUntil is not null && step is { Health.PausedUntil: null })
        {
            await db.NotifyDispatchersAsync(CancellationToken.None);
        }

        Log(endpoint, step);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<bool> UpdateAsync(FinAutDbContext db, Guid node, WebhookDelivery delivery) =>
        await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.Id == delivery.Id && d.ClaimedBy == node)
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.State, delivery.State)
                .SetProperty(d => d.Attempts, delivery.Attempts)
                .SetProperty(d => d.ScheduledAttempts, delivery.ScheduledAttempts)
                .SetProperty(d => d.NextAttempt, delivery.NextAttempt)
                .SetProperty(d => d.DeliveredAt, delivery.DeliveredAt)
                .SetProperty(d => d.Manual, valueExpression: false)
                .SetProperty(d => d.ClaimedBy, (Guid?)null)
                .SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null)) == 1;

    // Held, replayed or claimed by another node meanwhile: what is waiting goes on, but what has arrived has arrived.
    private static Task<int> UpdateUnclaimedAsync(FinAutDbContext db, WebhookDelivery delivery, AttemptOutcome outcome, DateTimeOffset now) =>
        db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.Id == delivery.Id)
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.Attempts, d => d.Attempts + 1)
                .SetProperty(d => d.DeliveredAt, d => outcome.IsDelivered ? d.DeliveredAt ?? now : d.DeliveredAt)
                .SetProperty(d => d.State, d => outcome.IsDelivered && d.State != WebhookDeliveryState.Pending ? WebhookDeliveryState.Delivered : d.State));

    // Unless another attempt has changed it since it was read.
    private static async Task<bool> UpdateAsync(FinAutDbContext db, WebhookEndpoint endpoint, EndpointHealth health) =>
        await db.WebhookEndpoints.IgnoreQueryFilters()
            .Where(e => e.Id == endpoint.Id && e.State == WebhookEndpointState.Active)
            .Where(e => e.FailingSince == endpoint.FailingSince && e.LastFailure == endpoint.LastFailure)
            .Where(e => e.TransportFailures == endpoint.TransportFailures && e.PausedUntil == endpoint.PausedUntil)
            .ExecuteUpdateAsync(set => set
                .SetProperty(e => e.FailingSince, health.FailingSince)
                .SetProperty(e => e.LastFailure, health.LastFailure)
                .SetProperty(e => e.TransportFailures, health.TransportFailures)
                .SetProperty(e => e.PausedUntil, health.PausedUntil)) == 1;

    // Saved with the attempt, and so seen in the audit trail.
    private static async Task<bool> StopAsync(FinAutDbContext db, long endpointId, WebhookEndpointState reason)
    {
        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().SingleAsync(e => e.Id == endpointId, CancellationToken.None);
        if (endpoint.State != WebhookEndpointState.Active)
        {
            return false;
        }

        endpoint.Stop(reason);
        return true;
    }

    private void Log(WebhookEndpoint before, HealthStep? step)
    {
        switch (step?.Action)
        {
            case null:
                return;
            case HealthAction.Warn:
                LogFailing(before.Id, before.CompanyId, step.Health.FailingSince);
                break;
            case HealthAction.TellRecovered:
                LogRecovered(before.Id, before.CompanyId);
                break;
            case HealthAction.DisableFailing:
                LogDisabled(before.Id, before.CompanyId, step.Health.FailingSince);
                return;
            case HealthAction.DisableGone:
                LogGone(before.Id, before.CompanyId);
                return;
            default:
                break;
        }

        if (before.PausedUntil is not null && step.Health.PausedUntil is null)
        {
            LogReachable(before.Id);
        }
        else if (before.PausedUntil is null && step.Health.PausedUntil is { } until)
        {
            LogPaused(before.Id, until);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "What endpoint {Id} keeps secret cannot be read: {Reason}")]
    private partial void LogUnreadable(long id, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Webhook endpoint {Id} of company {Company} has done nothing but fail since {Since}.")]
    private partial void LogFailing(long id, long company, DateTimeOffset? since);

    [LoggerMessage(3, LogLevel.Warning, "Webhook endpoint {Id} of company {Company} works again.")]
    private partial void LogRecovered(long id, long company);

    [LoggerMessage(4, LogLevel.Error, "Webhook endpoint {Id} of company {Company} is disabled: it has done nothing but fail since {Since}. Its deliveries are held.")]
    private partial void LogDisabled(long id, long company, DateTimeOffset? since);

    [LoggerMessage(5, LogLevel.Error, "Webhook endpoint {Id} of company {Company} is disabled: the receiver answered 410. Its deliveries are held.")]
    private partial void LogGone(long id, long company);

    [LoggerMessage(6, LogLevel.Warning, "Webhook endpoint {Id} cannot be reached; nothing is sent until {Until}.")]
    private partial void LogPaused(long id, DateTimeOffset until);

    [LoggerMessage(7, LogLevel.Information, "Webhook endpoint {Id} can be reached again.")]
    private partial void LogReachable(long id);
}
