using System.Data.Common;
using System.Net.Sockets;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Pages;

namespace FinAut.Api.Errors;

/// <summary>
/// Turns what is left unanswered into an error body: exceptions, and statuses that routing and the framework set without one.
/// The OAuth endpoints get the form of RFC 6749.
/// </summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        int status;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
            if (status < StatusCodes.Status400BadRequest || context.Response.HasStarted || context.Response.ContentType is not null)
            {
                return;
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer; 499 is what the log shows.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            Clear(context);
            status = exception.StatusCode;
        }
        catch (Exception exception) when (IsUnreadableBody(exception, context.Request) && !context.Response.HasStarted)
        {
            Clear(context);
            status = StatusCodes.Status400BadRequest;
        }
        catch (NotSupportedException) when (!context.Response.HasStarted && ClaimsUtf7(context.Request))
        {
            Clear(context);
            status = StatusCodes.Status415UnsupportedMediaType;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Clear(context);
            status = StatusOf(exception);
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                LogUnavailable(exception.GetBaseException().GetType().Name);
                context.Response.Headers.RetryAfter = Problems.UnavailableRetryAfterSeconds.ToString();
            }
            else
            {
                LogUnexpected(exception);
            }
        }

        await (ApiPaths.IsOAuthEndpoint(context.Request.Path) ? OAuthErrors.WriteAsync(context, status)
            : SitePaths.IsSite(context.Request.Path) ? SiteErrors.WriteAsync(context, status)
            : Problems.WriteAsync(context, status, Problems.DetailOf(status, context.Request)));
    }

    private static void Clear(HttpContext context)
    {
        // The correlation id and the throttle's state stay.
        context.Response.Headers.Remove("Location");
        context.Response.ContentType = null;
        context.Response.ContentLength = null;
    }

    // Chunks that are none, a form with too many fields or without its boundary, parts that do not end. What goes wrong between us
    // and the database comes wrapped.
    private static bool IsUnreadableBody(Exception exception, HttpRequest request) =>
        exception is IOException || (exception is InvalidDataException && request.HasFormContentType);

    // The framework's form reader fails at this encoding, which no runtime decodes any more.
    private static bool ClaimsUtf7(HttpRequest request) => request.ContentType?.Contains("utf-7", StringComparison.OrdinalIgnoreCase) == true;

    private static int StatusOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException { IsTransient: true } or SocketException or TimeoutException)
            {
                return StatusCodes.Status503ServiceUnavailable;
            }
        }

        return StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(1, LogLevel.Error, "The database is unavailable: {Cause}.")]
    private partial void LogUnavailable(string cause);

    [LoggerMessage(2, LogLevel.Error, "A request failed.")]
    private partial void LogUnexpected(Exception exception);
}
