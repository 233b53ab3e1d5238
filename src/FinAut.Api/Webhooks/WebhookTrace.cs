using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FinAut.Api.Hosting;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Webhooks;

/// <summary>
/// An attempt as a span of the trace of the request that caused it. Only the correlation id has come down with the delivery; where the
/// caller chose none, it is the trace's id.
/// </summary>
internal static class WebhookTrace
{
    /// <summary>The name of the source of spans.</summary>
    public const string SourceName = "FinAut.Webhooks";

    private const string NotSampled = "00";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of an attempt, or null when nobody traces.</summary>
    public static Activity? Start(WebhookDelivery delivery)
    {
        // The request's own span is not known, so this one has no parent.
        var span = Source.HasListeners()
            ? Source.StartActivity("webhook", ActivityKind.Client, new ActivityContext(TraceOf(delivery), default, ActivityTraceFlags.Recorded))
            : null;
        span?.SetTag("http.request.method", "POST")
            .SetTag("server.address", new Uri(delivery.Endpoint.Url).Host)
            .SetTag("finaut.webhook.type", WebhookPayloads.TypeOf(delivery.Event))
            .SetTag("finaut.webhook.endpoint", delivery.EndpointId)
            .SetTag("finaut.webhook.delivery", delivery.Id)
            .SetTag("finaut.webhook.attempt", delivery.Attempts + 1)
            .SetTag(Telemetry.CorrelationIdTag, delivery.CorrelationId);
        return span;
    }

    /// <summary>Notes what came of it.</summary>
    public static void End(Activity? span, SendOutcome outcome)
    {
        span?.SetTag("http.response.status_code", outcome.Status)
            .SetTag("error.type", outcome.Error.Code())
            .SetStatus(outcome.Delivered ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        span?.Stop();
    }

    /// <summary>The header <c>traceparent</c> of an attempt.</summary>
    public static string ParentOf(WebhookDelivery delivery, Activity? span) =>
        span?.Id ?? $"00-{TraceOf(delivery).ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{NotSampled}";

    // The same for every attempt, also where the caller's correlation id is no trace's.
    private static ActivityTraceId TraceOf(WebhookDelivery delivery)
    {
        var id = delivery.CorrelationId;
        if (id.Length == 0)
        {
            return ActivityTraceId.CreateRandom();
        }

        return id.Length == 32 && id.All(char.IsAsciiHexDigitLower) && id.Any(c => c != '0')
            ? ActivityTraceId.CreateFromString(id)
            : ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
    }
}
