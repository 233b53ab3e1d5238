using FinAut.Domain.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Webhooks;

/// <summary>
/// One post to one endpoint: a row of the outbox. It is written in the transaction of the change that it tells of, with the exact
/// text to send.
/// </summary>
public sealed class WebhookDelivery
{
    /// <summary>Longest event id, in characters.</summary>
    public const int EventIdMaxLength = 40;

    /// <summary>Longest correlation id, in characters.</summary>
    public const int CorrelationIdMaxLength = 64;

    private readonly List<WebhookAttempt> _log = [];

    /// <summary>The number in the delivery's URL.</summary>
    public long Id { get; init; }

    /// <summary>The company that it tells of; null for the post of a UserLogin client.</summary>
    public required long? CompanyId { get; init; }

    /// <summary>The endpoint.</summary>
    public required long EndpointId { get; init; }

    /// <summary>The <c>webhook-id</c>: the same for every endpoint, retry and replay of one event.</summary>
    public required string EventId { get; init; }

    /// <summary>What happened.</summary>
    public required WebhookEvent Event { get; init; }

    /// <summary>The number of the result, status or link; 0 for a ping or an example.</summary>
    public required long ObjectId { get; init; }

    /// <summary>The person concerned; 0 for a ping. For one endpoint and person, first attempts are made in the order of <see cref="Sequence"/>.</summary>
    public required long UserId { get; init; }

    /// <summary>Counts the events of the company; a later event has a higher number. 0 for a link made by UserLogin.</summary>
    public required long Sequence { get; init; }

    /// <summary>The exact text to post; null once it was purged, or the person erased.</summary>
    [Personal]
    public string? Payload { get; private set; }

    /// <summary>The correlation id of the request that caused it.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Where it stands.</summary>
    public WebhookDeliveryState State { get; private set; } = WebhookDeliveryState.Pending;

    /// <summary>Attempts made by schedule since it was last made pending.</summary>
    public int ScheduledAttempts { get; private set; }

    /// <summary>All attempts made.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether the next attempt was asked for by hand.</summary>
    public bool Manual { get; private set; }

    /// <summary>When the next attempt is due, UTC; null when none is.</summary>
    public DateTimeOffset? NextAttempt { get; private set; }

    /// <summary>The node that is at work on it.</summary>
    public Guid? ClaimedBy { get; private set; }

    /// <summary>Until when the node may be at work on it, UTC.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was delivered first, UTC, or null.</summary>
    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>The endpoint.</summary>
    public WebhookEndpoint Endpoint { get; private set; } = null!;

    /// <summary>What was attempted.</summary>
    public IReadOnlyList<WebhookAttempt> Log => _log;

    /// <summary>Whether it is a ping or an example: about nobody, and attempted once.</summary>
    public bool IsTest => ObjectId == 0;

    /// <summary>Makes a new delivery due, or keeps it for later.</summary>
    /// <param name="payload">The exact text to post.</param>
    /// <param name="due">When it is attempted first, UTC; null when the endpoint is not sent to now.</param>
    public WebhookDelivery Queue(string payload, DateTimeOffset? due)
    {
        Payload = payload;
        (State, NextAttempt) = (due is null ? WebhookDeliveryState.Held : WebhookDeliveryState.Pending, due);
        return this;
    }

    /// <summary>Makes it due by hand. One that was given up, or held, then follows the schedule from its beginning.</summary>
    /// <param name="at">When, UTC.</param>
    public void Replay(DateTimeOffset at)
    {
        ScheduledAttempts = State == WebhookDeliveryState.Pending ? ScheduledAttempts : 0;
        (State, NextAttempt, Manual) = (WebhookDeliveryState.Pending, at, true);

        // An attempt that is under way is not the one that was asked for.
        (ClaimedBy, ClaimedUntil) = (null, null);
    }

    /// <summary>Notes an attempt.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="now">When it ended, UTC.</param>
    /// <param name="schedule">When to try again.</param>
    public void NoteAttempt(AttemptOutcome outcome, DateTimeOffset now, RetrySchedule schedule)
    {
        Attempts++;

        // One made by hand beside a schedule that runs takes no turn of it.
        ScheduledAttempts += Manual && ScheduledAttempts > 0 ? 0 : 1;
        (ClaimedBy, ClaimedUntil, Manual) = (null, null, false);
        DeliveredAt = outcome.IsDelivered ? DeliveredAt ?? now : DeliveredAt;

        // A test is for somebody who waits, and what arrived once need not arrive again.
        NextAttempt = IsTest || DeliveredAt is not null ? null : schedule.Next(ScheduledAttempts, outcome, now);
        State = DeliveredAt is not null
            ? WebhookDeliveryState.Delivered
            : NextAttempt is null ? WebhookDeliveryState.Exhausted : WebhookDeliveryState.Pending;
    }

    /// <summary>
    /// When the next attempt can be made: not before an endpoint's pause ends, unless it was asked for by hand, and not in the past,
    /// in which every attempt lies that is due and not made yet.
    /// </summary>
    /// <param name="due">When the next attempt is due, or null when none is.</param>
    /// <param name="manual">Whether it was asked for by hand.</param>
    /// <param name="pausedUntil">When the endpoint's pause ends, or null.</param>
    /// <param name="now">UTC.</param>
    public static DateTimeOffset? Expect(DateTimeOffset? due, bool manual, DateTimeOffset? pausedUntil, DateTimeOffset now)
    {
        var earliest = !manual && pausedUntil > now ? pausedUntil.Value : now;
        return due < earliest ? earliest : due;
    }

    /// <summary>Keeps it unsent until it is replayed.</summary>
    public void Hold() => (State, NextAttempt) = (WebhookDeliveryState.Held, null);
}

/// <summary>What a delivery tells of.</summary>
public enum WebhookEvent
{
    /// <summary>A new or changed result.</summary>
    Result = 1,

    /// <summary>A new status.</summary>
    UserStatus = 2,

    /// <summary>A test of the endpoint.</summary>
    Ping = 3,

    /// <summary>A link made by UserLogin.</summary>
    UserLogin = 4,
}

/// <summary>Where a delivery stands.</summary>
public enum WebhookDeliveryState
{
    /// <summary>To be sent.</summary>
    Pending = 1,

    /// <summary>The receiver took it.</summary>
    Delivered = 2,

    /// <summary>Every attempt failed.</summary>
    Exhausted = 3,

    /// <summary>Not sent, because the endpoint was switched off.</summary>
    Held = 4,

    /// <summary>Never to be sent.</summary>
    Cancelled = 5,
}

/// <summary>One attempt at a delivery.</summary>
public sealed class WebhookAttempt
{
    /// <summary>Longest error, in characters.</summary>
    public const int ErrorMaxLength = 300;

    /// <summary>The attempt's row number.</summary>
    public long Id { get; init; }

    /// <summary>The delivery.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Whether it was asked for by hand.</summary>
    public required bool Manual { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required int DurationMs { get; init; }

    /// <summary>The status code, or null when no answer came.</summary>
    public required int? Status { get; init; }

    /// <summary>The class of the failure, or null.</summary>
    public required string? Error { get; init; }

    /// <summary>JSON for staff: address, times, headers and the beginning of the body of the answer. Empty once the person was erased.</summary>
    [Personal]
    public required string Exchange { get; init; }
}

/// <summary>The last number that a company's events got.</summary>
public sealed class WebhookSequence
{
    /// <summary>The company.</summary>
    public required long CompanyId { get; init; }

    /// <summary>The last number.</summary>
    public required long Last { get; init; }
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.Property(d => d.EventId).HasMaxLength(WebhookDelivery.EventIdMaxLength);
        builder.Property(d => d.CorrelationId).HasMaxLength(WebhookDelivery.CorrelationIdMaxLength);
        builder.Property(d => d.Event).HasConversion<short>();
        builder.Property(d => d.State).HasConversion<short>();
        builder.HasOne(d => d.Endpoint).WithMany().HasForeignKey(d => d.EndpointId).OnDelete(DeleteBehavior.Cascade);
        builder.Ignore(d => d.IsTest);
        builder.HasIndex(d => new { d.EndpointId, d.Id });
        builder.HasIndex(d => new { d.CompanyId, d.Id });
        builder.HasIndex(d => new { d.EndpointId, d.State, d.Id });
        builder.HasIndex(d => new { d.State, d.Id });
        builder.HasIndex(d => new { d.Event, d.Id });
        builder.HasIndex(d => new { d.Created, d.State });
    }
}

internal sealed class WebhookAttemptConfiguration : IEntityTypeConfiguration<WebhookAttempt>
{
    public void Configure(EntityTypeBuilder<WebhookAttempt> builder)
    {
        builder.ToTable("WebhookAttempts");
        builder.Property(a => a.Error).HasMaxLength(WebhookAttempt.ErrorMaxLength);
        builder.HasOne<WebhookDelivery>().WithMany(d => d.Log).HasForeignKey(a => a.DeliveryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(a => a.At);
    }
}

internal sealed class WebhookSequenceConfiguration : IEntityTypeConfiguration<WebhookSequence>
{
    public void Configure(EntityTypeBuilder<WebhookSequence> builder)
    {
        builder.ToTable("WebhookSequences");
        builder.HasKey(s => s.CompanyId);
        builder.Property(s => s.CompanyId).ValueGeneratedNever();
    }
}
