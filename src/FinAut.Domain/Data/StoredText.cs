using System.Buffers;
using System.Text;

namespace FinAut.Domain.Data;

/// <summary>
/// The form in which texts are stored, and so the form in which they are searched for: composed (Unicode NFC), without blanks around.
/// </summary>
public static class StoredText
{
    private const int NoncharacterBlockStart = 0xFDD0;
    private const int NoncharacterBlockEnd = 0xFDEF;

    // What may begin something that is no text; nearly every text has none of it.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range('\uD800', 0x800).Concat(Enumerable.Range(NoncharacterBlockStart, NoncharacterBlockEnd - NoncharacterBlockStart + 1)).Append(0xFFFE).Append(0xFFFF).Select(c => (char)c)]);

    /// <summary>The text as it is stored. What is not Unicode text cannot be normalised, and stays as it is.</summary>
    public static string Normalize(string text) => (IsUnicode(text) ? text.Normalize(NormalizationForm.FormC) : text).Trim();

    /// <summary>
    /// False for a text with half of a surrogate pair, which no encoding can hold, or with a code point that Unicode calls a
    /// noncharacter: normalisation fails at some of these, and none is ever assigned a character.
    /// </summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Suspects) is var start and >= 0)
        {
            text = text[start..];
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done || IsNoncharacter(rune.Value))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>False for a text that no database can hold, so that a search for it finds nothing: PostgreSQL refuses NUL.</summary>
    public static bool CanBeStored(ReadOnlySpan<char> text) => !text.Contains('\0') && IsUnicode(text);

    // Thirty-two in the Arabic Presentation Forms, and the last two code points of every plane.
    private static bool IsNoncharacter(int value) =>
        value is >= NoncharacterBlockStart and <= NoncharacterBlockEnd || (value & 0xFFFE) == 0xFFFE;
}
