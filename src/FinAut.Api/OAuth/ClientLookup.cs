using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>Finds applications by their client ids.</summary>
public sealed class ClientLookup(IDbContextFactory<FinAutDbContext> contexts, TimeProvider time)
{
    private readonly RecentAnswers<FoundClient> _recent = new(time);

    /// <summary>The application as it was read within the last second, or null: then it must be read.</summary>
    internal FoundClient? Remembered(string clientId) => _recent.TryGet(clientId, out var client) ? client : null;

    /// <summary>The application as it is now, or null when there is none.</summary>
    internal Task<FoundClient?> ReadAsync(string clientId, CancellationToken cancellationToken) => _recent.AskAsync(clientId, async () =>
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Applications.AsNoTracking().Where(a => a.ClientId == clientId)
            .Select(a => new FoundClient(
                new AuthenticatedClient(a.Id, a.ClientId, a.Scopes, a.AllowClientCredentials, a.AllowIntrospection),
                a.ClientType,
                a.Enabled && a.ApiUser.Enabled,
                a.Secrets.Select(s => new FoundSecret(s.Id, s.Hash, s.Expires, s.LastUsed)).ToList()))
            .SingleOrDefaultAsync(cancellationToken);
    });

    /// <summary>Makes this node read the application again at its next use.</summary>
    internal void Forget(string clientId) => _recent.Forget(clientId);
}

internal sealed record FoundClient(AuthenticatedClient Client, ClientType ClientType, bool Enabled, List<FoundSecret> Secrets);

internal sealed record FoundSecret(long Id, string Hash, DateTimeOffset? Expires, DateTimeOffset? LastUsed);
