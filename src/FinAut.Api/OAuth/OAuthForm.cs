using System.Text;

namespace FinAut.Api.OAuth;

/// <summary>The form body of an OAuth request, read as strictly as RFC 6749 section 3.2 asks: nothing twice, empty counts as absent.</summary>
internal sealed class OAuthForm
{
    /// <summary>Longest body, in bytes.</summary>
    public const int MaxBodyLength = 64 * 1024;

    private static readonly string[] Secrets = ["client_id", "client_secret", "grant_type", "scope", "token"];

    private readonly Dictionary<string, string> _values;

    private OAuthForm(Dictionary<string, string> values) => _values = values;

    /// <summary>A parameter's value, or null.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads the body.</summary>
    /// <returns>The form, or what is wrong with it.</returns>
    /// <exception cref="BadHttpRequestException">The body is too large.</exception>
    public static async Task<(OAuthForm? Form, OAuthErrorResult? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // In any case: a secret in a URL is one that logs have seen, however its name is written.
        if (request.Query.Keys.Any(name => Secrets.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            return (null, Malformed("Parameters belong in the request body, not in the URL."));
        }

        if (!string.Equals(request.ContentType?.Split(';')[0].Trim(), "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return (null, Malformed("The content type must be application/x-www-form-urlencoded."));
        }

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException) // the latter for an encoding that nobody decodes any more
        {
            return (null, Malformed("The request body cannot be read as a form."));
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in form)
        {
            if (value.Count > 1)
            {
                return (null, Malformed("A parameter occurs more than once."));
            }

            if (value[0] is { Length: > 0 } text)
            {
                values[name] = text;
            }
        }

        return (new OAuthForm(values), null);
    }

    /// <summary>Decodes one half of HTTP Basic credentials, which RFC 6749 section 2.3.1 wants form-encoded.</summary>
    public static string? Decode(string text)
    {
        try
        {
            return Uri.UnescapeDataString(text.Replace('+', ' '));
        }
        catch (Exception exception) when (exception is UriFormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static OAuthErrorResult Malformed(string description) => OAuthErrorResult.Bad("invalid_request", description);
}
