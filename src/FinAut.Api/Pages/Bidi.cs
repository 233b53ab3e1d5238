using System.Text;

namespace FinAut.Api.Pages;

/// <summary>
/// Keeps the direction of a text that somebody wrote from turning the text around it. Markup has <c>&lt;bdi&gt;</c> for that; this is
/// for texts that can hold no markup: sentences, titles, choices and attributes. See Unicode Standard Annex #9.
/// </summary>
internal static class Bidi
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    /// <summary>The text between isolates when it holds anything that could turn its surroundings, and else as it is.</summary>
    public static string Isolate(string? text)
    {
        text ??= "";
        if (!text.EnumerateRunes().Any(CanTurn))
        {
            return text;
        }

        // An end without a beginning would end the isolation, and a beginning without an end would outlast it.
        var (isolated, open) = (new StringBuilder(text.Length + 2).Append(FirstStrongIsolate), 0);
        foreach (var c in text)
        {
            if (c == PopIsolate && open == 0)
            {
                continue;
            }

            open += c is >= '\u2066' and <= FirstStrongIsolate ? 1 : c == PopIsolate ? -1 : 0;
            isolated.Append(c);
        }

        return isolated.Append(PopIsolate, open + 1).ToString();
    }

    // The scripts that run from right to left, and the characters that set a direction.
    private static bool CanTurn(Rune rune) => rune.Value is (>= 0x590 and <= 0x8FF) or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)
        or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
