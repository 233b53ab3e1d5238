using System.Diagnostics;
using FinAut.Api.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FinAut.Api.Hosting;

/// <summary>Names a request's span by its route. Neither path nor query is noted: both may hold personal data.</summary>
internal sealed class RequestSpanMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        span.TraceStateString = SpanMask.Clean(span.TraceStateString);
        await next(context);

        var (method, status) = (KnownMethod(context.Request.Method), context.Response.StatusCode);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/');
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method)
            .SetTag("http.route", route)
            .SetTag("http.response.status_code", status)
            .SetTag("url.scheme", context.Request.Scheme)
            .SetTag(Telemetry.CorrelationIdTag, context.CorrelationId());
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", status.ToString()).SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string KnownMethod(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" => method,
        _ => "_OTHER",
    };
}
