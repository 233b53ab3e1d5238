using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff;

/// <summary>Links between the parts of a long list; null where there is no such part.</summary>
/// <param name="Back">The part before.</param>
/// <param name="BackText">What it is called.</param>
/// <param name="Forward">The part after.</param>
/// <param name="ForwardText">What it is called.</param>
internal sealed record PageLinks(string? Back, string BackText, string? Forward, string ForwardText)
{
    /// <summary>Rows on a page.</summary>
    public const int Size = AccessPager.Size;

    // A database counts its way to a page; nobody reads that many.
    private const int MaxPage = 1000;

    private const string PageParameter = "page";
    private const string BeforeParameter = "before";

    /// <summary>The page of a list of numbered pages to show: beyond the last one, the last. The first costs no counting.</summary>
    public static async Task<int> PageAsync<T>(HttpRequest request, IQueryable<T> rows, CancellationToken cancellationToken)
    {
        var asked = Math.Min(AccessPager.Read(request.Query[PageParameter]), MaxPage);
        return asked == 1 ? 1 : Math.Min(asked, AccessPager.LastOf(await rows.CountAsync(cancellationToken)));
    }

    /// <summary>The number below which the rows of a list lie that is read from its newest row on, or null.</summary>
    public static long? AskedBefore(HttpRequest request) =>
        long.TryParse(request.Query[BeforeParameter], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null;

    /// <summary>Links of a list of numbered pages.</summary>
    public static PageLinks Numbered(HttpRequest request, int page, bool hasMore, Language language) => new(
        page > 1 ? With(request, PageParameter, page - 1) : null,
        language["Forrige side", "Previous page"],
        hasMore && page < MaxPage ? With(request, PageParameter, page + 1) : null,
        language["Neste side", "Next page"]);

    /// <summary>Links of a list that is read from its newest row on, and goes on from a row's number: no page costs more than the first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="oldest">The number of the last row shown, when there are more.</param>
    /// <param name="language">The page's language.</param>
    public static PageLinks Older(HttpRequest request, long? oldest, Language language) => new(
        AskedBefore(request) is null ? null : With(request, BeforeParameter, null),
        language["Nyeste", "Newest"],
        oldest is null ? null : With(request, BeforeParameter, oldest),
        language["Eldre", "Older"]);

    private static string With(HttpRequest request, string name, long? value)
    {
        var query = request.Query.Where(pair => pair.Key != name)
            .SelectMany(pair => pair.Value, (pair, text) => KeyValuePair.Create(pair.Key, text));
        var all = value is null ? query : query.Append(KeyValuePair.Create(name, (string?)value.Value.ToString(CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString(request.Path, all);
    }
}
