using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using FinAut.Api.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace FinAut.Api.Validation;

/// <summary>Reads the body of a write: JSON, or a form whose fields are read as if they stood in a JSON object.</summary>
internal static class RequestBody
{
    private const string Json = "application/json";

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 32 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

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
            using var empty = JsonDocument.Parse("{}");
            return (read(new BodyFields(empty.RootElement)), null);
        }

        if (request.HasFormContentType)
        {
            return await ReadFormAsync(request, read, cancellationToken);
        }

        if (!IsJson(request.ContentType))
        {
            return (null, new ProblemResult(
                StatusCodes.Status415UnsupportedMediaType, Problems.DetailOf(StatusCodes.Status415UnsupportedMediaType, request)));
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return ReadJson(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), read);
    }

    private static (T? Body, ProblemResult? Error) ReadJson<T>(ReadOnlyMemory<byte> body, Func<BodyFields, T> read)
        where T : class
    {
        // JSON is UTF-8 (RFC 8259 section 8.1); the parser itself looks at the characters of a text only when it is read.
        if (!Utf8.IsValid(body.Span))
        {
            return (null, Malformed("JSON parse error: the request body is not UTF-8."));
        }

        try
        {
            using var document = JsonDocument.Parse(body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body, Limits);
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

    private static async Task<(T? Body, ProblemResult? Error)> ReadFormAsync<T>(
        HttpRequest request, Func<BodyFields, T> read, CancellationToken cancellationToken)
        where T : class
    {
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return (null, Malformed("The request body cannot be read as a form."));
        }

        // Field names with a dot name what is nested: work_for.company.
        var body = new JsonObject();
        foreach (var (name, values) in form)
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

        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()), Limits);
        return (read(new BodyFields(document.RootElement)), null);
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private static ProblemResult Malformed(string detail) => new(StatusCodes.Status400BadRequest, detail);
}
