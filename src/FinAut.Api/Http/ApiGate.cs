using FinAut.Api.Accounts;
using FinAut.Api.Errors;
using FinAut.Api.OAuth;
using FinAut.Api.Throttling;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Http;

/// <summary>
/// What every call of the API passes, whether its path exists or not: a valid token, the throttle, a form of reply that the API
/// speaks. Afterwards it completes what routing knows of the allowed methods.
/// </summary>
internal sealed class ApiGateMiddleware(RequestDelegate next, Throttle throttle, IOptions<ThrottleOptions> throttling, ThrottleMetrics metrics, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context, CallerAccessor accessor)
    {
        if (!ApiPaths.NeedsToken(context.Request.Path))
        {
            await next(context);
            return;
        }

        if ((accessor.Caller ?? await SessionCaller.FindAsync(context)) is not { } caller)
        {
            await context.ChallengeAsync();
            return;
        }

        // What is read of people stays out of every cache on the way.
        context.Response.Headers.CacheControl = "private, no-store";
        if (throttling.Value.Enabled && !await AdmitAsync(context, caller))
        {
            return;
        }

        if (!ContentNegotiation.IsAcceptable(context.Request))
        {
            await Problems.WriteAsync(context, StatusCodes.Status406NotAcceptable, Problems.NotAcceptable);
            return;
        }

        await next(context);
        CompleteAllow(context);
    }

    private async Task<bool> AdmitAsync(HttpContext context, Caller caller)
    {
        var state = await throttle.CountAsync(caller, context.RequestAborted);
        var now = time.GetUtcNow();
        ThrottleHeaders.Write(context.Response.Headers, state, throttling.Value.Window, now);
        if (!state.IsAdmitted)
        {
            metrics.CountRefused();
            var detail = $"Request was throttled. Expected available in {state.SecondsLeft(now)} seconds.";
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, detail);
        }

        return state.IsAdmitted;
    }

    private static void CompleteAllow(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode != StatusCodes.Status405MethodNotAllowed || response.HasStarted)
        {
            return;
        }

        var methods = response.Headers.GetCommaSeparatedValues("Allow").ToList();
        if (methods.Contains(HttpMethods.Get))
        {
            methods.Add(HttpMethods.Head);
        }

        methods.Add(HttpMethods.Options);
        response.Headers.Allow = string.Join(", ", methods);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status200OK;
        }
    }
}
