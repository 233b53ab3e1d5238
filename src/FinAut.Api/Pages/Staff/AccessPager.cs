using System.Globalization;

namespace FinAut.Api.Pages.Staff;

/// <summary>Which page of a list is shown.</summary>
/// <param name="Number">The page, from 1.</param>
/// <param name="Total">Rows on all pages.</param>
/// <param name="Kept">What links to other pages keep of the query.</param>
internal sealed record AccessPager(int Number, int Total, params (string Name, string? Value)[] Kept)
{
    /// <summary>Rows on a page.</summary>
    public const int Size = 50;

    private const int MaxNumber = 1_000_000;

    /// <summary>Rows on the pages before.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>The last row of the page.</summary>
    public int Last => Math.Min(Number * Size, Total);

    /// <summary>Whether there is a page before.</summary>
    public bool HasPrevious => Number > 1;

    /// <summary>Whether there is a page after.</summary>
    public bool HasNext => Last < Total;

    /// <summary>Reads the number of a page; 1 when there is none, or none that could be.</summary>
    public static int Read(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxNumber ? number : 1;

    /// <summary>The query of another page.</summary>
    public string To(int number) => QueryString.Create(
        [.. Kept.Where(k => k.Value is not null).Select(k => KeyValuePair.Create(k.Name, k.Value)), KeyValuePair.Create("page", (string?)number.ToString())]).ToUriComponent();
}
