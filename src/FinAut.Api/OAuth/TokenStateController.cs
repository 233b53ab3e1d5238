using System.Text.Json.Serialization;
using FinAut.Api.Http;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>Revocation (RFC 7009) and introspection (RFC 7662) of access tokens.</summary>
[ApiController]
[AllowAnonymous]
[Produces("application/json")]
public sealed class TokenStateController(FinAutDbContext db, ClientAuthenticator clients, TokenLookup lookup, TimeProvider time) : ControllerBase
{
    /// <summary>Revoke an access token</summary>
    /// <remarks>Ends one of your application's own tokens at once. A token that is unknown or has ended is no error.</remarks>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The token is of no more use.</response>
    /// <response code="400">The request is malformed, or the token belongs to another application.</response>
    /// <response code="401">The client is unknown, or the secret is wrong.</response>
    [HttpPost("o/revoke_token")]
    [RequestSizeLimit(OAuthForm.MaxBodyLength)]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status401Unauthorized)]
    public async Task<IActionResult> RevokeAsync(CancellationToken cancellationToken)
    {
        var (client, token, error) = await ReadAsync(cancellationToken);
        if (error is not null)
        {
            return error;
        }

        OAuthErrors.NoStore(Response);
        var hash = AccessToken.HashOf(token!);
        var owner = await db.AccessTokens.Where(t => t.Hash == hash).Select(t => (long?)t.ApplicationId).SingleOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            return Ok();
        }

        if (owner != client!.Id)
        {
            return OAuthErrorResult.Bad("invalid_grant", "The token was issued to another client.");
        }

        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await db.AccessTokens.Where(t => t.Hash == hash && t.Revoked == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Revoked, now), cancellationToken);
        if (revoked > 0)
        {
            db.AuditEntries.Add(new AuditEntry
            {
                At = now,
                ActorKind = ActorKind.Application,
                Actor = client.ClientId,
                Action = "revoked",
                Entity = "access_token",
                EntityId = 0,
                Changes = "[]",
                CorrelationId = HttpContext.CorrelationId(),
            });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        lookup.Forget(hash);
        return Ok();
    }

    /// <summary>Look at an access token</summary>
    /// <remarks>Tells whether one of your application's own tokens is still good, and for what.</remarks>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The token's state; only <c>active: false</c> for a token that is not good, or not yours.</response>
    /// <response code="400">The request is malformed.</response>
    /// <response code="401">The client is unknown, or the secret is wrong.</response>
    [HttpPost("o/introspect")]
    [RequestSizeLimit(OAuthForm.MaxBodyLength)]
    [ProducesResponseType<IntrospectionReply>(StatusCodes.Status200OK)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status400BadRequest)]
    [ProducesResponseType<OAuthError>(StatusCodes.Status401Unauthorized)]
    public async Task<IActionResult> IntrospectAsync(CancellationToken cancellationToken)
    {
        var (client, token, error) = await ReadAsync(cancellationToken);
        if (error is not null)
        {
            return error;
        }

        OAuthErrors.NoStore(Response);
        var (hash, now) = (AccessToken.HashOf(token!), time.GetUtcNow());
        var found = await db.AccessTokens
            .Where(t => t.Hash == hash && t.Revoked == null && t.Expires > now && t.Application.Enabled && t.Application.ApiUser.Enabled)
            .Where(t => t.ApplicationId == client!.Id || client.AllowIntrospection)
            .Select(t => new { Scopes = t.Scopes & t.Application.Scopes, t.Application.ClientId, t.Created, t.Expires })
            .SingleOrDefaultAsync(cancellationToken);
        return Ok(found is null
            ? new IntrospectionReply { Active = false }
            : new IntrospectionReply
            {
                Active = true,
                Scope = ScopeNames.Format(found.Scopes),
                ClientId = found.ClientId,
                TokenType = BearerHandler.SchemeName,
                IssuedAt = found.Created.ToUnixTimeSeconds(),
                Expires = found.Expires.ToUnixTimeSeconds(),
            });
    }

    private async Task<(AuthenticatedClient? Client, string? Token, IActionResult? Error)> ReadAsync(CancellationToken cancellationToken)
    {
        var (form, malformed) = await OAuthForm.ReadAsync(Request, cancellationToken);
        if (form is null)
        {
            return (null, null, malformed);
        }

        var (client, refusal) = await clients.AuthenticateAsync(Request, form, cancellationToken);
        if (client is null)
        {
            return (null, null, refusal);
        }

        return form["token"] is { } token
            ? (client, token, null)
            : (null, null, OAuthErrorResult.Bad("invalid_request", "The parameter token is required."));
    }
}

/// <summary>The state of a token (RFC 7662 section 2.2).</summary>
public sealed record IntrospectionReply
{
    /// <summary>Whether the token is good.</summary>
    public required bool Active { get; init; }

    /// <summary>What it may be used for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>The application that it was issued to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    /// <summary>Always <c>Bearer</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    /// <summary>When it was issued, in seconds since 1970-01-01 UTC.</summary>
    [JsonPropertyName("iat")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? IssuedAt { get; init; }

    /// <summary>When it ends, in seconds since 1970-01-01 UTC.</summary>
    [JsonPropertyName("exp")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Expires { get; init; }
}
