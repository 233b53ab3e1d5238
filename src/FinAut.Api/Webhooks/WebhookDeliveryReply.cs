using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Webhooks;

/// <summary>One post to one endpoint.</summary>
public sealed record WebhookDeliveryReply
{
    /// <summary>The delivery's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The endpoint.</summary>
    public required ResourceUrl Endpoint { get; init; }

    /// <summary><c>result</c>, <c>userstatus</c> or <c>ping</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The result or status; null for a ping or an example, and when the person has left your reach.</summary>
    public required ResourceUrl? Object { get; init; }

    /// <summary>Counts the events of the company; a later event has a higher number. 0 for a ping.</summary>
    public required long Sequence { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c>, <c>exhausted</c>, <c>held</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>The attempts, oldest first.</summary>
    public required IReadOnlyList<WebhookAttemptReply> Attempts { get; init; }

    /// <summary>When the next attempt is made, or null. While the endpoint pauses because its receiver cannot be reached: when the pause ends.</summary>
    public required DateTimeOffset? NextAttempt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was delivered first, or null.</summary>
    public required DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>What is read of a delivery: not the body, which can be long.</summary>
    internal static Expression<Func<WebhookDelivery, WebhookDeliveryRow>> Row { get; } = d => new WebhookDeliveryRow(
        d.Id,
        d.EndpointId,
        d.Event,
        d.ObjectId,
        d.UserId,
        d.Sequence,
        d.State,
        d.NextAttempt,
        d.Manual,
        d.Endpoint.PausedUntil,
        d.Created,
        d.DeliveredAt,
        d.Log.OrderBy(a => a.Number).Select(a => new WebhookAttemptRow(a.Number, a.Manual, a.At, a.DurationMs, a.Status, a.Error)).ToList());

    internal static WebhookDeliveryReply From(WebhookDeliveryRow row, bool isPersonSeen, ResourceUrls urls, DateTimeOffset now) => new()
    {
        Id = urls.WebhookDelivery(row.Id),
        Endpoint = urls.WebhookEndpoint(row.EndpointId),
        Event = WebhookPayloads.NameOf(row.Event),
        Object = !isPersonSeen || row.ObjectId == 0 ? null : row.Event switch
        {
            WebhookEvent.Result => urls.Result(row.ObjectId),
            WebhookEvent.UserStatus => urls.UserStatus(row.ObjectId),
            _ => null,
        },
        Sequence = row.Sequence,
        State = NameOf(row.State),
        Attempts = [.. row.Attempts.Select(a => new WebhookAttemptReply(a.Number, a.Manual ? "manual" : "schedule", a.At, a.DurationMs, a.Status, a.Error))],
        NextAttempt = WebhookDelivery.Expect(row.NextAttempt, row.Manual, row.PausedUntil, now),
        Created = row.Created,
        DeliveredAt = row.DeliveredAt,
    };

    internal static string NameOf(WebhookDeliveryState state) => state.ToString().ToLowerInvariant();
}

/// <summary>What is read of a delivery.</summary>
internal sealed record WebhookDeliveryRow(
    long Id,
    long EndpointId,
    WebhookEvent Event,
    long ObjectId,
    long UserId,
    long Sequence,
    WebhookDeliveryState State,
    DateTimeOffset? NextAttempt,
    bool Manual,
    DateTimeOffset? PausedUntil,
    DateTimeOffset Created,
    DateTimeOffset? DeliveredAt,
    List<WebhookAttemptRow> Attempts);

/// <summary>What is read of an attempt.</summary>
internal sealed record WebhookAttemptRow(int Number, bool Manual, DateTimeOffset At, int DurationMs, int? Status, string? Error);

/// <summary>One attempt at a delivery.</summary>
/// <param name="Number">Which attempt it was, from 1.</param>
/// <param name="Trigger"><c>schedule</c> or <c>manual</c>.</param>
/// <param name="At">When.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Status">The status code of the answer; null when none came.</param>
/// <param name="Error">The class of the failure, or null.</param>
public sealed record WebhookAttemptReply(int Number, string Trigger, DateTimeOffset At, int DurationMs, int? Status, string? Error);
