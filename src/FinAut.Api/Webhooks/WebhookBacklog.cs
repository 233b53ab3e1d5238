using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>What waits to be sent.</summary>
internal static class WebhookBacklog
{
    /// <summary>
    /// When the first of all deliveries is due, or was, UTC; null when none waits. What a pause holds back is due when the pause ends.
    /// </summary>
    /// <remarks>Reads the first row of each endpoint's index, however much is waiting.</remarks>
    public static Task<DateTimeOffset?> FirstDueAsync(FinAutDbContext db, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.State == WebhookEndpointState.Active)
            .Select(e => new
            {
                e.PausedUntil,
                Next = db.WebhookDeliveries.IgnoreQueryFilters()
                    .Where(d => d.EndpointId == e.Id && d.State == WebhookDeliveryState.Pending).Min(d => d.NextAttempt),
            })
            .Where(e => e.Next != null)
            .Select(e => e.PausedUntil > e.Next ? e.PausedUntil : e.Next)
            .MinAsync(cancellationToken);
}
