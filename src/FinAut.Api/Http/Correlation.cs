using System.Diagnostics;

namespace FinAut.Api.Http;

/// <summary>The id that ties a request to its log lines, errors, audit entries and webhooks.</summary>
public static class Correlation
{
    /// <summary>The header, in requests and replies.</summary>
    public const string HeaderName = "X-Correlation-Id";

    private const int MaxLength = 64;

    /// <summary>The request's correlation id.</summary>
    public static string CorrelationId(this HttpContext context) => context.TraceIdentifier;

    /// <summary>True for an id that a caller may choose: up to 64 ASCII letters, digits, and <c>- . _</c>.</summary>
    public static bool IsSane(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    /// <summary>An id of our own. It can be a trace's as well.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>The id of the trace to which a request belongs: the server's own trace, or its caller's; null when there is neither.</summary>
    public static string? OfTrace(HttpRequest request)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
        {
            return span.TraceId.ToHexString();
        }

        var parent = request.Headers.TraceParent;
        return parent.Count == 1 && ActivityContext.TryParse(parent[0], traceState: null, out var caller) ? caller.TraceId.ToHexString() : null;
    }

    /// <summary>A logger's scope that ties lines to a request after it has been served.</summary>
    public static IEnumerable<KeyValuePair<string, object>> ScopeOf(string correlationId) => [new("CorrelationId", correlationId)];
}

internal sealed class CorrelationIdMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var asked = context.Request.Headers[Correlation.HeaderName];
        var id = asked.Count == 1 && Correlation.IsSane(asked[0]!) ? asked[0]! : Correlation.OfTrace(context.Request) ?? Correlation.New();
        context.TraceIdentifier = id;
        context.Response.Headers[Correlation.HeaderName] = id;
        return next(context);
    }
}
