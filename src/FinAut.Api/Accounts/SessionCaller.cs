using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Accounts;

/// <summary>
/// Lets an API user's browser session call the API, which is how the documentation is tried: reading always, writing only with the
/// antiforgery token, since browsers send cookies along with what other sites ask them to send.
/// </summary>
internal static class SessionCaller
{
    private const Scopes Allowed = Scopes.Read | Scopes.Write | Scopes.Webhooks;

    /// <summary>The caller behind the request's session, or null. What the request sees and changes is the API user's.</summary>
    public static async Task<Caller?> FindAsync(HttpContext context)
    {
        // A token that was refused is not made good by a cookie.
        if (context.Request.Headers.Authorization.Count > 0)
        {
            return null;
        }

        var session = await context.AuthenticateAsync(Sessions.Scheme);
        if (!session.Succeeded || !session.Principal.HasClaim(Policies.KindClaim, nameof(AccountKind.ApiUser)) || !await MayAskAsync(context, session))
        {
            return null;
        }

        var db = context.RequestServices.GetRequiredService<FinAutDbContext>();
        var id = session.Principal.ApiUserId();
        var caller = await db.ApiUsers.Where(u => u.Id == id && u.Enabled)
            .Select(u => new Caller(0, u.UserName, Allowed, u.MayWrite, u.PermitLimit, DateTimeOffset.MaxValue, new Reach(u.Id, u.Companies.Select(c => c.CompanyId).ToArray())))
            .SingleOrDefaultAsync(context.RequestAborted);
        if (caller is not null)
        {
            context.User = session.Principal;
            context.RequestServices.GetRequiredService<CallerAccessor>().Caller = caller;
            (db.Reach, db.Actor) = (caller.Reach, caller.ToActor(context.CorrelationId()));
        }

        return caller;
    }

    private static async Task<bool> MayAskAsync(HttpContext context, AuthenticateResult session)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method))
        {
            return true;
        }

        // The token is of this session's user.
        context.User = session.Principal!;
        return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
    }
}
