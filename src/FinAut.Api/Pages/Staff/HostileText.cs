using System.Globalization;
using System.Text;

namespace FinAut.Api.Pages.Staff;

/// <summary>
/// Text from outside for a page. Razor encodes markup; this makes visible what would otherwise hide, reorder or break what is shown:
/// control characters, direction marks and halves of characters.
/// </summary>
internal static class HostileText
{
    /// <summary>The text with nothing invisible but blanks, tabs and line ends.</summary>
    public static string Show(string? text)
    {
        var shown = new StringBuilder();
        foreach (var rune in (text ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            _ = rune.Value is '\n' or '\t' || !IsHidden(rune) ? shown.Append(rune) : shown.Append($"\\u{{{rune.Value:X4}}}");
        }

        return shown.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
