using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Mvc.Filters;

namespace FinAut.Api.OAuth;

/// <summary>
/// What an operator watches of the token endpoint: meter <c>FinAut.OAuth</c>. A filter of the endpoint, so that no way out of it is
/// left uncounted.
/// </summary>
internal sealed class TokenMetrics(IMeterFactory meters) : IAsyncActionFilter
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FinAut.OAuth";

    private readonly Counter<long> _requests = meters.Create(MeterName).CreateCounter<long>(
        "finaut.oauth.token.requests", "{request}", "Requests for a token; the outcome is issued, or the error.");

    /// <inheritdoc/>
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var executed = await next();
        if (executed.Exception is OperationCanceledException && context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var outcome = executed switch
        {
            { Exception: not null } => "server_error",
            { Result: OAuthErrorResult refusal } => refusal.Error,
            _ => "issued",
        };
        _requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
