namespace FinAut.Api.Webhooks;

/// <summary>How an attempt ended: what the schedule, the breaker and the attempt log tell apart.</summary>
public enum SendError
{
    /// <summary>Delivered: the receiver answered 200 to 299.</summary>
    None,

    /// <summary>The address guard or the settings do not allow the URL; nothing was sent.</summary>
    Refused,

    /// <summary>The host name was not resolved.</summary>
    Dns,

    /// <summary>No connection, for whatever reason, in time.</summary>
    Connect,

    /// <summary>A connection but no TLS: a certificate that does not hold, plain text, no answer in time.</summary>
    Tls,

    /// <summary>A connection but no reply in time.</summary>
    Timeout,

    /// <summary>The connection ended before a reply.</summary>
    Reset,

    /// <summary>The reply is not HTTP, or its headers are too long.</summary>
    Protocol,

    /// <summary>300 to 399; never followed.</summary>
    Redirect,

    /// <summary>400 to 499, but 410 and 429.</summary>
    ClientError,

    /// <summary>410: the receiver wants no more.</summary>
    Gone,

    /// <summary>429.</summary>
    TooManyRequests,

    /// <summary>500 to 599.</summary>
    ServerError,
}

/// <summary>What an attempt took, in milliseconds. The first three are null where they did not happen, as on an open connection.</summary>
/// <param name="Dns">The name lookup.</param>
/// <param name="Connect">The connection, without lookup and TLS.</param>
/// <param name="Tls">The TLS handshake.</param>
/// <param name="FirstByte">From the attempt's start until the reply's headers had come.</param>
/// <param name="Total">From the attempt's start to its end.</param>
public sealed record SendTimings(int? Dns, int? Connect, int? Tls, int? FirstByte, int Total);

/// <summary>What came of one attempt.</summary>
public sealed record SendOutcome
{
    /// <summary>How it ended.</summary>
    public required SendError Error { get; init; }

    /// <summary>Why it failed; null when all went well.</summary>
    public SendReason? Reason { get; init; }

    /// <summary>The reply's status, when there was a reply.</summary>
    public int? Status { get; init; }

    /// <summary>The receiver's address, when one was called.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>What it took.</summary>
    public required SendTimings Timings { get; init; }

    /// <summary>The reply's headers in their order, with secrets and personal data masked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The first of the reply's body as text, with secrets and personal data masked; null without a reply.</summary>
    public string? Body { get; init; }

    /// <summary>True when the body went on after <see cref="Body"/>, or never came to its end.</summary>
    public bool BodyCut { get; init; }

    /// <summary>How long the receiver asks to be left alone; never negative.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the delivery has arrived.</summary>
    public bool Delivered => Error == SendError.None;

    /// <summary>True when the receiver was called and gave no reply: what the breaker counts.</summary>
    public bool IsTransportFailure =>
        Error is SendError.Dns or SendError.Connect or SendError.Tls or SendError.Timeout or SendError.Reset or SendError.Protocol;

    /// <summary>True when the receiver has too much to do, so that the next attempt waits a minute at least.</summary>
    public bool IsOverload => Error == SendError.Timeout || Status is 429 or 502 or 503 or 504;
}

/// <summary>What clients are told of an attempt.</summary>
public static class SendErrors
{
    /// <summary>The error's name on the wire, or null when delivered. A closed address looks like a name without one.</summary>
    public static string? Code(this SendError error) => error switch
    {
        SendError.None => null,
        SendError.Refused or SendError.Dns => "address",
        SendError.Connect => "connect",
        SendError.Tls => "tls",
        SendError.Timeout => "timeout",
        SendError.Reset => "reset",
        SendError.Protocol => "protocol",
        SendError.Redirect => "redirect",
        SendError.ClientError => "client_error",
        SendError.Gone => "gone",
        SendError.TooManyRequests => "too_many_requests",
        SendError.ServerError => "server_error",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, message: null),
    };

    /// <summary>The class of a status.</summary>
    internal static SendError Of(int status) => status switch
    {
        >= 200 and <= 299 => SendError.None,
        >= 300 and <= 399 => SendError.Redirect,
        410 => SendError.Gone,
        429 => SendError.TooManyRequests,
        >= 400 and <= 499 => SendError.ClientError,
        >= 500 and <= 599 => SendError.ServerError,
        _ => SendError.Protocol,
    };
}

/// <summary>An attempt that ended before there was a connection.</summary>
internal sealed class WebhookSendException(SendError error, SendReason reason) : Exception(reason.Text)
{
    public SendError Error => error;

    public SendReason Reason => reason;
}
