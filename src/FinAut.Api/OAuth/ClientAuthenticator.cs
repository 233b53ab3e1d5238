using System.Text;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.OAuth;

/// <summary>An application that proved itself.</summary>
/// <param name="Id">The application's number.</param>
/// <param name="ClientId">Its client id.</param>
/// <param name="Scopes">What its tokens may be allowed at most.</param>
/// <param name="AllowClientCredentials">Whether it may use the client credentials grant.</param>
/// <param name="AllowIntrospection">Whether it may introspect tokens of others.</param>
public sealed record AuthenticatedClient(long Id, string ClientId, Scopes Scopes, bool AllowClientCredentials, bool AllowIntrospection);

/// <summary>Checks a client's id and secret, sent by HTTP Basic or in the body (RFC 6749 section 2.3.1).</summary>
public sealed class ClientAuthenticator(FinAutDbContext db, ClientLookup clients, FailedSecrets failures, TimeProvider time)
{
    // How exact the time of a secret's last use is: noting every use would write on every token.
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    // A failure is answered at the next of these beats: to look a known client up takes a little longer than to find none. They are
    // long enough to drown the millisecond by which timers are off.
    private static readonly TimeSpan FailureBeat = TimeSpan.FromMilliseconds(50);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The client, or the error that refuses it.</summary>
    internal async Task<(AuthenticatedClient? Client, OAuthErrorResult? Error)> AuthenticateAsync(
        HttpRequest request, OAuthForm form, CancellationToken cancellationToken)
    {
        if (ReadCredentials(request, form, out var clientId, out var secret) is { } malformed)
        {
            return (null, malformed);
        }

        var address = request.HttpContext.Connection.RemoteIpAddress;
        if (failures.WaitOf(address) is { } wait)
        {
            return (null, OAuthErrorResult.TooManyFailures(wait));
        }

        var started = time.GetTimestamp();
        var now = time.GetUtcNow();
        var isPossible = clientId is not null && Application.IsClientId(clientId);
        var found = isPossible ? clients.Remembered(clientId!) : null;
        var match = found is null ? null : Match(found, secret, now);
        if (match is null)
        {
            // What is remembered may be older than the secret.
            found = isPossible ? await clients.ReadAsync(clientId!, cancellationToken) : null;
            match = Match(found, secret, now);
        }

        if (found is { ClientType: ClientType.Public, Enabled: true })
        {
            return (null, OAuthErrorResult.Bad("unauthorized_client", "A public client cannot get tokens here."));
        }

        if (found is not { Enabled: true } || match is null)
        {
            if (secret is not null)
            {
                failures.Note(address);
            }

            await Task.Delay(FailureBeat - TimeSpan.FromTicks(time.GetElapsedTime(started).Ticks % FailureBeat.Ticks), time, cancellationToken);
            return (null, OAuthErrorResult.InvalidClient());
        }

        await NoteUseAsync(found.Client, match, secret!, now, cancellationToken);
        return (found.Client, null);
    }

    /// <summary>Whether an application is still there, whatever is remembered of it.</summary>
    internal async Task<bool> ExistsAsync(AuthenticatedClient client, CancellationToken cancellationToken) =>
        await clients.ReadAsync(client.ClientId, cancellationToken) is not null;

    private static OAuthErrorResult? ReadCredentials(HttpRequest request, OAuthForm form, out string? clientId, out string? secret)
    {
        (clientId, secret) = (form["client_id"], form["client_secret"]);
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            return null;
        }

        const string Scheme = "Basic ";
        if (header.Count > 1 || !header[0]!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return OAuthErrorResult.InvalidClient();
        }

        if (secret is not null)
        {
            return OAuthErrorResult.Bad("invalid_request", "The client authenticates in more than one way.");
        }

        var inBody = clientId;
        string[] halves;
        try
        {
            halves = StrictUtf8.GetString(Convert.FromBase64String(header[0]![Scheme.Length..].Trim())).Split(':', 2);
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return OAuthErrorResult.InvalidClient();
        }

        if (halves.Length != 2)
        {
            return OAuthErrorResult.InvalidClient();
        }

        (clientId, secret) = (OAuthForm.Decode(halves[0]), OAuthForm.Decode(halves[1]));
        return inBody is not null && inBody != clientId
            ? OAuthErrorResult.Bad("invalid_request", "The client id in the body differs from the one in the Authorization header.")
            : null;
    }

    // An unknown client costs the same comparison as a known one.
    private static FoundSecret? Match(FoundClient? client, string? secret, DateTimeOffset now)
    {
        var presented = secret ?? "";
        var live = client?.Secrets.Where(s => s.Expires is null || now < s.Expires).ToList() ?? [];
        if (live.Count == 0)
        {
            SecretHash.Verify(presented, SecretHash.OfNobody);
            return null;
        }

        var match = live.FindAll(s => SecretHash.Verify(presented, s.Hash)).FirstOrDefault();
        return secret is null ? null : match;
    }

    private async Task NoteUseAsync(AuthenticatedClient client, FoundSecret secret, string presented, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isForeign = SecretHash.IsForeign(secret.Hash);
        if (isForeign)
        {
            var hash = SecretHash.Of(presented);
            await db.ApplicationSecrets.Where(s => s.Id == secret.Id && s.Hash == secret.Hash)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Hash, hash), cancellationToken);
        }

        // A secret that came with its hash, or from before this was kept, shows its end at its first use.
        var lastFour = secret.LastFour is null ? SecretHash.LastFour(presented) : null;
        var isUseOld = lastFour is not null || secret.LastUsed is null || now - secret.LastUsed >= LastUsedPrecision;
        if (isUseOld)
        {
            await db.ApplicationSecrets.Where(s => s.Id == secret.Id && s.LastUsed == secret.LastUsed)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastUsed, now).SetProperty(s => s.LastFour, s => s.LastFour ?? lastFour), cancellationToken);
        }

        if (isForeign || isUseOld)
        {
            clients.Forget(client.ClientId);
        }
    }
}
