using System.Globalization;

namespace FinAut.Api.Http;

/// <summary>Pages of 100 rows, counted from 1.</summary>
public static class PageNumber
{
    /// <summary>Rows on a page.</summary>
    public const int Size = 100;

    private const string Last = "last";

    private const string Parameter = "page";

    /// <summary>The <c>page</c> parameter of a request; the last one when it occurs several times.</summary>
    public static string? Asked(HttpRequest request) => request.Query[Parameter] is [.., var last] ? last : null;

    /// <summary>True when the first page is asked for, which exists however short a list is.</summary>
    /// <param name="text">The <c>page</c> parameter.</param>
    public static bool IsFirst(string? text) => text?.Trim() is null or "" or "1";

    /// <summary>Finds the page that a query asks for.</summary>
    /// <param name="text">The <c>page</c> parameter: a number, <c>last</c>, or nothing for the first page.</param>
    /// <param name="count">Rows on all pages.</param>
    /// <returns>The page's number, or null when there is no such page.</returns>
    public static int? Resolve(string? text, long count)
    {
        var pages = (int)Math.Max(1, (count + Size - 1) / Size);
        return text?.Trim() switch
        {
            null or "" => 1,
            Last => pages,
            // TryParse alone would overlook NULs at the end.
            var number => number.All(char.IsAsciiDigit) && int.TryParse(number, CultureInfo.InvariantCulture, out var page) && page >= 1 && page <= pages
                ? page
                : null,
        };
    }

    /// <summary>The URL of another page of the same list: the other query parameters are kept.</summary>
    /// <param name="request">The request for this page.</param>
    /// <param name="page">The other page; the first has no <c>page</c> parameter.</param>
    public static string Url(HttpRequest request, int page)
    {
        var query = request.Query.Where(q => q.Key != Parameter).SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value));
        if (page > 1)
        {
            query = query.Append(KeyValuePair.Create(Parameter, (string?)page.ToString(CultureInfo.InvariantCulture)));
        }

        return $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}"
            + QueryString.Create(query).ToUriComponent();
    }
}
