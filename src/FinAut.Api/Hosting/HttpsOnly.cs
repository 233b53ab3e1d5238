using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Outside demo mode, refuses plain http instead of redirecting it, so that no client goes on sending secrets in the open.</summary>
internal sealed class HttpsOnlyMiddleware(RequestDelegate next, IOptions<DemoOptions> demo)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (demo.Value.Enabled || context.Request.IsHttps || ApiPaths.IsUnder(context.Request.Path, "/health"))
        {
            return next(context);
        }

        return ApiPaths.IsOAuthEndpoint(context.Request.Path)
            ? OAuthErrors.WriteAsync(context, StatusCodes.Status400BadRequest)
            : Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Only https is served.");
    }
}
