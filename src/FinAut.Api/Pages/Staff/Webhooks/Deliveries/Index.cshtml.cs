using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks.Deliveries;

/// <summary>Every company's deliveries, the newest first.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db) : SitePage
{
    /// <summary>Only those to an endpoint.</summary>
    [FromQuery(Name = "endpoint")]
    public string? Endpoint { get; set; }

    /// <summary>Only those in a state.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; set; }

    /// <summary>Only those of an event.</summary>
    [FromQuery(Name = "event")]
    public string? Event { get; set; }

    /// <summary>Only those made on this day or later.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Only those made on this day or earlier.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>The deliveries on this page.</summary>
    public List<DeliveryRow> Deliveries { get; private set; } = [];

    /// <summary>To other pages.</summary>
    public PageLinks Links { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var chosen = db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking();
        if (Typed.Number(Endpoint, L, fault => Fault(nameof(Endpoint), fault)) is { } endpoint)
        {
            chosen = chosen.Where(d => d.EndpointId == endpoint);
        }

        if (Enum.TryParse<WebhookDeliveryState>(State, ignoreCase: true, out var state))
        {
            chosen = chosen.Where(d => d.State == state);
        }

        if (Enum.TryParse<WebhookEvent>(Event, ignoreCase: true, out var happened))
        {
            chosen = chosen.Where(d => d.Event == happened);
        }

        if (Typed.Date(From, L, fault => Fault(nameof(From), fault)) is { } from)
        {
            var start = OsloClock.StartOf(from);
            chosen = chosen.Where(d => d.Created >= start);
        }

        if (Typed.Date(To, L, fault => Fault(nameof(To), fault)) is { } to)
        {
            var end = OsloClock.StartOf(to.AddDays(1));
            chosen = chosen.Where(d => d.Created < end);
        }

        // A period is read by time: by number, the database would pass all that is newer first.
        var byTime = !string.IsNullOrEmpty(From) || !string.IsNullOrEmpty(To);
        if (PageLinks.AskedBefore(Request) is { } before)
        {
            var last = byTime ? await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.Id == before).Select(d => (DateTimeOffset?)d.Created).SingleOrDefaultAsync(cancellationToken) : null;
            chosen = byTime
                ? chosen.Where(d => d.Created <= last && (d.Created < last || d.Id < before))
                : chosen.Where(d => d.Id < before);
        }

        var newest = byTime ? chosen.OrderByDescending(d => d.Created).ThenByDescending(d => d.Id) : chosen.OrderByDescending(d => d.Id);
        var rows = ModelState.IsValid
            ? await newest.Take(PageLinks.Size + 1).Select(DeliveryRow.From).ToListAsync(cancellationToken)
            : [];
        Deliveries = [.. rows.Take(PageLinks.Size)];
        Links = PageLinks.Older(Request, rows.Count > PageLinks.Size ? Deliveries[^1].Id : null, L);
    }
}
