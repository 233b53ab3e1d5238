using System.Runtime.CompilerServices;

namespace FinAut.Api.Pages;

/// <summary>An interpolated sentence of a page, in which every text that is filled in is isolated; see <see cref="Bidi"/>.</summary>
[InterpolatedStringHandler]
public ref struct IsolatingText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins a sentence; the compiler calls it.</summary>
    public IsolatingText(int literalLength, int formattedCount) => _text = new(literalLength, formattedCount);

    /// <summary>Appends a part of the sentence itself.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Appends a text that is filled in.</summary>
    public void AppendFormatted(string? text) => _text.AppendLiteral(Bidi.Isolate(text));

    /// <summary>Appends a number or the like that is filled in.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The sentence.</summary>
    public string ToStringAndClear() => _text.ToStringAndClear();
}
