using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.RateLimiting;
using FinAut.Api.Http;
using FinAut.Domain.Webhooks;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>Takes one claimed delivery to its receiver.</summary>
internal sealed partial class WebhookCourier : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly WebhookSender _sender;
    private readonly WebhookSecrets _secrets;
    private readonly WebhookMetrics _metrics;
    private readonly RetrySchedule _schedule;
    private readonly WebhookRecorder _recorder;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookCourier> _logger;

    // Made for the first delivery: its clock ticks ten times a second from then on, also when there is nothing to do.
    private readonly Lazy<PartitionedRateLimiter<long>> _perEndpoint;

    public WebhookCourier(
        WebhookSender sender,
        WebhookSecrets secrets,
        WebhookMetrics metrics,
        RetrySchedule schedule,
        WebhookRecorder recorder,
        IOptions<WebhookOptions> options,
        TimeProvider time,
        ILogger<WebhookCourier> logger)
    {
        (_sender, _secrets, _metrics, _recorder) = (sender, secrets, metrics, recorder);
        (_schedule, _time, _logger) = (schedule, time, logger);
        _perEndpoint = new(() => CreateLimiter(options.Value));
    }

    /// <summary>Delivers.</summary>
    /// <param name="node">The node that claimed it.</param>
    /// <param name="delivery">The delivery, with its endpoint and secrets.</param>
    /// <param name="cancellationToken">Ends the attempt without a trace; the claim then ends by itself.</param>
    public async Task DeliverAsync(Guid node, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var permit = await _perEndpoint.Value.AcquireAsync(delivery.EndpointId, 1, cancellationToken);
        using var span = WebhookTrace.Start(delivery);
        var (at, started) = (_time.GetUtcNow(), _time.GetTimestamp());
        var (outcome, sent) = await SendAsync(delivery, at, span, cancellationToken);
        WebhookTrace.End(span, outcome);
        _metrics.CountAttempt(outcome.Error.Code() ?? "delivered", _time.GetElapsedTime(started));
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

        LogAttempt(attempt.Number, delivery.Id, delivery.EndpointId, attempt.Error ?? "delivered", attempt.Status, attempt.DurationMs);
        await _recorder.RecordAsync(node, delivery, attempt, result, now);
        if (delivery is { State: WebhookDeliveryState.Pending, NextAttempt: { } next })
        {
            LogAgain(delivery.Id, next);
        }
        else
        {
            LogEnded(delivery.Id, delivery.State.ToString());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_perEndpoint.IsValueCreated)
        {
            _perEndpoint.Value.Dispose();
        }
    }

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
        WebhookDelivery delivery, DateTimeOffset at, Activity? span, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Payload!);
        List<KeyValuePair<string, string>> headers;
        try
        {
            headers = Headers(delivery, at, body);
            headers.Add(new(WebhookHeaders.TraceParent, WebhookTrace.ParentOf(delivery, span)));
        }
        catch (CryptographicException exception)
        {
            // Counts as an attempt, so that it is seen, and neither takes others' turns nor goes on for ever.
            LogUnreadable(delivery.EndpointId, exception.Message);
            var none = new SendTimings(Dns: null, Connect: null, Tls: null, FirstByte: null, Total: 0);
            return (new SendOutcome { Error = SendError.Refused, Reason = new(SendReasonKind.Secrets, Detail: exception.Message), Timings = none }, []);
        }

        return (await _sender.SendAsync(new Uri(delivery.Endpoint.Url), headers, body, cancellationToken), headers);
    }

    /// <summary>The headers of an attempt that are no secrets.</summary>
    internal static List<KeyValuePair<string, string>> OpenHeaders(WebhookDelivery delivery, DateTimeOffset at)
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

        return headers;
    }

    private List<KeyValuePair<string, string>> Headers(WebhookDelivery delivery, DateTimeOffset at, byte[] body)
    {
        var headers = OpenHeaders(delivery, at);
        if (_secrets.InForce(delivery.Endpoint, at) is { Count: > 0 } secrets)
        {
            headers.Add(new(WebhookHeaders.Signature, WebhookSignature.Sign(delivery.EventId, at, body, secrets)));
            headers.Add(new(WebhookHeaders.HubSignature, WebhookSignature.Hub(body, secrets[0])));
        }

        headers.AddRange(_secrets.HeadersTo(delivery.Endpoint));
        return headers;
    }

    [LoggerMessage(2, LogLevel.Information, "Attempt {Number} of delivery {Id} to endpoint {Endpoint}: {Outcome}, status {Status}, in {Milliseconds} ms.")]
    private partial void LogAttempt(int number, long id, long endpoint, string outcome, int? status, int milliseconds);

    [LoggerMessage(3, LogLevel.Information, "Delivery {Id} is to be tried again at {Next}.")]
    private partial void LogAgain(long id, DateTimeOffset next);

    [LoggerMessage(4, LogLevel.Information, "Delivery {Id} is {State}.")]
    private partial void LogEnded(long id, string state);

    [LoggerMessage(1, LogLevel.Error, "What endpoint {Id} keeps secret cannot be read: {Reason}")]
    private partial void LogUnreadable(long id, string reason);
}
