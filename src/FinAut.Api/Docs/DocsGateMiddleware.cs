using System.Text;
using System.Text.Json;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Docs;

/// <summary>Opens the documentation to those who signed in, and the document itself to tokens as well.</summary>
internal sealed class DocsGateMiddleware(RequestDelegate next)
{
    /// <summary>Stands in the page's script where the API user's client id belongs.</summary>
    public const string ClientIdPlaceholder = "finaut-client-id";

    private const string Document = ApiPaths.Docs + DocsSetup.DocumentName + ".json";
    private const string Script = ApiPaths.Docs + "index.js";

    // The page is a library's: its script comes from here, its styles are partly in its markup.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context, CallerAccessor accessor)
    {
        var path = context.Request.Path;
        var session = await context.AuthenticateAsync(Sessions.Scheme);
        if (!session.Succeeded && !(path == Document && accessor.Caller is not null))
        {
            await RefuseAsync(context);
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await (path == Script ? WriteScriptAsync(context, session) : next(context));
    }

    private static Task RefuseAsync(HttpContext context)
    {
        if (context.Request.Path == Document)
        {
            return context.ChallengeAsync();
        }

        context.Response.Redirect($"{SignInPaths.Login}?{SignInPaths.NextParameter}={Uri.EscapeDataString(context.Request.Path)}");
        return Task.CompletedTask;
    }

    // The page asks for a client id where a token is fetched; its owner need not look it up.
    private async Task WriteScriptAsync(HttpContext context, AuthenticateResult session)
    {
        var clientId = await ClientIdAsync(context, session);
        var body = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        context.Request.Headers.IfNoneMatch = default;
        await next(context);
        context.Response.Body = body;
        var script = Encoding.UTF8.GetString(buffer.ToArray()).Replace(ClientIdPlaceholder, JsonEncodedText.Encode(clientId).ToString(), StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(script);
        context.Response.Headers.ETag = default;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = bytes.Length;
        await body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<string> ClientIdAsync(HttpContext context, AuthenticateResult session)
    {
        if (!session.Principal!.HasClaim(Policies.KindClaim, nameof(AccountKind.ApiUser)))
        {
            return "";
        }

        var (db, owner) = (context.RequestServices.GetRequiredService<FinAutDbContext>(), session.Principal!.ApiUserId());
        return await db.Applications.Where(a => a.ApiUserId == owner && a.Enabled).OrderBy(a => a.Id).Select(a => a.ClientId)
            .FirstOrDefaultAsync(context.RequestAborted) ?? "";
    }
}
