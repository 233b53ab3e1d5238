using System.Text.Json.Serialization;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.OAuth;

/// <summary>Errors of the OAuth endpoints, in the form of RFC 6749 section 5.2. Nothing that was sent is repeated in them.</summary>
public static class OAuthErrors
{
    /// <summary>Answers a status that nobody gave an error code.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        NoStore(context.Response);
        context.Response.StatusCode = status;
        var error = status switch
        {
            StatusCodes.Status405MethodNotAllowed => new OAuthError("invalid_request", "Only POST is allowed."),
            StatusCodes.Status413PayloadTooLarge => new OAuthError("invalid_request", "The request body is too large."),
            StatusCodes.Status503ServiceUnavailable => new OAuthError("temporarily_unavailable", Problems.Unavailable),
            >= StatusCodes.Status500InternalServerError => new OAuthError("server_error", "A server error occurred."),
            _ => new OAuthError("invalid_request", "The request is malformed."),
        };
        return context.Response.WriteAsJsonAsync(error, ApiJson.Context.OAuthError, "application/json", context.RequestAborted);
    }

    /// <summary>Forbids every cache to keep the answer (RFC 6749 section 5.1).</summary>
    public static void NoStore(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}

/// <summary>An error of an OAuth endpoint.</summary>
/// <param name="Error">The code.</param>
/// <param name="ErrorDescription">The code in words.</param>
public sealed record OAuthError(string Error, [property: JsonPropertyName("error_description")] string ErrorDescription);

/// <summary>An OAuth endpoint's way to answer an expected error.</summary>
/// <param name="status">The status code.</param>
/// <param name="error">The error's code.</param>
/// <param name="description">The code in words.</param>
public sealed class OAuthErrorResult(int status, string error, string description) : IActionResult
{
    private const string BasicChallenge = "Basic realm=\"oauth\"";

    /// <summary>The error's code.</summary>
    public string Error => error;

    private TimeSpan? RetryAfter { get; init; }

    /// <summary>400 with a code.</summary>
    public static OAuthErrorResult Bad(string error, string description) => new(StatusCodes.Status400BadRequest, error, description);

    /// <summary>401: the same for every way in which a client can fail to prove itself.</summary>
    public static OAuthErrorResult InvalidClient() => new(StatusCodes.Status401Unauthorized, "invalid_client", "Client authentication failed.");

    /// <summary>429: too many failed secrets from one address.</summary>
    public static OAuthErrorResult TooManyFailures(TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "invalid_client", "Too many failed attempts. Please try again later.") { RetryAfter = retryAfter };

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        OAuthErrors.NoStore(response);
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = BasicChallenge;
        }

        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        return response.WriteAsJsonAsync(
            new OAuthError(error, description), ApiJson.Context.OAuthError, "application/json", context.HttpContext.RequestAborted);
    }
}
