using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace FinAut.Api.Validation;

/// <summary>Reads the body of a write: JSON, or a form whose fields are read as if they stood in a JSON object.</summary>
internal static class RequestBody
{
    private const string Json = "application/json";
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data";
    private const string Identity = "identity";

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 32 };

    /// <summary>Reads the body.</summary>
    /// <returns>The request, or the error to answer.</returns>
    /// <exception cref="BadHttpRequestException">The body is too large.</exception>
    public static async Task<(T? Body, ProblemResult? Error)> ReadAsync<T>(
        HttpRequest request, Func<BodyFields, T> read, CancellationToken cancellationToken)
        where T : class
    {
        // No body counts as one without fields, whatever its content type.
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || request.ContentLength == 0)
        {
            return Read(new JsonObject(), read);
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase))
        {
            request.HttpContext.Response.Headers.AcceptEncoding = Identity;
            return (null, new ProblemResult(StatusCodes.Status415UnsupportedMediaType, $"Unsupported content encoding \"{coding}\" in request."));
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || Charsets.Find(type.Charset) is not { } encoding)
        {
            return (null, Unsupported(request));
        }

        return type.MediaType.Value!.ToLowerInvariant() switch
        {
            Json => ReadJson(await BytesAsync(request, cancellationToken), encoding, read),
            UrlEncoded => ReadForm(request, FormBody.ReadUrlEncoded(await BytesAsync(request, cancellationToken), encoding), encoding, read),
            Multipart => ReadForm(
                request,
                await FormBody.ReadMultipartAsync(
                    await BytesAsync(request, cancellationToken), HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), encoding, cancellationToken),
                encoding,
                read),
            _ => (null, Unsupported(request)),
        };
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Authentication may have read a form before, in search of a token.
        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static (T? Body, ProblemResult? Error) ReadJson<T>(ReadOnlyMemory<byte> body, Encoding encoding, Func<BodyFields, T> read)
        where T : class
    {
        // The parser itself looks at the characters of a text only when it is read.
        if (Charsets.ToUtf8(body, encoding) is not { } text)
        {
            return (null, Malformed($"JSON parse error: the request body is not {encoding.WebName.ToUpperInvariant()}."));
        }

        try
        {
            using var document = JsonDocument.Parse(text, Limits);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (read(new BodyFields(document.RootElement)), null)
                : (null, ProblemResult.Invalid(ProblemResult.NonField, FieldMessages.NotObject(BodyFields.KindOf(document.RootElement))));
        }
        catch (JsonException exception)
        {
            return (null, Malformed($"JSON parse error at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}."));
        }
        catch (InvalidOperationException)
        {
            // So says the parser when a name holds half of a surrogate pair; in a value that is the field's own mistake.
            return (null, Malformed("JSON parse error: a name is not Unicode."));
        }
    }

    private static (T? Body, ProblemResult? Error) ReadForm<T>(HttpRequest request, FormFields form, Encoding encoding, Func<BodyFields, T> read)
        where T : class
    {
        if (form.Fields is not { } fields)
        {
            return (null, form.Fault switch
            {
                FormFault.UnknownCharset => Unsupported(request),
                FormFault.NotText => Malformed($"The form is not {encoding.WebName.ToUpperInvariant()}: write it in UTF-8, or declare its charset in Content-Type."),
                _ => Malformed("The request body cannot be read as a form."),
            });
        }

        if (LooksLikeJson(fields))
        {
            return (null, Malformed($"The body looks like JSON sent as a form: send it with Content-Type: {Json}."));
        }

        // Field names with a dot name what is nested: work_for.company.
        var body = new JsonObject();
        foreach (var (name, values) in fields.GroupBy(f => f.Key, f => f.Value, (name, values) => (name, values.ToList())))
        {
            var (parent, leaf) = (body, name);
            if (name.Split('.', 2) is [var outer, var inner])
            {
                parent = body[outer] as JsonObject ?? [];
                body[outer] = parent;
                leaf = inner;
            }

            parent[leaf] = leaf == "userroles" ? new JsonArray([.. values.Select(v => JsonValue.Create(v))]) : JsonValue.Create(values[^1]);
        }

        return Read(body, read);
    }

    // Clients send an empty object with a form's content type when they have nothing to say.
    private static bool LooksLikeJson(List<KeyValuePair<string, string>> fields) =>
        fields is [var first, ..] && first.Key.AsSpan().TrimStart() is ['{' or '[', ..]
        && !(fields.Count == 1 && first.Value.Length == 0 && first.Key.Where(c => !char.IsWhiteSpace(c)).SequenceEqual("{}"));

    private static (T? Body, ProblemResult? Error) Read<T>(JsonObject body, Func<BodyFields, T> read)
        where T : class
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()), Limits);
        return (read(new BodyFields(document.RootElement)), null);
    }

    private static ProblemResult Unsupported(HttpRequest request) => new(
        StatusCodes.Status415UnsupportedMediaType, Problems.DetailOf(StatusCodes.Status415UnsupportedMediaType, request));

    private static ProblemResult Malformed(string detail) => new(StatusCodes.Status400BadRequest, detail);
}
