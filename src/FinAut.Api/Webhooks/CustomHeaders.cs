namespace FinAut.Api.Webhooks;

/// <summary>Headers that an endpoint's receiver asks for beside the usual ones, such as its gateway's key.</summary>
internal static class CustomHeaders
{
    /// <summary>Most headers of one endpoint.</summary>
    public const int MaxCount = 10;

    private const int MaxLength = 1000;

    // What belongs to the protocol, or to the webhook itself.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Expect", "TE",
        "Trailer", "Upgrade", "Proxy-Connection", "Proxy-Authorization", "User-Agent", "X-Hub-Signature", "X-Correlation-Id",
    };

    private static readonly string[] ReservedPrefixes = ["webhook-", "X-FinAut-"];

    /// <summary>Reads headers written as <c>Name: value</c>.</summary>
    /// <returns>The headers, and what to put right, or null.</returns>
    public static (IReadOnlyList<KeyValuePair<string, string>> Headers, string? Refusal) Parse(IReadOnlyList<string> lines)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? ("", "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (Refuse(name, value) is { } refusal)
            {
                return ([], refusal);
            }

            headers.Add(KeyValuePair.Create(name, value));
        }

        return headers.Count > MaxCount ? ([], $"There may be {MaxCount} headers at most.")
            : headers.DistinctBy(h => h.Key, StringComparer.OrdinalIgnoreCase).Count() < headers.Count ? ([], "A header is named twice.")
            : (headers, null);
    }

    // The value may be a key, so it is not part of the text.
    private static string? Refuse(string name, string value) =>
        name.Length is 0 or > MaxLength || !name.All(IsTokenCharacter) ? "A header must be written as 'Name: value'."
        : Reserved.Contains(name) || ReservedPrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)) ? $"The header {name} is set by the server."
        : value.Length is 0 or > MaxLength || value.Any(c => c is < ' ' or > '~') ? $"The value of the header {name} must be 1 to {MaxLength} printable ASCII characters."
        : null;

    // RFC 9110 section 5.6.2.
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
