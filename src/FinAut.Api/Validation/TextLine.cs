using FinAut.Domain.Data;

namespace FinAut.Api.Validation;

/// <summary>A text of one line that somebody typed, into a page or after a command.</summary>
internal static class TextLine
{
    /// <summary>The line as it is kept.</summary>
    public static string Clean(string? typed) => StoredText.Normalize(typed ?? "");

    /// <summary>What is wrong with a line that must say something, or null.</summary>
    public static TextLineFault? Check(string line, int maxLength) =>
        line.Length == 0 ? TextLineFault.Missing
        : line.Length > maxLength ? TextLineFault.TooLong
        : line.Any(char.IsControl) || !StoredText.IsUnicode(line) ? TextLineFault.Characters
        : null;
}

/// <summary>What is wrong with a line.</summary>
internal enum TextLineFault
{
    /// <summary>It is empty.</summary>
    Missing,

    /// <summary>It is too long.</summary>
    TooLong,

    /// <summary>It has control characters, or is not Unicode text.</summary>
    Characters,
}
