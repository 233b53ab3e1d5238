using System.Globalization;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>What a change by staff was posted as, for the page that is shown after it.</summary>
/// <param name="Rows">A row for each endpoint; none when nobody had an endpoint for it.</param>
internal sealed record PostedEvents(IReadOnlyList<PostedEvents.Row> Rows)
{
    private const string Key = "Posted";

    /// <summary>Keeps the numbers of the deliveries that were just saved until the next page reads them.</summary>
    public static void Remember(ITempDataDictionary temp, FinAutDbContext db) => temp[Key] = string.Join(
        ' ', db.ChangeTracker.Entries<WebhookDelivery>().Select(e => e.Entity.Id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What was remembered, with the state of each delivery now; null when nothing was.</summary>
    public static async Task<PostedEvents?> ReadAsync(ITempDataDictionary temp, FinAutDbContext db, CancellationToken cancellationToken)
    {
        if (temp[Key] is not string remembered)
        {
            return null;
        }

        var ids = remembered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => long.Parse(id, CultureInfo.InvariantCulture)).ToList();
        if (ids.Count == 0)
        {
            return new PostedEvents([]);
        }

        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking().Where(d => ids.Contains(d.Id)).OrderBy(d => d.Id)
            .Select(d => new
            {
                d.Id,
                d.Event,
                d.State,
                d.EndpointId,
                d.Endpoint.Url,
                Company = db.Companies.IgnoreQueryFilters().Where(c => c.Id == d.CompanyId).Select(c => c.Navn).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);

        // The host only: paths and queries of receivers hold keys at times.
        return new PostedEvents([.. deliveries.Select(d => new Row(d.Id, d.Event, d.State, d.EndpointId, new Uri(d.Url).Authority, d.Company ?? "–"))]);
    }

    /// <summary>A delivery.</summary>
    public sealed record Row(long Id, WebhookEvent Event, WebhookDeliveryState State, long EndpointId, string Host, string Company);
}
