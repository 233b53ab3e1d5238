namespace FinAut.Api.Webhooks;

/// <summary>Headers that an endpoint's receiver asks for beside the usual ones, such as its gateway's key.</summary>
internal static class CustomHeaders
{
    /// <summary>Most headers of one endpoint.</summary>
    public const int MaxCount = 10;

    /// <summary>Longest name or value, in characters.</summary>
    public const int MaxLength = 1000;

    // What belongs to the protocol, or to the webhook itself.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Expect", "TE",
        "Trailer", "Upgrade", "Proxy-Connection", "Proxy-Authorization", "User-Agent", "X-Hub-Signature", "X-Correlation-Id", "traceparent", "tracestate",
    };

    private static readonly string[] ReservedPrefixes = ["webhook-", "X-FinAut-"];

    /// <summary>Reads headers written as <c>Name: value</c>.</summary>
    /// <returns>The headers, and what to put right, or null.</returns>
    public static (IReadOnlyList<KeyValuePair<string, string>> Headers, CustomHeaderRefusal? Refusal) Parse(IReadOnlyList<string> lines)
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

        return headers.Count > MaxCount ? ([], new(CustomHeaderFault.TooMany, ""))
            : headers.DistinctBy(h => h.Key, StringComparer.OrdinalIgnoreCase).Count() < headers.Count ? ([], new(CustomHeaderFault.Twice, ""))
            : (headers, null);
    }

    private static CustomHeaderRefusal? Refuse(string name, string value) =>
        name.Length is 0 or > MaxLength || !name.All(IsTokenCharacter) ? new(CustomHeaderFault.Form, "")
        : Reserved.Contains(name) || ReservedPrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)) ? new(CustomHeaderFault.Reserved, name)
        : value.Length is 0 or > MaxLength || value.Any(c => c is < ' ' or > '~') ? new(CustomHeaderFault.Value, name)
        : null;

    // RFC 9110 section 5.6.2.
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}

/// <summary>What is wrong with custom headers. The value may be a key, so it is no part of this.</summary>
/// <param name="Fault">What it is.</param>
/// <param name="Name">The header, or empty.</param>
internal sealed record CustomHeaderRefusal(CustomHeaderFault Fault, string Name)
{
    /// <summary>What to put right.</summary>
    public string Text => Fault switch
    {
        CustomHeaderFault.Form => "A header must be written as 'Name: value'.",
        CustomHeaderFault.Reserved => $"The header {Name} is set by the server.",
        CustomHeaderFault.Value => $"The value of the header {Name} must be 1 to {CustomHeaders.MaxLength} printable ASCII characters.",
        CustomHeaderFault.TooMany => $"There may be {CustomHeaders.MaxCount} headers at most.",
        CustomHeaderFault.Twice => "A header is named twice.",
        _ => throw new InvalidOperationException("Not a fault."),
    };
}

/// <summary>What can be wrong with custom headers.</summary>
internal enum CustomHeaderFault
{
    /// <summary>Not a name, a colon and a value.</summary>
    Form,

    /// <summary>A header that the server sets.</summary>
    Reserved,

    /// <summary>Not a value.</summary>
    Value,

    /// <summary>Too many headers.</summary>
    TooMany,

    /// <summary>A header is named twice.</summary>
    Twice,
}
