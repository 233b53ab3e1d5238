using System.Globalization;

namespace FinAut.Api.Pages.Staff;

/// <summary>Which page of a list is shown.</summary>
/// <param name="asked">The page that is asked for; beyond the last one, the last is shown.</param>
/// <param name="total">Rows on all pages.</param>
/// <param name="kept">What links to other pages keep of the query.</param>
internal sealed class AccessPager(int asked, int total, params (string Name, string? Value)[] kept)
{
    /// <summary>Rows on a page.</summary>
    public const int Size = 50;

    private const int MaxNumber = 1_000_000;

    /// <summary>The page, from 1.</summary>
    public int Number { get; } = Math.Clamp(asked, 1, LastOf(total));

    /// <summary>Rows on all pages.</summary>
    public int Total => total;

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

    /// <summary>The number of the last page, which is 1 also when there are no rows.</summary>
    public static int LastOf(int total) => Math.Max(1, (total + Size - 1) / Size);

    /// <summary>The query of another page.</summary>
    public string To(int number) => QueryString.Create(
        [.. kept.Where(k => k.Value is not null).Select(k => KeyValuePair.Create(k.Name, k.Value)), KeyValuePair.Create("page", (string?)number.ToString())]).ToUriComponent();
}
