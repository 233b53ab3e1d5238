namespace FinAut.Domain.Webhooks;

/// <summary>What is known of an endpoint's failures.</summary>
/// <param name="FailingSince">The first failure after which there was no success, UTC.</param>
/// <param name="LastFailure">The last failure after which there was no success, UTC.</param>
/// <param name="TransportFailures">Attempts in a row that got no HTTP answer; what was under way when a pause began does not count.</param>
/// <param name="PausedUntil">Until when nothing is sent because the receiver cannot be reached, UTC.</param>
public sealed record EndpointHealth(
    DateTimeOffset? FailingSince, DateTimeOffset? LastFailure, int TransportFailures, DateTimeOffset? PausedUntil)
{
    /// <summary>No failures: a new endpoint, one that was enabled again, and any after a success.</summary>
    public static EndpointHealth Good { get; } = new(null, null, 0, null);
}

/// <summary>An endpoint's health after an attempt.</summary>
/// <param name="Health">The health.</param>
/// <param name="Action">What to do about it.</param>
public sealed record HealthStep(EndpointHealth Health, HealthAction Action);

/// <summary>What to do about an endpoint.</summary>
public enum HealthAction
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Tell its owner that it has failed for long.</summary>
    Warn = 1,

    /// <summary>Tell its owner, who was warned, that it works again.</summary>
    TellRecovered = 2,

    /// <summary>Disable it: nothing but failures for days.</summary>
    DisableFailing = 3,

    /// <summary>Disable it: the receiver answered 410.</summary>
    DisableGone = 4,
}

/// <summary>
/// When to warn of an endpoint's failures, pause it (the circuit breaker) and disable it. Attempts made by hand do not count; see
/// <see cref="AfterManual"/>.
/// </summary>
public sealed class EndpointHealthRules
{
    /// <summary>The rules unless set otherwise.</summary>
    public static EndpointHealthRules Default { get; } = new();

    /// <summary>How long an endpoint may do nothing but fail. A silence that long says nothing, and the count begins anew.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromHours(120);

    /// <summary>How far the first and the last failure lie apart at least before it is disabled: no burst of failures ever does that.</summary>
    public TimeSpan FailuresApart { get; init; } = TimeSpan.FromHours(12);

    /// <summary>After how long a time of nothing but failures to warn, in ascending order.</summary>
    public IReadOnlyList<TimeSpan> WarnAfter { get; init; } = [TimeSpan.FromHours(24), TimeSpan.FromHours(72)];

    /// <summary>After how many attempts in a row without an HTTP answer to pause.</summary>
    public int PauseAfterFailures { get; init; } = 5;

    /// <summary>The first pause; each is twice as long as the one before.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest pause.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The health after an attempt.</summary>
    /// <param name="health">The health before.</param>
    /// <param name="outcome">What came of the attempt.</param>
    /// <param name="now">When that was.</param>
    public HealthStep After(EndpointHealth health, AttemptOutcome outcome, DateTimeOffset now)
    {
        now = now.ToUniversalTime();
        if (outcome.IsDelivered)
        {
            var wasWarned = WarnAfter.Count > 0 && Lasted(health) >= WarnAfter[0];
            return new HealthStep(EndpointHealth.Good, wasWarned ? HealthAction.TellRecovered : HealthAction.None);
        }

        var since = FailingSince(health, now);

        // What ended before the last failure may be recorded after it, and must not make it warn once more.
        var last = since == health.FailingSince && health.LastFailure > now ? health.LastFailure : now;
        var next = AfterTransport(health, outcome.IsAnswered, now) with { FailingSince = since, LastFailure = last };
        return new HealthStep(next, outcome.IsGone ? HealthAction.DisableGone : ActionFor(health, next, now));
    }

    /// <summary>
    /// The health after an attempt made by hand, which counts neither as a success nor as a failure. An answer to it shows that the
    /// receiver can be reached, and so ends a pause.
    /// </summary>
    /// <param name="health">The health before.</param>
    /// <param name="outcome">What came of the attempt.</param>
    public static HealthStep AfterManual(EndpointHealth health, AttemptOutcome outcome) =>
        new(outcome.IsAnswered ? health with { TransportFailures = 0, PausedUntil = null } : health, HealthAction.None);

    /// <summary>
    /// Whether nothing is sent now. After a pause one delivery is sent, to probe.
    /// </summary>
    public bool IsPaused(EndpointHealth health, DateTimeOffset now) =>
        // A pause that ends later than any can was begun by a clock that ran ahead.
        health.PausedUntil is { } until && now < until && until - now <= MaxPause;

    private static TimeSpan Lasted(EndpointHealth health) => (health.LastFailure - health.FailingSince) ?? TimeSpan.Zero;

    // A clock that was set back must not leave a beginning that lies ahead.
    private DateTimeOffset FailingSince(EndpointHealth health, DateTimeOffset now) =>
        health.FailingSince is { } since && since <= now && now - health.LastFailure <= DisableAfter ? since : now;

    private HealthAction ActionFor(EndpointHealth before, EndpointHealth after, DateTimeOffset now)
    {
        var failing = now - after.FailingSince;
        if (failing >= DisableAfter && failing >= FailuresApart)
        {
            return HealthAction.DisableFailing;
        }

        var lastedBefore = before.FailingSince == after.FailingSince ? Lasted(before) : TimeSpan.Zero;
        return WarnAfter.Any(point => lastedBefore < point && point <= Lasted(after)) ? HealthAction.Warn : HealthAction.None;
    }

    private EndpointHealth AfterTransport(EndpointHealth health, bool isAnswered, DateTimeOffset now)
    {
        if (isAnswered)
        {
            return health with { TransportFailures = 0, PausedUntil = null };
        }

        // What fails during a pause was sent before it.
        if (IsPaused(health, now))
        {
            return health;
        }

        var failures = health.TransportFailures + 1;
        return health with { TransportFailures = failures, PausedUntil = failures < PauseAfterFailures ? null : now + Pause(failures) };
    }

    private TimeSpan Pause(int failures)
    {
        var pause = FirstPause;
        for (var i = PauseAfterFailures; i < failures && pause < MaxPause; i++)
        {
            pause *= 2;
        }

        return pause < MaxPause ? pause : MaxPause;
    }
}
