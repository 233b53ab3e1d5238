using Microsoft.AspNetCore.Http.Features;

namespace FinAut.Api.Http;

/// <summary>
/// Says that the connection ends when a request is answered before its body was read and the body is longer than what may be read:
/// the rest of it stands in the way of the next request. A client that is not told (RFC 9112 section 9.6) sends that request and
/// loses it.
/// </summary>
internal sealed class UnreadBodyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > 0 && !HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
        {
            context.Response.OnStarting(Announce, context);
        }

        return next(context);
    }

    // Endpoints may read less than the server does, so the limit is known only now.
    private static Task Announce(object state)
    {
        var context = (HttpContext)state;
        if (context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            context.Response.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }
}
