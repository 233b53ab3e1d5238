using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.UserLogin;

/// <summary>What staff do to a client's record beyond its plain fields.</summary>
internal sealed class UserLoginClients(FinAutDbContext db, WebhookSecrets secrets, TimeProvider time)
{
    /// <summary>Sets the secret that signs the client's posts, or none. One from before ends at once. The caller saves.</summary>
    /// <param name="client">The client, tracked and with a number.</param>
    /// <param name="secret">The secret, or null for unsigned posts.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task SetSecretAsync(UserLoginClient client, WebhookSecret? secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var endpoint = await db.FollowAsync(client, now, cancellationToken);
        endpoint.EndSecrets(now);
        if (secret is { } wanted)
        {
            secrets.Add(endpoint, wanted, now, TimeSpan.Zero);
        }
    }

    /// <summary>Whether the client's posts are signed.</summary>
    public async Task<bool> IsSignedAsync(long clientId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.WebhookEndpoints.IgnoreQueryFilters()
            .AnyAsync(e => e.UserLoginClientId == clientId && e.Secrets.Any(s => s.Expires == null || s.Expires > now), cancellationToken);
    }
}

internal static class UserLoginEndpoints
{
    /// <summary>The endpoint of a client, made when there is none yet, and brought in line with the client's record. The caller saves.</summary>
    public static async Task<WebhookEndpoint> FollowAsync(
        this FinAutDbContext db, UserLoginClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var endpoint = db.WebhookEndpoints.Local.FirstOrDefault(e => e.UserLoginClientId == client.Id)
            ?? await db.WebhookEndpoints.IgnoreQueryFilters().Include(e => e.Secrets)
                .SingleOrDefaultAsync(e => e.UserLoginClientId == client.Id, cancellationToken);
        if (endpoint is null)
        {
            endpoint = new WebhookEndpoint
            {
                CompanyId = null,
                UserLoginClientId = client.Id,
                Kind = WebhookKind.UserLogin,
                Url = client.PostUrl,
                Created = now,
            };
            await db.WebhookEndpoints.AddAsync(endpoint, cancellationToken);
        }

        // A new address forgives what went wrong at the old one.
        var moved = endpoint.Url != client.PostUrl;
        endpoint.Url = client.PostUrl;
        if (!client.Enabled)
        {
            endpoint.Enable(false);
        }
        else if (moved || endpoint.State is WebhookEndpointState.Disabled or WebhookEndpointState.Deleted)
        {
            endpoint.Enable(true);
        }

        return endpoint;
    }
}
