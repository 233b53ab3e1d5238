using System.Linq.Expressions;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>A delivery in a list.</summary>
internal sealed record DeliveryRow(
    long Id,
    long EndpointId,
    WebhookEvent Event,
    long ObjectId,
    WebhookDeliveryState State,
    int Attempts,
    int? LastStatus,
    string? LastError,
    DateTimeOffset? Due,
    bool Manual,
    DateTimeOffset? PausedUntil,
    DateTimeOffset Created)
{
    /// <summary>What is read of a delivery.</summary>
    public static Expression<Func<WebhookDelivery, DeliveryRow>> From { get; } = d => new DeliveryRow(
        d.Id,
        d.EndpointId,
        d.Event,
        d.ObjectId,
        d.State,
        d.Attempts,
        d.Log.OrderByDescending(a => a.Number).Select(a => a.Status).FirstOrDefault(),
        d.Log.OrderByDescending(a => a.Number).Select(a => a.Error).FirstOrDefault(),
        d.NextAttempt,
        d.Manual,
        d.Endpoint.PausedUntil,
        d.Created);

    /// <summary>When the next attempt is made, or null.</summary>
    public DateTimeOffset? NextAttempt(DateTimeOffset now) => WebhookDelivery.Expect(Due, Manual, PausedUntil, now);
}

/// <summary>Deliveries to show.</summary>
/// <param name="Rows">The deliveries.</param>
/// <param name="OfOneEndpoint">Whether they are all one endpoint's.</param>
/// <param name="Empty">What to say when there are none.</param>
internal sealed record DeliveryTable(IReadOnlyList<DeliveryRow> Rows, bool OfOneEndpoint, string Empty);
