namespace FinAut.Api.Webhooks;

/// <summary>An attempt as staff see it: what was sent where, and what came back, without secrets.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Address">The receiver's address, when one was called.</param>
/// <param name="Reason">Why it failed, or null.</param>
/// <param name="Timings">What it took.</param>
/// <param name="RequestHeaders">What was sent, with the values of signatures and of the endpoint's own headers masked.</param>
/// <param name="ReplyHeaders">What came back.</param>
/// <param name="ReplyBody">The beginning of the reply's body, or null without a reply.</param>
/// <param name="ReplyBodyCut">Whether there was more of it.</param>
public sealed record WebhookExchange(
    string Url,
    string? Address,
    SendReason? Reason,
    SendTimings Timings,
    IReadOnlyList<WebhookHeaderLine> RequestHeaders,
    IReadOnlyList<WebhookHeaderLine> ReplyHeaders,
    string? ReplyBody,
    bool ReplyBodyCut)
{
    internal static WebhookExchange From(string url, IReadOnlyList<KeyValuePair<string, string>> sent, SendOutcome outcome) => new(
        url,
        outcome.RemoteAddress,
        outcome.Reason,
        outcome.Timings,
        [.. sent.Select(h => new WebhookHeaderLine(h.Key, Redaction.IsShown(h.Key) ? h.Value : Redaction.Masked))],
        [.. outcome.Headers.Select(h => new WebhookHeaderLine(h.Key, h.Value))],
        outcome.Body,
        outcome.BodyCut);
}

/// <summary>A header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record WebhookHeaderLine(string Name, string Value);
