using System.Runtime.CompilerServices;
using System.Text.Json;
using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.UserLogin;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>
/// Writes a delivery for every new status and every new or changed result, and for every endpoint of the person's company that
/// wants it, in the transaction of the change. No write can forget it, and none can tell of a change that was rolled back. Keeps
/// the endpoints of UserLogin clients in line with their clients, too.
/// </summary>
internal sealed class OutboxInterceptor(IOptions<PublicOptions> options, RetrySchedule schedule, WebhookSignal signal, TimeProvider time) : SaveChangesInterceptor
{
    // Asked at every write, whether or not anybody listens.
    private readonly Func<FinAutDbContext, long, IAsyncEnumerable<Destination>> _endpointsOf = EF.CompileAsyncQuery((FinAutDbContext db, long companyId) =>
        db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking()
            .Where(e => e.CompanyId == companyId && e.State != WebhookEndpointState.Deleted)
            .Select(e => new Destination(e.Id, companyId, e.Kind, e.AppNames, e.BodyForm, e.State)));

    // The transactions begun here, which end with the save that they belong to.
    private readonly ConditionalWeakTable<DbContext, IDbContextTransaction> _transactions = [];

    private ResourceUrls Urls => new(options.Value.HostUrl ?? PublicOptions.DemoHostUrl);

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var db = (FinAutDbContext)eventData.Context!;
        var changes = db.ChangeTracker.Entries().Where(IsPosted).ToList();
        await FollowClientsAsync(db, cancellationToken);
        var isWoken = db.ChangeTracker.Entries<WebhookEndpoint>().Any(IsSentToAgain);
        if (changes.Count > 0 || isWoken)
        {
            try
            {
                await AddDeliveriesAsync(db, changes, cancellationToken);
                if (isWoken)
                {
                    await BeginAsync(db, cancellationToken);
                    await db.NotifyDispatchersAsync(cancellationToken);
                }
            }
            catch
            {
                await RollBackAsync(db);
                throw;
            }
        }

        return result;
    }

    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (Take(eventData.Context!) is { } taken)
        {
            await using var transaction = taken;
            await transaction.CommitAsync(cancellationToken);
            signal.Set();
        }

        return result;
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        RollBackAsync(eventData.Context!);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        RollBackAsync(eventData.Context!);

    private static bool IsPosted(EntityEntry entry) => entry.Entity switch
    {
        UserStatus => entry.State == EntityState.Added,
        Result => entry.State is EntityState.Added or EntityState.Modified,
        _ => false,
    };

    // Enabled, or no longer paused: what waits for it is due now.
    private static bool IsSentToAgain(EntityEntry<WebhookEndpoint> endpoint) =>
        endpoint is { State: EntityState.Modified, Entity: { State: WebhookEndpointState.Active, PausedUntil: null } }
        && (endpoint.Property(e => e.State).IsModified || endpoint.Property(e => e.PausedUntil).IsModified);

    private static long PersonOf(EntityEntry entry) => entry.Entity is UserStatus status ? status.UserId : ((Result)entry.Entity).UserId;

    private static async Task<Dictionary<long, long>> CompaniesAsync(FinAutDbContext db, List<EntityEntry> changes, CancellationToken cancellationToken)
    {
        var people = changes.Select(PersonOf).Concat(changes.Select(e => e.Entity).OfType<UserStatus>().Select(s => s.StatusSetById)).ToHashSet();
        var companies = db.ChangeTracker.Entries<User>().Where(u => people.Contains(u.Entity.Id)).ToDictionary(u => u.Entity.Id, u => u.Entity.CompanyId);
        var missing = people.Except(companies.Keys).ToList();
        if (missing.Count > 0)
        {
            var read = await db.Users.IgnoreQueryFilters().AsNoTracking().Where(u => missing.Contains(u.Id))
                .Select(u => new { u.Id, u.CompanyId }).ToListAsync(cancellationToken);
            read.ForEach(u => companies[u.Id] = u.CompanyId);
        }

        return companies;
    }

    private static bool Wants(Destination endpoint, EntityEntry change)
    {
        var (kind, ordning) = change.Entity is UserStatus status
            ? (WebhookKind.UserStatuses, status.OrdningId)
            : (WebhookKind.Results, ((Result)change.Entity).OrdningId);
        return (endpoint.Kind == kind || endpoint.Kind == WebhookKind.All)
            && (endpoint.AppNames.Length == 0 || endpoint.AppNames.Split(' ').Contains(OrdningCatalogue.Get(ordning).AppName));
    }

    // A client's endpoint goes where the client's record says.
    private async Task FollowClientsAsync(FinAutDbContext db, CancellationToken cancellationToken)
    {
        foreach (var client in db.ChangeTracker.Entries<UserLoginClient>().Where(c => c.State is EntityState.Added or EntityState.Modified).ToList())
        {
            await db.FollowAsync(client.Entity, time.GetUtcNow(), cancellationToken);

            // A save looks for changes before interceptors come to it.
            db.ChangeTracker.DetectChanges();
        }
    }

    private async Task AddDeliveriesAsync(FinAutDbContext db, List<EntityEntry> changes, CancellationToken cancellationToken)
    {
        var companies = await CompaniesAsync(db, changes, cancellationToken);
        var byCompany = changes.GroupBy(c => companies[PersonOf(c)]).OrderBy(g => g.Key).ToList();
        var concerned = new List<IGrouping<long, EntityEntry>>();
        foreach (var group in byCompany)
        {
            if (await _endpointsOf(db, group.Key).AnyAsync(e => group.Any(c => Wants(e, c)), cancellationToken))
            {
                concerned.Add(group);
            }
        }

        if (concerned.Count == 0)
        {
            return;
        }

        await BeginAsync(db, cancellationToken);
        var isSent = false;
        foreach (var group in concerned)
        {
            var sequence = await db.TakeSequenceAsync(group.Key, group.Count(), cancellationToken) - group.Count();

            // Asked again: from here on nobody switches the company's endpoints on or off before this is committed.
            var endpoints = await _endpointsOf(db, group.Key).ToListAsync(cancellationToken);
            foreach (var change in group)
            {
                sequence++;
                isSent |= await AddDeliveriesAsync(db, change, sequence, endpoints.FindAll(e => Wants(e, change)), companies, cancellationToken);
            }
        }

        if (isSent)
        {
            await db.NotifyDispatchersAsync(cancellationToken);
        }
    }

    private async Task<bool> AddDeliveriesAsync(
        FinAutDbContext db,
        EntityEntry change,
        long sequence,
        List<Destination> endpoints,
        Dictionary<long, long> companies,
        CancellationToken cancellationToken)
    {
        var (now, eventId) = (time.GetUtcNow(), WebhookPayloads.NewEventId());
        var plain = Payload(change.Entity, companies[PersonOf(change)], companies);
        foreach (var endpoint in endpoints)
        {
            var delivery = new WebhookDelivery
            {
                EndpointId = endpoint.Id,
                CompanyId = endpoint.CompanyId,
                EventId = eventId,
                Event = change.Entity is UserStatus ? WebhookEvent.UserStatus : WebhookEvent.Result,
                ObjectId = (long)change.Property("Id").CurrentValue!,
                UserId = PersonOf(change),
                Sequence = sequence,
                CorrelationId = db.Actor.CorrelationId,
                Created = now,
            };
            var payload = endpoint.BodyForm == WebhookBodyForm.Envelope ? WebhookPayloads.Envelope(delivery.Event, now, plain) : plain;
            await db.WebhookDeliveries.AddAsync(delivery.Queue(payload, endpoint.IsSentTo ? schedule.First(now) : null), cancellationToken);
        }

        return endpoints.Exists(e => e.IsSentTo);
    }

    private string Payload(object changed, long companyId, Dictionary<long, long> companies) => changed is UserStatus s
        ? JsonSerializer.Serialize(
            UserStatusReply.From(
                UserStatusRow.Of(s) with { StatusSetById = companies.GetValueOrDefault(s.StatusSetById) == companyId ? s.StatusSetById : null },
                Urls),
            ApiJson.Context.UserStatusReply)
        : JsonSerializer.Serialize(ResultReply.From(ResultReply.ToRow((Result)changed), Urls), ApiJson.Context.ResultReply);

    private async Task BeginAsync(FinAutDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
        {
            _transactions.AddOrUpdate(db, await db.Database.BeginTransactionAsync(cancellationToken));
        }
    }

    private async Task RollBackAsync(DbContext db)
    {
        if (Take(db) is { } transaction)
        {
            await transaction.DisposeAsync();
        }
    }

    private IDbContextTransaction? Take(DbContext db)
    {
        if (!_transactions.TryGetValue(db, out var transaction))
        {
            return null;
        }

        _transactions.Remove(db);

        // The framework does not tell of a save that was overtaken by another: its transaction ended otherwise, and the context may be
        // another request's by now.
        return transaction == db.Database.CurrentTransaction ? transaction : null;
    }

    private sealed record Destination(
        long Id, long CompanyId, WebhookKind Kind, string AppNames, WebhookBodyForm BodyForm, WebhookEndpointState State)
    {
        public bool IsSentTo => State == WebhookEndpointState.Active;
    }
}
