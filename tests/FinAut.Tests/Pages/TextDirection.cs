using AngleSharp.Dom;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Pages;

/// <summary>Finds texts that turn what stands beside them on a page.</summary>
internal static class TextDirection
{
    /// <summary>What somebody may end a name with: it turns all that follows, up to the end of the paragraph.</summary>
    public const string Turning = "\u202E";

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase) { "a", "b", "code", "del", "em", "ins", "label", "span", "strong" };

    /// <summary>The texts with <see cref="Turning"/> that are neither isolated nor alone in their paragraph.</summary>
    public static IEnumerable<string> FaultsOf(HtmlPage page) =>
        from text in page.Document.Descendants<IText>()
        where text.Data.Contains(Turning, StringComparison.Ordinal) && !IsAlone(text) && !IsIsolated(text)
        select $"{page.Path}: {text.ParentElement!.TextContent.Trim()}";

    private static bool IsIsolated(IText text)
    {
        if (text.Ancestors<IElement>().Any(e => e.LocalName == "bdi"))
        {
            return true;
        }

        var depth = 0;
        return text.Data.All(c =>
        {
            depth += c is >= '\u2066' and <= '\u2068' ? 1 : c == '\u2069' ? -1 : 0;
            return c != Turning[0] || depth > 0;
        });
    }

    private static bool IsAlone(IText text)
    {
        var paragraph = text.ParentElement!;
        while (Inline.Contains(paragraph.LocalName))
        {
            paragraph = paragraph.ParentElement!;
        }

        return paragraph.TextContent.Trim() == text.Data.Trim();
    }
}
