using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Every company's endpoints, and those of UserLogin clients.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db, TimeProvider time) : SitePage
{
    /// <summary>The value of <see cref="Company"/> for the endpoints of UserLogin clients.</summary>
    public const string OfUserLogin = "userlogin";

    /// <summary>Only the endpoints of a company.</summary>
    [FromQuery(Name = "company")]
    public string? Company { get; set; }

    /// <summary>Only the endpoints in a state.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; set; }

    /// <summary>The endpoints on this page.</summary>
    public List<Row> Endpoints { get; private set; } = [];

    /// <summary>Companies that have endpoints.</summary>
    public List<(long Id, string Name)> Companies { get; private set; } = [];

    /// <summary>To other pages.</summary>
    public PageLinks Links { get; private set; } = null!;

    /// <summary>Whether anything was asked for.</summary>
    public bool IsFiltered => !string.IsNullOrEmpty(Company) || !string.IsNullOrEmpty(State);

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().Where(e => e.State != WebhookEndpointState.Deleted);
        var companies = await db.Companies.IgnoreQueryFilters().AsNoTracking().Where(c => all.Any(e => e.CompanyId == c.Id)).OrderBy(c => c.Navn).Select(c => new { c.Id, c.Navn }).ToListAsync(cancellationToken);
        Companies = companies.ConvertAll(c => (c.Id, c.Navn));

        var chosen = all;
        if (Company == OfUserLogin)
        {
            chosen = chosen.Where(e => e.UserLoginClientId != null);
        }
        else if (Typed.Number(Company, L, _ => Fault(nameof(Company), L["Velg en eier.", "Choose an owner."])) is { } company)
        {
            chosen = chosen.Where(e => e.CompanyId == company);
        }

        chosen = State switch
        {
            null or "" => chosen,
            WebhookTexts.Paused => chosen.Where(e => e.State == WebhookEndpointState.Active && e.PausedUntil > now),
            _ when Enum.TryParse<WebhookEndpointState>(State, ignoreCase: true, out var state) => chosen.Where(e => e.State == state),
            _ => chosen.Where(_ => false),
        };
        var page = await PageLinks.PageAsync(Request, chosen, cancellationToken);
        var rows = await chosen.OrderBy(e => e.Id).Skip((page - 1) * PageLinks.Size).Take(PageLinks.Size + 1)
            .Select(e => new
            {
                e.Id,
                e.Kind,
                e.Url,
                e.State,
                e.FailingSince,
                e.PausedUntil,
            })
            .ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(e => e.Id);
        var owners = await db.OwnersAsync(ids, cancellationToken);
        var waiting = (await db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => ids.Contains(d.EndpointId))
            .Where(d => d.State == WebhookDeliveryState.Pending || d.State == WebhookDeliveryState.Held || d.State == WebhookDeliveryState.Exhausted)
            .GroupBy(d => new { d.EndpointId, d.State })
            .Select(g => new { g.Key.EndpointId, g.Key.State, Count = g.Count() })
            .ToListAsync(cancellationToken)).ToDictionary(g => (g.EndpointId, g.State), g => g.Count);
        int Count(long id, WebhookDeliveryState state) => waiting.GetValueOrDefault((id, state));

        Links = PageLinks.Numbered(Request, page, rows.Count > PageLinks.Size, L);
        Endpoints =
        [
            .. rows.Take(PageLinks.Size).Select(e => new Row(
                e.Id,
                owners[e.Id],
                e.Kind,

                // The host only: paths and queries of receivers hold keys at times.
                new Uri(e.Url).Authority,
                e.State,
                e.PausedUntil > now,
                e.FailingSince,
                Count(e.Id, WebhookDeliveryState.Pending),
                Count(e.Id, WebhookDeliveryState.Held),
                Count(e.Id, WebhookDeliveryState.Exhausted))),
        ];
    }

    /// <summary>An endpoint in the list.</summary>
    public sealed record Row(
        long Id,
        EndpointOwner Owner,
        WebhookKind Kind,
        string Host,
        WebhookEndpointState State,
        bool IsPaused,
        DateTimeOffset? FailingSince,
        int Pending,
        int Held,
        int Exhausted);
}
