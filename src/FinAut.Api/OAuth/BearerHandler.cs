using System.Security.Claims;
using System.Text.Encodings.Web;
using FinAut.Api.Errors;
using FinAut.Domain.ApiClients;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace FinAut.Api.OAuth;

/// <summary>Accepts bearer tokens (RFC 6750) in the Authorization header, and nowhere else.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenLookup tokens,
    CallerAccessor accessor,
    TimeProvider time) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    public const string SentTwice = "The access token was sent more than once.";

    private const string Challenge = "Bearer realm=\"api\"";
    private const string Invalid = "invalid_token";
    private const string Malformed = "invalid_request";
    private const string TokenParameter = "access_token";

    // What the challenge says of a token that was sent and refused: the error code and its description.
    private (string Code, string Description)? _refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0 || !IsBearer(header[0]!))
        {
            return AuthenticateResult.NoResult();
        }

        // In any case: a token in a URL is one that logs have seen, however its name is written.
        if (header.Count > 1 || (Request.QueryString.HasValue && Request.Query.Keys.Contains(TokenParameter, StringComparer.OrdinalIgnoreCase)))
        {
            return Refuse(Malformed, SentTwice);
        }

        try
        {
            if (Request.HasFormContentType && (await Request.ReadFormAsync(Context.RequestAborted)).ContainsKey(TokenParameter))
            {
                return Refuse(Malformed, SentTwice);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException || exception is IOException and not BadHttpRequestException)
        {
            // Whoever reads the form says what is wrong with it.
        }

        var token = header[0]![SchemeName.Length..].Trim();
        if (!AccessToken.IsToken(token) || await tokens.FindAsync(token, Context.RequestAborted) is not { } caller)
        {
            return Refuse(Invalid, "The access token is invalid.");
        }

        if (caller.Expires <= time.GetUtcNow())
        {
            return Refuse(Invalid, "The access token has expired.");
        }

        accessor.Caller = caller;
        var identity = new ClaimsIdentity([new Claim("client_id", caller.ClientId)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal is not { } refusal)
        {
            Response.Headers.WWWAuthenticate = Challenge;
            return Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, Problems.NotAuthenticated);
        }

        Response.Headers.WWWAuthenticate = $"{Challenge}, error=\"{refusal.Code}\", error_description=\"{refusal.Description}\"";
        return refusal.Code == Invalid
            ? Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, Problems.NotAuthenticated)
            : Problems.WriteAsync(Context, StatusCodes.Status400BadRequest, refusal.Description);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()!.Metadata.GetOrderedMetadata<RequireScopeAttribute>().Aggregate(Scopes.None, (all, a) => all | a.Scope);
        if ((accessor.Caller!.Scopes & needed) != needed)
        {
            Response.Headers.WWWAuthenticate = $"{Challenge}, error=\"insufficient_scope\", scope=\"{ScopeNames.Format(needed)}\"";
        }

        return Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, Problems.NotPermitted);
    }

    private static bool IsBearer(string header) =>
        header.StartsWith(SchemeName, StringComparison.OrdinalIgnoreCase) && (header.Length == SchemeName.Length || header[SchemeName.Length] == ' ');

    private AuthenticateResult Refuse(string code, string description)
    {
        _refusal = (code, description);
        return AuthenticateResult.Fail(description);
    }
}
