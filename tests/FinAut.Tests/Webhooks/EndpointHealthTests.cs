using FinAut.Domain.Webhooks;
using FsCheck;
using FsCheck.Fluent;

namespace FinAut.Tests.Webhooks;

public sealed class EndpointHealthTests
{
    private static readonly AttemptOutcome Delivered = new(200);
    private static readonly AttemptOutcome Failed = new(500);
    private static readonly AttemptOutcome Unreachable = new(null);
    private static readonly DateTimeOffset Start = new(2026, 10, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly EndpointHealthRules Rules = EndpointHealthRules.Default;

    [Fact]
    public void Hours_of_failures_warn_twice_and_then_disable()
    {
        var actions = Hourly(EndpointHealth.Good, Failed, from: 0, to: 121);

        Assert.Equal([(24, HealthAction.Warn), (72, HealthAction.Warn), (120, HealthAction.DisableFailing), (121, HealthAction.DisableFailing)], actions);
    }

    [Fact]
    public void Any_number_of_failures_alone_disables_nothing()
    {
        var health = EndpointHealth.Good;
        for (var i = 0; i < 100_000; i++)
        {
            (health, var action) = Step(health, Failed, Start.AddSeconds(i));
            Assert.True(action is HealthAction.None or HealthAction.Warn);
        }
    }

    [Fact]
    public void Two_failures_at_the_ends_of_120_hours_disable()
    {
        var (health, _) = Step(EndpointHealth.Good, Failed, Start);

        Assert.Equal(HealthAction.DisableFailing, Rules.After(health, Failed, Start.AddHours(120)).Action);
        Assert.NotEqual(HealthAction.DisableFailing, Rules.After(health, Failed, Start.AddHours(120).AddTicks(-1)).Action);
    }

    [Fact]
    public void Failures_that_lie_close_together_never_disable_however_short_the_limit()
    {
        var rules = new EndpointHealthRules { DisableAfter = TimeSpan.FromHours(1), WarnAfter = [] };
        var health = rules.After(EndpointHealth.Good, Failed, Start).Health;
        for (var minute = 1; minute <= 720; minute++)
        {
            (health, var action) = rules.After(health, Failed, Start.AddMinutes(minute));
            Assert.Equal(minute < 720 ? HealthAction.None : HealthAction.DisableFailing, action);
        }
    }

    [Fact]
    public void One_success_resets_the_count()
    {
        var health = Run(EndpointHealth.Good, Failed, hours: 119);

        (health, var action) = Step(health, Delivered, Start.AddHours(119.5));

        Assert.Equal(EndpointHealth.Good, health);
        Assert.Equal(HealthAction.TellRecovered, action);
        Assert.Equal([(24, HealthAction.Warn), (72, HealthAction.Warn), (120, HealthAction.DisableFailing)], Hourly(health, Failed, from: 0, to: 120));
    }

    [Fact]
    public void A_success_after_a_short_time_of_failures_is_not_told()
    {
        var health = Run(EndpointHealth.Good, Failed, hours: 23);

        Assert.Equal(HealthAction.None, Rules.After(health, Delivered, Start.AddHours(200)).Action);
        Assert.Equal(HealthAction.None, Rules.After(EndpointHealth.Good, Delivered, Start).Action);
    }

    [Fact]
    public void A_410_disables_at_once() =>
        Assert.Equal(HealthAction.DisableGone, Rules.After(EndpointHealth.Good, new AttemptOutcome(410), Start).Action);

    [Fact]
    public void A_quiet_endpoint_is_warned_of_and_disabled_when_it_fails_at_each_of_its_few_events()
    {
        var (health, _) = Step(EndpointHealth.Good, Failed, Start);

        (health, var second) = Step(health, Failed, Start.AddHours(80));
        var (_, third) = Step(health, Failed, Start.AddHours(160));

        Assert.Equal((HealthAction.Warn, HealthAction.DisableFailing), (second, third));
    }

    [Fact]
    public void A_silence_of_days_between_two_failures_disables_nothing()
    {
        var (health, _) = Step(EndpointHealth.Good, Failed, Start);

        Assert.Equal([(1024, HealthAction.Warn), (1072, HealthAction.Warn), (1120, HealthAction.DisableFailing)], Hourly(health, Failed, from: 1000, to: 1120));
    }

    [Theory]
    [InlineData("2026-10-23T16:00:00+02:00")]
    [InlineData("2027-03-26T16:00:00+01:00")]
    public void Daylight_saving_shortens_and_lengthens_nothing(string start)
    {
        var oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
        var inOslo = DateTimeOffset.Parse(start);
        var (health, _) = Step(EndpointHealth.Good, Failed, inOslo);
        var last = TimeZoneInfo.ConvertTime(inOslo.AddHours(120), oslo);

        Assert.NotEqual(inOslo.Offset, last.Offset);
        Assert.Equal(HealthAction.DisableFailing, Rules.After(health, Failed, last).Action);
        Assert.NotEqual(HealthAction.DisableFailing, Rules.After(health, Failed, last.AddMinutes(-1)).Action);
        Assert.Equal(TimeSpan.Zero, Rules.After(health, Unreachable, last).Health.LastFailure!.Value.Offset);
    }

    [Fact]
    public void A_clock_that_is_set_back_before_the_first_failure_lets_the_count_begin_there()
    {
        var health = Run(EndpointHealth.Good, Failed, hours: 100);
        (health, _) = Step(health, Failed, Start.AddDays(-30));

        Assert.Equal(Start.AddDays(-30), health.FailingSince);
        Assert.Equal(
            [(-720 + 24, HealthAction.Warn), (-720 + 72, HealthAction.Warn), (-720 + 120, HealthAction.DisableFailing)],
            Hourly(health, Failed, from: -719, to: -600));
    }

    [Fact]
    public void A_clock_that_is_set_back_an_hour_only_moves_the_end_by_an_hour()
    {
        var health = Run(EndpointHealth.Good, Failed, hours: 100);

        Assert.Equal([(120, HealthAction.DisableFailing)], Hourly(health, Failed, from: 99, to: 120));
    }

    [Fact]
    public void A_failure_that_is_recorded_after_a_later_one_does_not_lead_to_a_second_warning()
    {
        var health = Run(EndpointHealth.Good, Failed, hours: 72);

        (health, var late) = Step(health, Failed, Start.AddHours(72).AddSeconds(-1));
        (health, var next) = Step(health, Failed, Start.AddHours(73));

        Assert.Equal((HealthAction.None, HealthAction.None), (late, next));
        Assert.Equal((Start, Start.AddHours(73)), (health.FailingSince, health.LastFailure));
    }

    [Fact]
    public void A_clock_that_is_set_ahead_by_days_disables_nothing()
    {
        var health = Run(EndpointHealth.Good, Failed, hours: 1);

        (health, var ahead) = Step(health, Failed, Start.AddDays(10));
        var (corrected, back) = Step(health, Failed, Start.AddHours(2));

        Assert.Equal((HealthAction.None, HealthAction.None), (ahead, back));
        Assert.Equal(Start.AddHours(2), corrected.FailingSince);
    }

    [Fact]
    public void Five_attempts_without_an_answer_pause_for_a_minute()
    {
        var health = EndpointHealth.Good;
        for (var i = 0; i < 4; i++)
        {
            (health, _) = Step(health, Unreachable, Start.AddSeconds(i));
            Assert.False(Rules.IsPaused(health, Start.AddSeconds(i)));
        }

        (health, _) = Step(health, Unreachable, Start.AddSeconds(4));

        Assert.Equal(Start.AddSeconds(64), health.PausedUntil);
        Assert.True(Rules.IsPaused(health, Start.AddSeconds(63.9)));
        Assert.False(Rules.IsPaused(health, Start.AddSeconds(64)));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void Any_answer_breaks_the_row_and_ends_a_pause(int status)
    {
        var four = Repeat(EndpointHealth.Good, Unreachable, 4);
        Assert.Equal(0, Rules.After(four, new AttemptOutcome(status), Start).Health.TransportFailures);
        Assert.Null(Repeat(Rules.After(four, new AttemptOutcome(status), Start).Health, Unreachable, 4).PausedUntil);

        var paused = Repeat(EndpointHealth.Good, Unreachable, 5);
        Assert.Null(Rules.After(paused, new AttemptOutcome(status), Start.AddMinutes(2)).Health.PausedUntil);
    }

    [Fact]
    public void Answers_however_bad_never_pause() =>
        Assert.Null(Repeat(EndpointHealth.Good, new AttemptOutcome(503), 1000).PausedUntil);

    [Fact]
    public void What_was_under_way_when_the_pause_began_does_not_lengthen_it()
    {
        var paused = Repeat(EndpointHealth.Good, Unreachable, 5);

        var after = Repeat(paused, Unreachable, 64);

        Assert.Equal((paused.PausedUntil, paused.TransportFailures), (after.PausedUntil, after.TransportFailures));
    }

    [Fact]
    public void Each_probe_doubles_the_pause_up_to_half_an_hour()
    {
        var (health, now) = (Repeat(EndpointHealth.Good, Unreachable, 5), Start);
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            pauses.Add((health.PausedUntil!.Value - now).TotalSeconds);
            now = health.PausedUntil.Value;
            (health, _) = Step(health, Unreachable, now);
        }

        Assert.Equal([60, 120, 240, 480, 960, 1800, 1800, 1800], pauses);
    }

    [Fact]
    public void A_failure_after_the_pause_lengthens_it_once()
    {
        var health = Repeat(EndpointHealth.Good, Unreachable, 5);
        var now = health.PausedUntil!.Value;

        (health, _) = Step(health, Unreachable, now);
        var others = Repeat(health, Unreachable, 3, now);

        Assert.Equal(now.AddSeconds(120), others.PausedUntil);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(10_000)]
    public void A_clock_that_is_set_back_does_not_leave_an_endpoint_paused(int hours)
    {
        var paused = Repeat(EndpointHealth.Good, Unreachable, 5);

        Assert.False(Rules.IsPaused(paused, Start.AddHours(-hours)));
    }

    [Fact]
    public void An_endpoint_that_was_enabled_again_begins_with_nothing_against_it()
    {
        Assert.Equal(new EndpointHealth(null, null, 0, null), EndpointHealth.Good);
        Assert.False(Rules.IsPaused(EndpointHealth.Good, Start));
        Assert.Equal((120, HealthAction.DisableFailing), Hourly(EndpointHealth.Good, Failed, from: 0, to: 120)[^1]);
    }

    [Fact]
    public void Whatever_happens_and_however_the_clock_is_set_the_rules_hold() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 4), Gen.Choose(-50_000, 100_000)).ListOf().Resize(200).ToArbitrary(),
        events =>
        {
            var (health, now) = (EndpointHealth.Good, Start);
            foreach (var (kind, seconds) in events)
            {
                now = now.AddSeconds(seconds);
                var outcome = kind switch { 0 => Delivered, 1 => Failed, 2 => new AttemptOutcome(null, TimedOut: true), _ => Unreachable };
                var before = health;
                (health, var action) = Rules.After(health, outcome, now);

                Assert.Equal(outcome.IsDelivered, health == EndpointHealth.Good);
                Assert.True(health.FailingSince is null || health.FailingSince <= now);
                Assert.True(health.PausedUntil is null || health.TransportFailures >= Rules.PauseAfterFailures);
                Assert.False(Rules.IsPaused(health, now) && health.PausedUntil - now > Rules.MaxPause);
                Assert.True(action != HealthAction.DisableFailing || now - before.FailingSince >= Rules.DisableAfter);
            }
        }).QuickCheckThrowOnFailure();

    private static (EndpointHealth Health, HealthAction Action) Step(EndpointHealth health, AttemptOutcome outcome, DateTimeOffset now)
    {
        var step = Rules.After(health, outcome, now);
        return (step.Health, step.Action);
    }

    private static EndpointHealth Run(EndpointHealth health, AttemptOutcome outcome, int hours)
    {
        for (var hour = 0; hour <= hours; hour++)
        {
            (health, _) = Step(health, outcome, Start.AddHours(hour));
        }

        return health;
    }

    private static EndpointHealth Repeat(EndpointHealth health, AttemptOutcome outcome, int times, DateTimeOffset? now = null)
    {
        for (var i = 0; i < times; i++)
        {
            (health, _) = Step(health, outcome, now ?? Start);
        }

        return health;
    }

    // What was to be done, and in which hour.
    private static List<(int Hour, HealthAction Action)> Hourly(EndpointHealth health, AttemptOutcome outcome, int from, int to)
    {
        var actions = new List<(int, HealthAction)>();
        for (var hour = from; hour <= to; hour++)
        {
            (health, var action) = Step(health, outcome, Start.AddHours(hour));
            if (action != HealthAction.None)
            {
                actions.Add((hour, action));
            }
        }

        return actions;
    }
}
