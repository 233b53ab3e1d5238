using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>What people and clients do to deliveries by hand.</summary>
public sealed class WebhookOutbox(FinAutDbContext db, WebhookSignal signal, TimeProvider time)
{
    /// <summary>How many deliveries are made due by one call at most.</summary>
    public const int MaxReplayed = 10_000;

    private const int ReplayedPerSecond = 10;

    /// <summary>Makes a ping of an endpoint due at once.</summary>
    public Task<WebhookDelivery> PingAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        AddTestAsync(endpoint, WebhookEvent.Ping, WebhookPayloads.Ping, cancellationToken);

    /// <summary>Makes an example due at once: an event that never happened, as the endpoint would get it.</summary>
    public Task<WebhookDelivery> SendExampleAsync(WebhookEndpoint endpoint, WebhookEvent happened, CancellationToken cancellationToken)
    {
        var plain = WebhookPayloads.Example(happened);
        return AddTestAsync(
            endpoint,
            happened,
            endpoint.BodyForm == WebhookBodyForm.Envelope ? WebhookPayloads.Envelope(happened, time.GetUtcNow(), plain) : plain,
            cancellationToken);
    }

    /// <summary>Makes a delivery due at once, whatever became of it before.</summary>
    public async Task ReplayAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        delivery.Replay(time.GetUtcNow());
        await SaveAndNotifyAsync(cancellationToken);
    }

    /// <summary>Makes chosen deliveries due again by hand, ten a second; what is deleted or purged cannot be.</summary>
    /// <returns>How many were made due, <see cref="MaxReplayed"/> at most.</returns>
    public Task<int> ReplayAsync(WebhookReplay replay, CancellationToken cancellationToken)
    {
        var (delivery, endpoint, from, to, states) = replay;
        var chosen = db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => d.Payload != null && d.State != WebhookDeliveryState.Pending && d.Endpoint.State != WebhookEndpointState.Deleted)
            .Where(d => (delivery == null || d.Id == delivery) && (endpoint == null || d.EndpointId == endpoint))
            .Where(d => (from == null || d.Created >= from) && (to == null || d.Created < to));
        if (states is not null)
        {
            chosen = chosen.Where(d => states.Contains(d.State));
        }

        return ReplayAsync(chosen, ReplayedPerSecond, MaxReplayed, cancellationToken);
    }

    /// <summary>Makes deliveries due again by hand, the oldest first and so many a second.</summary>
    /// <param name="deliveries">Which; those that are waiting already are left alone.</param>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>How many were made due.</returns>
    public async Task<int> ReplayAsync(IQueryable<WebhookDelivery> deliveries, int perSecond, int max, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ids = await deliveries.OrderBy(d => d.Sequence).ThenBy(d => d.Id).Take(max).Select(d => d.Id).ToListAsync(cancellationToken);
        var due = time.GetUtcNow();
        var count = 0;
        foreach (var chunk in ids.Chunk(perSecond))
        {
            var at = due;
            count += await db.WebhookDeliveries.IgnoreQueryFilters()
                .Where(d => chunk.Contains(d.Id) && d.State != WebhookDeliveryState.Pending && d.Payload != null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(d => d.State, WebhookDeliveryState.Pending).SetProperty(d => d.NextAttempt, at)
                        .SetProperty(d => d.Manual, true).SetProperty(d => d.ScheduledAttempts, 0),
                    cancellationToken);
            due = due.AddSeconds(1);
        }

        await db.NotifyDispatchersAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Set();
        return count;
    }

    /// <summary>Keeps what is due to an endpoint until it is replayed.</summary>
    public static Task HoldAsync(FinAutDbContext db, long endpointId, CancellationToken cancellationToken) =>
        EndAsync(db, endpointId, WebhookDeliveryState.Held, cancellationToken);

    /// <summary>Gives up what was not delivered to an endpoint.</summary>
    public static Task CancelAsync(FinAutDbContext db, long endpointId, CancellationToken cancellationToken) =>
        EndAsync(db, endpointId, WebhookDeliveryState.Cancelled, cancellationToken);

    private static Task<int> EndAsync(FinAutDbContext db, long endpointId, WebhookDeliveryState state, CancellationToken cancellationToken) =>
        db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => d.EndpointId == endpointId)
            .Where(d => d.State == WebhookDeliveryState.Pending || (d.State == WebhookDeliveryState.Held && state == WebhookDeliveryState.Cancelled))
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, state).SetProperty(d => d.NextAttempt, (DateTimeOffset?)null).SetProperty(d => d.Manual, false)
                    .SetProperty(d => d.ClaimedBy, (Guid?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null),
                cancellationToken);

    private async Task<WebhookDelivery> AddTestAsync(WebhookEndpoint endpoint, WebhookEvent happened, string payload, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var test = new WebhookDelivery
        {
            EndpointId = endpoint.Id,
            CompanyId = endpoint.CompanyId,
            EventId = WebhookPayloads.NewEventId(),
            Event = happened,
            ObjectId = 0,
            UserId = 0,
            Sequence = 0,
            CorrelationId = db.Actor.CorrelationId,
            Created = now,
        };
        test.Queue(payload, due: now).Replay(now);
        await db.WebhookDeliveries.AddAsync(test, cancellationToken);
        await SaveAndNotifyAsync(cancellationToken);
        return test;
    }

    private async Task SaveAndNotifyAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.NotifyDispatchersAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Set();
    }
}

/// <summary>Which deliveries are posted again.</summary>
/// <param name="DeliveryId">One delivery, or null.</param>
/// <param name="EndpointId">Those of an endpoint, or null.</param>
/// <param name="From">Those made then or later, UTC, or null.</param>
/// <param name="To">Those made before then, UTC, or null.</param>
/// <param name="States">Where they stand, or null for wherever.</param>
public sealed record WebhookReplay(
    long? DeliveryId, long? EndpointId, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<WebhookDeliveryState>? States)
{
    /// <summary>Where a delivery stands that was not delivered and waits for nothing but a replay.</summary>
    public static IReadOnlyList<WebhookDeliveryState> Undelivered { get; } = [WebhookDeliveryState.Exhausted, WebhookDeliveryState.Held];

    /// <summary>Where a delivery stands that was made while its endpoint was off.</summary>
    public static IReadOnlyList<WebhookDeliveryState> Held { get; } = [WebhookDeliveryState.Held];
}
