using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FinAut.Api.Validation;

/// <summary>Reads the fields of a form. Unlike the framework's reader it decodes escapes in the declared charset, and replaces no bytes that are not text.</summary>
internal static class FormBody
{
    private const int MaxFields = 1024;
    private const int MaxNameLength = 2048;
    private const int MaxBoundaryLength = 128;

    /// <summary>Reads <c>application/x-www-form-urlencoded</c>.</summary>
    public static FormFields ReadUrlEncoded(ReadOnlyMemory<byte> body, Encoding encoding)
    {
        // In UTF-16 only the characters are wide: what they escape is UTF-8.
        if (Charsets.IsWide(encoding))
        {
            if (Charsets.Decode(body.Span, encoding) is not { } text)
            {
                return FormFault.NotText;
            }

            (body, encoding) = (Charsets.Utf8.GetBytes(text), Charsets.Utf8);
        }

        var fields = new List<KeyValuePair<string, string>>();
        foreach (var range in body.Span.Split((byte)'&'))
        {
            var pair = body.Span[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            if (Unescape(equals < 0 ? pair : pair[..equals], encoding) is not { } name || Unescape(equals < 0 ? [] : pair[(equals + 1)..], encoding) is not { } value)
            {
                return FormFault.NotText;
            }

            if (!TryAdd(fields, name, value))
            {
                return FormFault.Malformed;
            }
        }

        return fields;
    }

    /// <summary>Reads <c>multipart/form-data</c>. Files are passed over.</summary>
    /// <param name="body">The body.</param>
    /// <param name="boundary">What separates the parts.</param>
    /// <param name="encoding">The charset of parts that declare none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<FormFields> ReadMultipartAsync(ReadOnlyMemory<byte> body, string boundary, Encoding encoding, CancellationToken cancellationToken)
    {
        if (boundary.Length is 0 or > MaxBoundaryLength)
        {
            return FormFault.Malformed;
        }

        var fields = new List<KeyValuePair<string, string>>();
        var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray(), writable: false));
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFormDisposition())
                {
                    continue;
                }

                if (EncodingOf(part, encoding) is not { } partEncoding)
                {
                    return FormFault.UnknownCharset;
                }

                using var content = new MemoryStream();
                await part.Body.CopyToAsync(content, cancellationToken);
                if (Charsets.Decode(content.GetBuffer().AsSpan(0, (int)content.Length), partEncoding) is not { } value)
                {
                    return FormFault.NotText;
                }

                if (!TryAdd(fields, HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), value))
                {
                    return FormFault.Malformed;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return FormFault.Malformed;
        }

        return fields;
    }

    private static Encoding? EncodingOf(MultipartSection part, Encoding encoding) =>
        MediaTypeHeaderValue.TryParse(part.ContentType, out var type) && type.Charset.HasValue ? Charsets.Find(type.Charset) : encoding;

    private static bool TryAdd(List<KeyValuePair<string, string>> fields, string name, string value)
    {
        fields.Add(KeyValuePair.Create(name, value));
        return fields.Count <= MaxFields && name.Length <= MaxNameLength;
    }

    // A percent sign that begins no escape stands for itself, as it does for browsers.
    private static string? Unescape(ReadOnlySpan<byte> escaped, Encoding encoding)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(escaped.Length);
        try
        {
            var length = 0;
            while (!escaped.IsEmpty)
            {
                var isEscape = escaped is [(byte)'%', _, _, ..] && char.IsAsciiHexDigit((char)escaped[1]) && char.IsAsciiHexDigit((char)escaped[2]);
                buffer[length++] = isEscape ? Convert.FromHexString(Encoding.ASCII.GetString(escaped[1..3]))[0]
                    : escaped[0] == (byte)'+' ? (byte)' '
                    : escaped[0];
                escaped = escaped[(isEscape ? 3 : 1)..];
            }

            return Charsets.Decode(buffer.AsSpan(0, length), encoding);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}

/// <summary>The fields of a form in their order, or why there are none.</summary>
internal readonly record struct FormFields(List<KeyValuePair<string, string>>? Fields, FormFault Fault)
{
    public static implicit operator FormFields(List<KeyValuePair<string, string>> fields) => new(fields, default);

    public static implicit operator FormFields(FormFault fault) => new(null, fault);
}

/// <summary>Why a form cannot be read.</summary>
internal enum FormFault
{
    /// <summary>It breaks its own format, or a limit.</summary>
    Malformed = 1,

    /// <summary>Its bytes are not text in its charset.</summary>
    NotText = 2,

    /// <summary>A part declares a charset that is not read.</summary>
    UnknownCharset = 3,
}
