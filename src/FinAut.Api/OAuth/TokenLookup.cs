using System.Collections.Concurrent;
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
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(0.9);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (Caller Caller, long Asked)> _remembered = new(StringComparer.Ordinal);

    /// <summary>The caller, or null when the token is unknown, revoked, or its application or API user is disabled.</summary>
    /// <remarks>A token that has ended is still found, for as long as its row is kept; see <see cref="Caller.Expires"/>.</remarks>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = AccessToken.HashOf(token);
        var key = Convert.ToBase64String(hash);
        if (_remembered.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Asked) < Freshness)
        {
            return entry.Caller;
        }

        var asked = time.GetTimestamp();
        var caller = await ReadAsync(hash, cancellationToken);
        if (caller is null)
        {
            _remembered.TryRemove(key, out _);
            return null;
        }

        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[key] = (caller, asked);
        return caller;
    }

    /// <summary>Makes this node ask again at the token's next use.</summary>
    public void Forget(byte[] hash) => _remembered.TryRemove(Convert.ToBase64String(hash), out _);

    private async Task<Caller?> ReadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
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
            .SingleOrDefaultAsync(cancellationToken);
    }
}
