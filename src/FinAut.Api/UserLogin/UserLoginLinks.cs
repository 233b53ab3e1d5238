using System.Data.Common;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.UserLogin;

/// <summary>Makes links between people and LMSs, and takes them back.</summary>
internal sealed class UserLoginLinks(FinAutDbContext db, RetrySchedule schedule, WebhookSignal signal, TimeProvider time)
{
    /// <summary>How long a browser waits for the first attempt to post a new link.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int Tries = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The client of a slug; null for one that is unknown or shut, or whose API user is.</summary>
    public async Task<UserLoginTarget?> FindClientAsync(string? slug, CancellationToken cancellationToken)
    {
        if (!UserLoginClient.IsSlug(slug))
        {
            return null;
        }

        return await db.UserLoginClients.AsNoTracking()
            .Where(c => c.Slug == slug && c.Enabled)
            .Join(db.ApiUsers.Where(u => u.Enabled), c => c.ApiUserId, u => u.Id, (c, u) => new UserLoginTarget(c.Id, c.Name, u.UserName, c.RedirectUrl))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>How a person and an identifier in an LMS stand to each other.</summary>
    public async Task<LinkStanding> StandingAsync(long clientId, long userId, string extUserId, CancellationToken cancellationToken)
    {
        var links = await db.UserLoginLinks.IgnoreQueryFilters().AsNoTracking()
            .Where(l => l.ClientId == clientId && l.Revoked == null && (l.UserId == userId || l.ExtUserId == extUserId))
            .Select(l => new { l.UserId, l.ExtUserId })
            .ToListAsync(cancellationToken);
        return links.Exists(l => l.UserId == userId && l.ExtUserId == extUserId) ? LinkStanding.Linked
            : links.Exists(l => l.ExtUserId == extUserId) ? LinkStanding.TakenByAnother
            : links.Count > 0 ? LinkStanding.LinkedOtherwise
            : LinkStanding.None;
    }

    /// <summary>
    /// Makes the link that a candidate consented to, and with it the delivery that tells the LMS; then waits a little for the first
    /// attempt to deliver it.
    /// </summary>
    /// <returns>How the two stand now: linked, or what stands against it.</returns>
    public async Task<LinkStanding> LinkAsync(long clientId, long userId, string extUserId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var standing = await StandingAsync(clientId, userId, extUserId, cancellationToken);
            if (standing != LinkStanding.None)
            {
                return standing;
            }

            try
            {
                await AwaitAttemptAsync(await AddAsync(clientId, userId, extUserId, cancellationToken), cancellationToken);
                return LinkStanding.Linked;
            }
            catch (DbUpdateException exception) when (db.IsUniqueViolation(exception) && attempt < Tries)
            {
                // Another tab was faster, or another's first link made the client's endpoint.
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Takes a link back: its encrypted id is of no use from now on, and what was not posted yet never is.</summary>
    /// <returns>False when there is no such link.</returns>
    public async Task<bool> RevokeAsync(long linkId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var link = await db.UserLoginLinks.IgnoreQueryFilters().SingleOrDefaultAsync(l => l.Id == linkId && l.Revoked == null, cancellationToken);
        if (link is null)
        {
            return false;
        }

        link.Revoke(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => d.Endpoint.UserLoginClientId == link.ClientId && d.Event == WebhookEvent.UserLogin && d.ObjectId == linkId)
            .Where(d => d.State == WebhookDeliveryState.Pending || d.State == WebhookDeliveryState.Held)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, WebhookDeliveryState.Cancelled).SetProperty(d => d.NextAttempt, (DateTimeOffset?)null)
                    .SetProperty(d => d.Manual, valueExpression: false)
                    .SetProperty(d => d.ClaimedBy, (Guid?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null),
                cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // The link and the delivery, or neither.
    private async Task<long> AddAsync(long clientId, long userId, string extUserId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var link = new UserLoginLink
        {
            ClientId = clientId,
            UserId = userId,
            ExtUserId = extUserId,
            EncryptedUserId = UserLoginLink.NewEncryptedUserId(),
            Created = now,
        };
        await db.UserLoginLinks.AddAsync(link, cancellationToken);

        var client = await db.UserLoginClients.SingleAsync(c => c.Id == clientId, cancellationToken);
        var endpoint = await db.FollowAsync(client, now, cancellationToken);
        var delivery = new WebhookDelivery
        {
            EndpointId = endpoint.Id,
            CompanyId = null,
            EventId = WebhookPayloads.NewEventId(),
            Event = WebhookEvent.UserLogin,
            ObjectId = link.Id,
            UserId = userId,
            Sequence = 0,
            CorrelationId = db.Actor.CorrelationId,
            Created = now,
        };
        delivery.Queue(UserLoginPost.Of(extUserId, link.EncryptedUserId), endpoint.State == WebhookEndpointState.Active ? schedule.First(now) : null);
        await db.WebhookDeliveries.AddAsync(delivery, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.NotifyDispatchersAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Set();
        return delivery.Id;
    }

    // Any node may make the attempt, so the row is asked. The link stands, whatever comes of asking.
    private async Task AwaitAttemptAsync(long deliveryId, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestWait);
        try
        {
            while (await db.WebhookDeliveries.IgnoreQueryFilters()
                .AnyAsync(d => d.Id == deliveryId && d.State == WebhookDeliveryState.Pending && d.Attempts == 0, patience.Token))
            {
                await Task.Delay(Pause, patience.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || exception.GetBaseException() is DbException or TimeoutException or IOException)
        {
            // It is posted later.
        }
    }
}

/// <summary>A client as a candidate meets it.</summary>
/// <param name="Id">The client's number.</param>
/// <param name="Name">The name that candidates see.</param>
/// <param name="ApiUser">The name of the API user that may use the encrypted ids.</param>
/// <param name="RedirectUrl">Where the browser goes afterwards.</param>
internal sealed record UserLoginTarget(long Id, string Name, string ApiUser, string RedirectUrl)
{
    /// <summary>Scheme, host and port of <see cref="RedirectUrl"/>.</summary>
    public string RedirectOrigin
    {
        get
        {
            var url = new Uri(RedirectUrl);
            return $"{url.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : ":" + url.Port)}";
        }
    }
}

/// <summary>How a person and an identifier in an LMS stand to each other.</summary>
internal enum LinkStanding
{
    /// <summary>Neither is linked.</summary>
    None,

    /// <summary>They are linked to each other.</summary>
    Linked,

    /// <summary>The identifier is linked to another person.</summary>
    TakenByAnother,

    /// <summary>The person is linked to another identifier.</summary>
    LinkedOtherwise,
}
