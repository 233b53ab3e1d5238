using System.Security.Claims;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Throttling;
using FinAut.Api.Webhooks;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff;

/// <summary>How things stand today.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db, IOptions<ThrottleOptions> throttle, OsloClock clock) : SitePage
{
    /// <summary>Hours of deliveries that are shown.</summary>
    public const int Hours = 24;

    /// <summary>Percent of a limit from which on a client is near it.</summary>
    public const int NearPercent = 80;

    private const int MaxClients = 10;
    private const int MaxEndpoints = 20;
    private const int MaxAccounts = 10;

    /// <summary>Today's figures.</summary>
    public Figures Today { get; private set; } = null!;

    /// <summary>Deliveries made in each of the last hours, the oldest first.</summary>
    public List<Hour> Deliveries { get; private set; } = [];

    /// <summary>The API users that have used most of their present windows.</summary>
    public List<Client> Clients { get; private set; } = [];

    /// <summary>Requests in all present windows.</summary>
    public long Requests { get; private set; }

    /// <summary>Present windows.</summary>
    public int Windows { get; private set; }

    /// <summary>Endpoints that are not sent to, or whose last attempt failed.</summary>
    public List<Endpoint> Endpoints { get; private set; } = [];

    /// <summary>Whether there are more of them than are shown.</summary>
    public bool MoreEndpoints { get; private set; }

    /// <summary>Sign-ins that failed lately, the most failures first.</summary>
    public List<FailedSignIn> SignIns { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        Today = await ReadFiguresAsync(now, OsloClock.StartOf(clock.Today), cancellationToken);
        await ReadDeliveriesAsync(now, cancellationToken);
        await ReadWindowsAsync(now, cancellationToken);
        await ReadEndpointsAsync(now, cancellationToken);
        SignIns = await db.Accounts.AsNoTracking().Where(a => a.FailedSignIns > 0)
            .OrderByDescending(a => a.LockedUntil > now).ThenByDescending(a => a.FailedSignIns).ThenBy(a => a.Id).Take(MaxAccounts)
            .Select(a => new FailedSignIn(a.Id, a.ApiUserId, a.UserId, a.UserName, a.FailedSignIns, a.LockedUntil > now ? a.LockedUntil : null))
            .ToListAsync(cancellationToken);
    }

    private async Task<Figures> ReadFiguresAsync(DateTimeOffset now, DateTimeOffset midnight, CancellationToken cancellationToken)
    {
        // A token ends so long after it was issued; its end is what the table is sorted by.
        var expires = midnight.AddSeconds(AccessToken.LifetimeSeconds);
        return new Figures(
            await db.AccessTokens.CountAsync(t => t.Expires >= expires, cancellationToken),
            await db.Users.IgnoreQueryFilters().CountAsync(u => u.Created >= midnight, cancellationToken),
            await db.Results.IgnoreQueryFilters().CountAsync(r => r.Created >= midnight, cancellationToken),
            await db.UserStatuses.IgnoreQueryFilters().CountAsync(s => s.Created >= midnight, cancellationToken),
            await WebhookBacklog.FirstDueAsync(db, cancellationToken) is { } due && due <= now ? due : null,
            await db.WebhookEndpoints.IgnoreQueryFilters().CountAsync(
                e => e.State == WebhookEndpointState.Disabled || e.State == WebhookEndpointState.Failed || e.State == WebhookEndpointState.Gone, cancellationToken),
            await db.Accounts.CountAsync(a => a.LockedUntil > now, cancellationToken));
    }

    private async Task ReadDeliveriesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var thisHour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        var first = thisHour.AddHours(1 - Hours);
        var made = await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.Created >= first)
            .GroupBy(d => new { d.Created.Hour, d.State })
            .Select(g => new { g.Key.Hour, g.Key.State, Count = g.Count() })
            .ToListAsync(cancellationToken);
        Deliveries =
        [
            .. Enumerable.Range(0, Hours).Select(offset => first.AddHours(offset)).Select(hour =>
            {
                int Count(params WebhookDeliveryState[] states) => made.Where(m => m.Hour == hour.Hour && states.Contains(m.State)).Sum(m => m.Count);
                return new Hour(
                    OsloClock.InOslo(hour).Hour,
                    Count(WebhookDeliveryState.Delivered),
                    Count(WebhookDeliveryState.Pending, WebhookDeliveryState.Held),
                    Count(WebhookDeliveryState.Exhausted, WebhookDeliveryState.Cancelled));
            }),
        ];
    }

    // The health of an endpoint says nothing of attempts made by hand, so the attempts themselves are asked.
    private async Task ReadEndpointsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now.AddHours(-Hours);
        var tried = await db.WebhookAttempts.Where(a => a.At >= since)
            .Join(db.WebhookDeliveries.IgnoreQueryFilters(), a => a.DeliveryId, d => d.Id, (a, d) => new { d.EndpointId, a.At, a.Error })
            .GroupBy(a => a.EndpointId)
            .Select(g => new
            {
                EndpointId = g.Key,
                Attempts = g.Count(),
                Successes = g.Count(a => a.Error == null),
                Last = g.Max(a => a.At),
                LastSuccess = g.Max(a => a.Error == null ? (DateTimeOffset?)a.At : null),
            })
            .ToDictionaryAsync(g => g.EndpointId, cancellationToken);
        var failing = tried.Values.Where(t => t.LastSuccess is null || t.LastSuccess < t.Last).Select(t => t.EndpointId).ToList();
        var rows = await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking()
            .Where(e => e.State == WebhookEndpointState.Disabled || e.State == WebhookEndpointState.Failed || e.State == WebhookEndpointState.Gone
                || (e.State == WebhookEndpointState.Active && (e.FailingSince != null || failing.Contains(e.Id))))
            .OrderByDescending(e => e.State).ThenBy(e => e.Id).Take(MaxEndpoints + 1)
            .Select(e => new { e.Id, e.State, IsPaused = e.PausedUntil > now, e.FailingSince })
            .ToListAsync(cancellationToken);
        MoreEndpoints = rows.Count > MaxEndpoints;
        var owners = await db.OwnersAsync(rows.ConvertAll(e => e.Id), cancellationToken);
        Endpoints =
        [
            .. rows.Take(MaxEndpoints).Select(e => new Endpoint(
                e.Id,
                owners[e.Id].Text,
                e.State,
                e.IsPaused,
                e.FailingSince,
                tried.GetValueOrDefault(e.Id)?.Attempts ?? 0,
                tried.GetValueOrDefault(e.Id)?.Successes ?? 0)),
        ];
    }

    private async Task ReadWindowsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (over, usual) = (now - throttle.Value.Window, throttle.Value.PermitLimit);
        var present = db.ThrottleWindows.AsNoTracking().Where(w => w.Started > over);
        var sums = await present.GroupBy(_ => 1).Select(g => new { Windows = g.Count(), Requests = g.Sum(w => (long)w.Count) }).SingleOrDefaultAsync(cancellationToken);
        (Windows, Requests) = (sums?.Windows ?? 0, sums?.Requests ?? 0);
        var rows = await present.Join(db.ApiUsers, w => w.ApiUserId, u => u.Id, (w, u) => new { u.Id, u.UserName, w.Count, Limit = u.PermitLimit ?? usual, w.Started })
            .OrderByDescending(w => (double)w.Count / w.Limit).ThenBy(w => w.Id).Take(MaxClients)
            .ToListAsync(cancellationToken);
        Clients = rows.ConvertAll(w => new Client(w.Id, w.UserName, Math.Min(w.Count, w.Limit), w.Limit, w.Started + throttle.Value.Window));
    }

    /// <summary>Figures of today.</summary>
    public sealed record Figures(
        int Tokens, int People, int Results, int Statuses, DateTimeOffset? OldestDue, int EndpointsOff, int LockedAccounts);

    /// <summary>Deliveries made in an hour of Oslo's clocks, by what became of them.</summary>
    public sealed record Hour(int Start, int Delivered, int Waiting, int Failed)
    {
        /// <summary>All of them.</summary>
        public int Total => Delivered + Waiting + Failed;
    }

    /// <summary>An API user's present window.</summary>
    public sealed record Client(long Id, string Name, int Count, int Limit, DateTimeOffset Ends)
    {
        /// <summary>How much of the limit is used.</summary>
        public int Percent => (int)(100L * Count / Limit);
    }

    /// <summary>An endpoint that needs a look, with its attempts in the last hours.</summary>
    public sealed record Endpoint(
        long Id, string Owner, WebhookEndpointState State, bool IsPaused, DateTimeOffset? FailingSince, int Attempts, int Successes);

    /// <summary>Failed sign-ins of an account.</summary>
    public sealed record FailedSignIn(long Id, long? ApiUserId, long? UserId, string Name, int Failures, DateTimeOffset? LockedUntil)
    {
        /// <summary>The page about whose account it is, or null for a visitor who may not see that one.</summary>
        public string? PathFor(ClaimsPrincipal visitor) =>
            ApiUserId is { } apiUser ? $"/staff/api-users/{apiUser}/"
            : UserId is { } person ? $"/staff/candidates/{person}/"
            : visitor.IsInRole(nameof(StaffRole.Administrator)) ? $"/staff/accounts/{Id}/"
            : null;
    }
}
