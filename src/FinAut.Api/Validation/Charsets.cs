using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FinAut.Api.Validation;

/// <summary>The charsets in which a request body may be written. Bytes that are not text in the charset are refused, never replaced.</summary>
internal static class Charsets
{
    /// <summary>What a body is written in unless it declares something else.</summary>
    public static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const char ByteOrderMark = '\uFEFF';

    private static readonly Encoding Latin1 = Strict(Encoding.Latin1);
    private static readonly Encoding Windows1252 = Strict(CodePagesEncodingProvider.Instance.GetEncoding("windows-1252")!);
    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>The encoding of a charset's name, which is compared without regard to case (RFC 9110 section 8.3.2) and may be quoted.</summary>
    /// <param name="name">The name; empty when none is declared.</param>
    /// <returns>Null when the charset is not read.</returns>
    public static Encoding? Find(StringSegment name) => HeaderUtilities.RemoveQuotes(name).ToString().Trim().ToLowerInvariant() switch
    {
        "" or "utf-8" or "utf8" or "us-ascii" or "ascii" => Utf8,
        "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "latin-1" => Latin1,
        "windows-1252" or "cp1252" => Windows1252,
        "utf-16" or "utf16" or "utf-16le" => Utf16,
        "utf-16be" => Utf16BigEndian,
        _ => null,
    };

    /// <summary>True for an encoding in which ASCII characters are not the bytes that they are in ASCII.</summary>
    public static bool IsWide(Encoding encoding) => encoding is UnicodeEncoding;

    /// <summary>Reads text, without a byte order mark.</summary>
    /// <returns>Null when the bytes are not text in the encoding.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        try
        {
            var text = (IsWide(encoding) ? OrderOf(bytes, encoding) : encoding).GetString(bytes);

            // The runtime reads the five bytes that the code page leaves open as control characters.
            if (encoding.Equals(Windows1252) && text.AsSpan().ContainsAnyInRange('\u0080', '\u009F'))
            {
                return null;
            }

            return text.StartsWith(ByteOrderMark) ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The same text in UTF-8, without a byte order mark.</summary>
    /// <returns>Null when the bytes are not text in the encoding.</returns>
    public static ReadOnlyMemory<byte>? ToUtf8(ReadOnlyMemory<byte> bytes, Encoding encoding)
    {
        if (!encoding.Equals(Utf8))
        {
            return Decode(bytes.Span, encoding) is { } text ? Utf8.GetBytes(text) : null;
        }

        var mark = Encoding.UTF8.Preamble;
        return !System.Text.Unicode.Utf8.IsValid(bytes.Span) ? null : bytes.Span.StartsWith(mark) ? bytes[mark.Length..] : bytes;
    }

    // Both JSON and forms begin with an ASCII character, whose zero byte gives the order away when no mark does.
    private static Encoding OrderOf(ReadOnlySpan<byte> bytes, Encoding declared) => bytes switch
    {
        [0xFE, 0xFF, ..] or [0, not 0, ..] => Utf16BigEndian,
        [0xFF, 0xFE, ..] or [not 0, 0, ..] => Utf16,
        _ => declared,
    };

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        (strict.EncoderFallback, strict.DecoderFallback) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return strict;
    }
}
