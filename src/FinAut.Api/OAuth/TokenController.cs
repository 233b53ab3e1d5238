using System.Text.Json.Serialization;
using FinAut.Api.Http;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>The token endpoint: OAuth 2.0 client credentials (RFC 6749 section 4.4).</summary>
[ApiController]
[AllowAnonymous]
[Produces("application/json")]
public sealed class TokenController(FinAutDbContext db, ClientAuthenticator clients, TimeProvider time) : ControllerBase
{
    private const string GrantType = "client_credentials";

    /// <summary>Get an access token</summary>
    /// <remarks>
    /// Send your application's credentials as a form, or by HTTP Basic. Leave <c>scope</c> out to get <c>read write</c> as far as your
    /// application holds them; <c>exam</c> and <c>webhooks</c> are granted only when asked for. A token is good for an hour; ask for a
    /// new one when it ends. This call does not count towards your requests per hour.
    /// </remarks>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The token.</response>
    /// <response code="400">The request is malformed, or asks for something the application may not have.</response>
    /// <response code="401">The client is unknown, or the secret is wrong.</response>
    /// <response code="429">Too many wrong secrets from your address; wait for Retry-After seconds.</response>
    [HttpPost("o/token")]
    [HttpPost(ApiPaths.Api + "token")]
    [RequestSizeLimit(OAuthForm.MaxBodyLength)]
    [ServiceFilter<TokenMetrics>]
    [ProducesResponseType<TokenReply>(StatusCodes.Status200OK)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status401Unauthorized)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status429TooManyRequests)]
    public async Task<IActionResult> IssueAsync(CancellationToken cancellationToken)
    {
        var (form, malformed) = await OAuthForm.ReadAsync(Request, cancellationToken);
        if (form is null)
        {
            return malformed!;
        }

        switch (form["grant_type"])
        {
            case null:
                return OAuthErrorResult.Bad("invalid_request", "The parameter grant_type is required.");
            case not GrantType:
                return OAuthErrorResult.Bad("unsupported_grant_type", "Only the grant type client_credentials is supported.");
        }

        var (client, refusal) = await clients.AuthenticateAsync(Request, form, cancellationToken);
        if (client is null)
        {
            return refusal!;
        }

        if (!client.AllowClientCredentials)
        {
            return OAuthErrorResult.Bad("unauthorized_client", "The application is not registered for this grant type.");
        }

        if (Grant(form["scope"], client.Scopes) is not { } scopes)
        {
            return OAuthErrorResult.Bad("invalid_scope", "The scope is unknown, or the application does not hold it.");
        }

        var token = AccessToken.NewToken();
        var now = time.GetUtcNow();
        db.AccessTokens.Add(new AccessToken
        {
            Hash = AccessToken.HashOf(token),
            ApplicationId = client.Id,
            Scopes = scopes,
            Created = now,
            Expires = now.AddSeconds(AccessToken.LifetimeSeconds),
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another node may have removed the application within the last second.
            if (await clients.ExistsAsync(client, cancellationToken))
            {
                throw;
            }

            return OAuthErrorResult.InvalidClient();
        }

        OAuthErrors.NoStore(Response);
        return Ok(new TokenReply(token, BearerHandler.SchemeName, AccessToken.LifetimeSeconds, ScopeNames.Format(scopes)));
    }

    private static Scopes? Grant(string? asked, Scopes held)
    {
        if (asked is null)
        {
            return (held & ScopeNames.Default) is var scopes and not Scopes.None ? scopes : null;
        }

        return ScopeNames.TryParse(asked, out var wanted) && (wanted & held) == wanted ? wanted : null;
    }
}

/// <summary>An access token (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The token: send it as <c>Authorization: Bearer …</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds for which the token is good.</param>
/// <param name="Scope">What it may be used for.</param>
public sealed record TokenReply(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    string Scope);
