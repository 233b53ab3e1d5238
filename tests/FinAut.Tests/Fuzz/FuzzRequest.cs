using System.Text;
using FinAut.Tests.Docs;

namespace FinAut.Tests.Fuzz;

/// <summary>How a request relates to the operation that it was made from.</summary>
internal enum Aim
{
    /// <summary>The operation itself, so that the answer is one that it documents.</summary>
    Operation,

    /// <summary>HEAD in place of GET.</summary>
    Head,

    /// <summary>OPTIONS.</summary>
    Options,

    /// <summary>A method that the path does not have.</summary>
    WrongMethod,

    /// <summary>A target or host so spoilt that it may lead elsewhere, or nowhere.</summary>
    Astray,
}

/// <summary>A request to send, exactly as it stands.</summary>
/// <param name="Operation">What it was made from.</param>
/// <param name="Aim">How it relates to that.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Headers besides those of the body.</param>
/// <param name="Body">The body, or null.</param>
internal sealed record FuzzRequest(Operation Operation, Aim Aim, string Method, string Target, List<KeyValuePair<string, string>> Headers, FuzzBody? Body)
{
    private static readonly UriCreationOptions AsItStands = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public HttpRequestMessage ToMessage(string baseUrl)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(baseUrl + Ascii(Target), AsItStands)) { Content = Body?.ToContent() };
        foreach (var (name, value) in Headers)
        {
            if (name == "Content-Encoding")
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Method} {Target} ({Operation}, {Aim})");
        foreach (var (name, value) in Headers)
        {
            text.Append('\n').Append(name).Append(": ").Append(value);
        }

        return Body is null ? text.ToString() : text.Append('\n').Append(Body).ToString();
    }

    // In place of other characters HttpClient sends what its buffer held before, ends of lines among it.
    private static string Ascii(string target) =>
        string.Concat(target.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
}
