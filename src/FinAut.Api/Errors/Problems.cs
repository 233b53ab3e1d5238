using System.Text.Json.Serialization;
using FinAut.Api.Hosting;
using FinAut.Api.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FinAut.Api.Errors;

/// <summary>Writes every error of the API in one form: <c>application/problem+json</c> (RFC 9457), always with a <c>detail</c>.</summary>
public static class Problems
{
    /// <summary>Content type of an error.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>401.</summary>
    public const string NotAuthenticated = "Authentication credentials were not provided.";

    /// <summary>403.</summary>
    public const string NotPermitted = "You do not have permission to perform this action.";

    /// <summary>404.</summary>
    public const string NotFound = "Not found.";

    /// <summary>404 of a list.</summary>
    public const string InvalidPage = "Invalid page.";

    /// <summary>406.</summary>
    public const string NotAcceptable = "Could not satisfy the request Accept header.";

    /// <summary>503.</summary>
    public const string Unavailable = "The service is temporarily unavailable. Please try again.";

    /// <summary>Seconds after which a client should try again when the database is away.</summary>
    public const int UnavailableRetryAfterSeconds = 5;

    /// <summary>The detail of a status that nobody gave a better one.</summary>
    public static string DetailOf(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad request.",
        StatusCodes.Status401Unauthorized => NotAuthenticated,
        StatusCodes.Status403Forbidden => NotPermitted,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => $"Method \"{request.Method}\" not allowed.",
        StatusCodes.Status406NotAcceptable => NotAcceptable,
        StatusCodes.Status413PayloadTooLarge => "The request body is too large.",
        StatusCodes.Status415UnsupportedMediaType => $"Unsupported media type \"{request.ContentType}\" in request.",
        StatusCodes.Status500InternalServerError => "A server error occurred.",
        StatusCodes.Status503ServiceUnavailable => Unavailable,
        _ => ReasonPhrases.GetReasonPhrase(status),
    };

    /// <summary>
    /// Writes an error. Integrators log the errors that they get, so what they sent in the wrong place is not repeated when it looks like
    /// a persnr or a secret.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status code.</param>
    /// <param name="detail">What is wrong, for people.</param>
    /// <param name="errors">Messages by field, for a validation error.</param>
    public static Task WriteAsync(
        HttpContext context, int status, string detail, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var problem = new Problem
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = MaskingFormatter.Mask(detail),
            Instance = MaskingFormatter.Mask(context.Request.Path.ToUriComponent()),
            CorrelationId = context.CorrelationId(),
            Errors = errors?.ToDictionary(field => field.Key, field => Array.ConvertAll(field.Value, MaskingFormatter.Mask)),
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Context.Problem, ContentType, context.RequestAborted);
    }
}

/// <summary>An error.</summary>
public sealed record Problem
{
    /// <summary>A URI that names the kind of problem; <c>about:blank</c> when the status says it all.</summary>
    public required string Type { get; init; }

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>The path of the request.</summary>
    public required string Instance { get; init; }

    /// <summary>The same as the reply's <c>X-Correlation-Id</c>; name it when you ask for help.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Messages by field; <c>non_field_errors</c> for the body as a whole. Present for validation errors only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
