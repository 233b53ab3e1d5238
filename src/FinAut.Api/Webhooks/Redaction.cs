using System.Text.RegularExpressions;
using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Webhooks;

/// <summary>
/// Masks what must not stand in the attempt log. Receivers echo what they were sent, so this knows the exchange's own secrets too.
/// </summary>
internal sealed class Redaction
{
    /// <summary>What stands for what is not shown.</summary>
    public const string Masked = "***";

    private const int MinSecretLength = 6;

    private static readonly HashSet<string> Open = new(StringComparer.OrdinalIgnoreCase)
    {
        WebhookHeaders.Id,
        WebhookHeaders.Timestamp,
        WebhookHeaders.EventType,
        WebhookHeaders.Sequence,
        WebhookHeaders.EventTime,
        Correlation.HeaderName,
        WebhookHeaders.TraceParent,
        "User-Agent",
        "Content-Type",
        "Accept",
    };

    private static readonly string[] SecretNames = ["auth", "cookie", "key", "password", "secret", "session", "signature", "token"];

    private readonly List<string> _secrets = [];

    /// <summary>Masks for one exchange.</summary>
    /// <param name="sent">The request's headers: the values of all but the well-known ones count as secrets.</param>
    public Redaction(IEnumerable<KeyValuePair<string, string>> sent)
    {
        foreach (var value in sent.Where(header => !Open.Contains(header.Key)).Select(header => header.Value))
        {
            // A scheme such as Basic, a version such as v1, a name such as sha256= may be cut off.
            _secrets.AddRange(new[] { value }.Concat(value.Split([' ', ',', '='])).Where(part => part.Length >= MinSecretLength));
        }

        _secrets.Sort((x, y) => y.Length.CompareTo(x.Length));
    }

    /// <summary>Whether the value of a request's header is no secret.</summary>
    public static bool IsShown(string name) => Open.Contains(name);

    /// <summary>A text without them, and without what databases cannot hold.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Masked, StringComparison.Ordinal);
        }

        try
        {
            return MaskingFormatter.Mask(text.Replace('\0', '\uFFFD'));
        }
        catch (RegexMatchTimeoutException)
        {
            return Masked;
        }
    }

    /// <summary>A header without them.</summary>
    public KeyValuePair<string, string> Clean(KeyValuePair<string, string> header) =>
        KeyValuePair.Create(header.Key, IsSecret(header.Key) ? Masked : Clean(header.Value));

    private static bool IsSecret(string name) =>
        !name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase)
        && SecretNames.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
