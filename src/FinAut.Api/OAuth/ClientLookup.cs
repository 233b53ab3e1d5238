using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>Finds applications by their client ids.</summary>
public sealed class ClientLookup(IDbContextFactory<FinAutDbContext> contexts, RecentAnswers<FoundClient> recent)
{
    /// <summary>The application as it was read within the last second, or null: then it must be read.</summary>
    public FoundClient? Remembered(string clientId) => recent.TryGet(clientId, out var client) ? client : null;

    /// <summary>The application as it is now, or null when there is none.</summary>
    public Task<FoundClient?> ReadAsync(string clientId, CancellationToken cancellationToken) => recent.AskAsync(clientId, async () =>
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Applications.AsNoTracking().Where(a => a.ClientId == clientId)
            .Select(a => new FoundClient(
                new AuthenticatedClient(a.Id, a.ClientId, a.Scopes, a.AllowClientCredentials, a.AllowIntrospection),
                a.ClientType,
                a.Enabled && a.ApiUser.Enabled,
                a.Secrets.Select(s => new FoundSecret(s.Id, s.Hash, s.Expires, s.LastUsed, s.LastFour)).ToList()))
            .SingleOrDefaultAsync(cancellationToken);
    });

    /// <summary>Makes this node read the application again at its next use.</summary>
    public void Forget(string clientId) => recent.Forget(clientId);
}

/// <summary>An application as it was read.</summary>
/// <param name="Client">What it may do once it has proved itself.</param>
/// <param name="ClientType">Whether it can keep a secret.</param>
/// <param name="Enabled">Whether it and its API user are.</param>
/// <param name="Secrets">Its secrets, also those that have ended.</param>
public sealed record FoundClient(AuthenticatedClient Client, ClientType ClientType, bool Enabled, List<FoundSecret> Secrets);

/// <summary>A secret as it was read.</summary>
/// <param name="Id">The secret's number.</param>
/// <param name="Hash">What is kept of it.</param>
/// <param name="Expires">When it ends, UTC, or null.</param>
/// <param name="LastUsed">About when it was last used, UTC, or null.</param>
/// <param name="LastFour">Its last four characters, or null while they are not known.</param>
public sealed record FoundSecret(long Id, string Hash, DateTimeOffset? Expires, DateTimeOffset? LastUsed, string? LastFour);
