using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>
/// Finds the caller behind an access token. What was found counts for at most a second, so that a revoked token, a disabled
/// application and a changed company link take effect within a second on every node.
/// </summary>
public sealed class TokenLookup(IDbContextFactory<FinAutDbContext> contexts, TimeProvider time)
{
    /// <summary>How long an answer is reused.</summary>
    public static readonly TimeSpan Freshness = RecentAnswers<Caller>.Freshness;

    private readonly RecentAnswers<Caller> _recent = new(time);

    /// <summary>The caller, or null when the token is unknown, revoked, or its application or API user is disabled.</summary>
    /// <remarks>A token that has ended is still found, for as long as its row is kept; see <see cref="Caller.Expires"/>.</remarks>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = AccessToken.HashOf(token);
        var key = Convert.ToBase64String(hash);
        return _recent.TryGet(key, out var caller) ? caller : await _recent.AskTogetherAsync(key, () => ReadAsync(hash), cancellationToken);
    }

    /// <summary>Makes this node ask again at the token's next use.</summary>
    public void Forget(byte[] hash) => _recent.Forget(Convert.ToBase64String(hash));

    private async Task<Caller?> ReadAsync(byte[] hash)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await db.AccessTokens
            .Where(t => t.Hash == hash && t.Revoked == null && t.Application.Enabled && t.Application.ApiUser.Enabled)
            .Select(t => new Caller(
                t.ApplicationId,
                t.Application.ClientId,
                t.Scopes & t.Application.Scopes,
                t.Application.ApiUser.MayWrite,
                t.Application.ApiUser.PermitLimit,
                t.Expires,
                new Reach(t.Application.ApiUserId, t.Application.ApiUser.Companies.Select(c => c.CompanyId).ToArray())))
            .SingleOrDefaultAsync();
    }
}
