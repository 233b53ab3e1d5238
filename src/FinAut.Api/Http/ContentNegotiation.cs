using Microsoft.Net.Http.Headers;

namespace FinAut.Api.Http;

/// <summary>The API speaks JSON only; a caller that accepts none is told so (RFC 9110 section 12).</summary>
internal static class ContentNegotiation
{
    private static readonly MediaTypeHeaderValue[] Spoken = [new("application/json"), new("application/problem+json")];

    /// <summary>False when the <c>Accept</c> header, or <c>?format=</c>, leaves no form that the API speaks.</summary>
    public static bool IsAcceptable(HttpRequest request)
    {
        var format = request.Query["format"];
        if (format.Count > 0 && format[^1] is { Length: > 0 } name && name != "json")
        {
            return false;
        }

        // A header that cannot be read is treated as none.
        return request.Headers.Accept.Count == 0
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
            || ranges.Any(range => range.Quality is not 0 && Array.Exists(Spoken, spoken => spoken.IsSubsetOf(new MediaTypeHeaderValue(range.MediaType))));
    }
}
