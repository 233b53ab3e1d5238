namespace FinAut.Domain.Webhooks;

/// <summary>Names of the headers of a posted webhook.</summary>
public static class WebhookHeaders
{
    /// <summary>The event: the same for every endpoint, retry and replay.</summary>
    public const string Id = "webhook-id";

    /// <summary>When the attempt was made, in Unix seconds.</summary>
    public const string Timestamp = "webhook-timestamp";

    /// <summary>The signatures of Standard Webhooks; see <see cref="WebhookSignature.Sign"/>.</summary>
    public const string Signature = "webhook-signature";

    /// <summary>The signature of the body alone; see <see cref="WebhookSignature.Hub"/>.</summary>
    public const string HubSignature = "X-Hub-Signature";

    /// <summary>The event's type; see <see cref="WebhookTypes"/>.</summary>
    public const string EventType = "X-FinAut-Event";

    /// <summary>Counts the events of the company; a later event has a higher number.</summary>
    public const string Sequence = "X-FinAut-Sequence";

    /// <summary>When the event happened: RFC 3339, UTC, with microseconds.</summary>
    public const string EventTime = "X-FinAut-Timestamp";

    /// <summary>The attempt as a span of the trace of the request that caused it (W3C Trace Context).</summary>
    public const string TraceParent = "traceparent";
}

/// <summary>Types of events.</summary>
public static class WebhookTypes
{
    /// <summary>A new or changed result.</summary>
    public const string ResultChanged = "result.changed";

    /// <summary>A new status. Records of statuses never change.</summary>
    public const string UserStatusCreated = "userstatus.created";

    /// <summary>A candidate linked their person to an LMS.</summary>
    public const string UserLoginLinked = "userlogin.linked";

    /// <summary>A test of the endpoint.</summary>
    public const string Ping = "webhook.ping";
}
