using System.Globalization;

namespace FinAut.Api.Http;

/// <summary>Reads references to resources: a URL with any host, a path, or a bare id.</summary>
public static class ResourceReference
{
    /// <summary>Reads a reference to a resource with a number.</summary>
    /// <param name="text">The reference.</param>
    /// <param name="resource">The resource's name; see <see cref="ResourceNames"/>.</param>
    /// <returns>The number, or null when the text is no reference to such a resource.</returns>
    public static long? ParseId(string text, string resource) =>
        // TryParse alone would overlook NULs at the end.
        ParseKey(text, resource) is { } key && key.All(char.IsAsciiDigit) && long.TryParse(key, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Reads a reference to a resource with a number or another key.</summary>
    /// <returns>The key as it stands, or null when the text is no reference to such a resource.</returns>
    public static string? ParseKey(string text, string resource)
    {
        var path = text.Trim();
        if (path.Length == 0)
        {
            return null;
        }

        if (Uri.TryCreate(path, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            path = uri!.AbsolutePath;
        }

        if (!path.Contains('/', StringComparison.Ordinal))
        {
            return path;
        }

        var prefix = $"{ApiPaths.ApiRoot}{resource}/";
        return path.StartsWith(prefix, StringComparison.Ordinal) && path[prefix.Length..].TrimEnd('/') is { Length: > 0 } key
            && !key.Contains('/', StringComparison.Ordinal) ? key : null;
    }
}
