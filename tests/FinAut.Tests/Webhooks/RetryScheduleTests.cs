using FinAut.Domain.Webhooks;
using FsCheck;
using FsCheck.Fluent;

namespace FinAut.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private static readonly AttemptOutcome Failed = new(500);
    private static readonly DateTimeOffset Start = new(2026, 10, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    [Fact]
    public void Ten_attempts_are_made_in_75_hours_and_35_minutes()
    {
        var attempts = Attempts(new RetrySchedule(RetrySchedule.DefaultDelays, () => 0.5), Start);

        Assert.Equal(
            [
                "00:00:00", "00:00:05", "00:05:05", "00:35:05", "02:35:05", "07:35:05", "17:35:05", "1.07:35:05", "2.03:35:05", "3.03:35:05",
            ],
            attempts.Select(at => (at - Start).ToString()));
    }

    [Theory]
    [InlineData("2026-10-23T16:00:00+02:00")]
    [InlineData("2027-03-26T16:00:00+01:00")]
    [InlineData("2026-10-25T02:59:59+02:00")]
    [InlineData("2027-03-28T01:59:59+01:00")]
    public void Daylight_saving_changes_no_wait(string start)
    {
        var inOslo = DateTimeOffset.Parse(start);
        var schedule = new RetrySchedule(RetrySchedule.DefaultDelays, () => 0.5);

        var attempts = Attempts(schedule, inOslo, at => TimeZoneInfo.ConvertTime(at, Oslo));

        Assert.NotEqual(inOslo.Offset, TimeZoneInfo.ConvertTime(attempts[^1], Oslo).Offset);
        Assert.Equal(Attempts(schedule, inOslo.ToUniversalTime()), attempts);
        Assert.All(attempts, at => Assert.Equal(TimeSpan.Zero, at.Offset));
    }

    [Fact]
    public void Every_wait_lies_between_four_and_six_fifths_of_its_length()
    {
        var waits = Enumerable.Range(0, 2000).Select(_ => Waits(new RetrySchedule(RetrySchedule.DefaultDelays))).ToList();

        for (var i = 0; i < RetrySchedule.DefaultDelays.Count; i++)
        {
            var delay = RetrySchedule.DefaultDelays[i];
            var seen = waits.ConvertAll(w => w[i]);
            Assert.All(seen, wait => Assert.InRange(wait, delay * 0.8, delay * 1.2));
            if (delay > TimeSpan.Zero)
            {
                Assert.InRange(seen.Min(), delay * 0.8, delay * 0.82);
                Assert.InRange(seen.Max(), delay * 1.18, delay * 1.2);
            }
        }
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(502, false)]
    [InlineData(503, false)]
    [InlineData(504, false)]
    [InlineData(null, true)]
    [InlineData(200, true)]
    public void A_receiver_that_has_too_much_to_do_is_left_alone_for_a_minute(int? status, bool timedOut)
    {
        var waits = Enumerable.Range(0, 1000)
            .Select(_ => new RetrySchedule(RetrySchedule.DefaultDelays).Next(1, new AttemptOutcome(status, timedOut), Start)!.Value - Start).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90)));
        Assert.True(waits.Distinct().Count() > 900, "Those that failed together return together.");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(null)]
    public void Any_other_is_tried_again_soon(int? status)
    {
        var next = new RetrySchedule(RetrySchedule.DefaultDelays).Next(1, new AttemptOutcome(status), Start);

        Assert.InRange(next!.Value, Start.AddSeconds(4), Start.AddSeconds(6));
    }

    [Fact]
    public void A_longer_wait_stays_as_it_is_when_the_receiver_has_too_much_to_do() =>
        Assert.Equal(Start.AddHours(2), new RetrySchedule(RetrySchedule.DefaultDelays, () => 0.5).Next(4, new AttemptOutcome(503), Start));

    [Theory]
    [InlineData(500, 1, 1, 5)]
    [InlineData(500, 1, 30, 30)]
    [InlineData(503, 1, 1, 75)]
    [InlineData(503, 1, 600, 600)]
    [InlineData(429, 2, 10, 300)]
    [InlineData(429, 1, 86_400, 86_400)]
    [InlineData(429, 1, 86_401, 86_400)]
    [InlineData(503, 9, 3600, 86_400)]
    [InlineData(503, 1, -5, 75)]
    public void Retry_After_is_honoured_up_to_a_day_and_never_shortens_a_wait(int status, int attempt, int retryAfter, int seconds)
    {
        var schedule = new RetrySchedule(RetrySchedule.DefaultDelays, () => 0.5);

        var next = schedule.Next(attempt, new AttemptOutcome(status, RetryAfter: TimeSpan.FromSeconds(retryAfter)), Start);

        Assert.Equal(Start.AddSeconds(seconds), next);
    }

    [Fact]
    public void An_absurd_Retry_After_is_a_day()
    {
        var schedule = new RetrySchedule(RetrySchedule.DefaultDelays);

        Assert.Equal(Start.AddDays(1), schedule.Next(1, new AttemptOutcome(429, RetryAfter: TimeSpan.MaxValue), Start));
        Assert.InRange(schedule.Next(1, new AttemptOutcome(500, RetryAfter: TimeSpan.MinValue), Start)!.Value, Start.AddSeconds(4), Start.AddSeconds(6));
    }

    [Fact]
    public void What_was_delivered_or_tried_often_enough_is_not_tried_again()
    {
        var schedule = new RetrySchedule(RetrySchedule.DefaultDelays);

        Assert.Null(schedule.Next(1, new AttemptOutcome(204), Start));
        Assert.NotNull(schedule.Next(9, Failed, Start));
        Assert.Null(schedule.Next(10, Failed, Start));
        Assert.Null(schedule.Next(10, new AttemptOutcome(429, RetryAfter: TimeSpan.FromHours(1)), Start));
        Assert.Null(schedule.Next(1000, Failed, Start));
    }

    [Fact]
    public void A_schedule_of_ones_own_is_kept()
    {
        var schedule = new RetrySchedule([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)], () => 0.5);

        Assert.Equal(2, schedule.MaxAttempts);
        Assert.Equal(Start.AddSeconds(10), schedule.First(Start));
        Assert.Equal(Start.AddSeconds(20), schedule.Next(1, Failed, Start));
        Assert.Null(schedule.Next(2, Failed, Start));
    }

    [Fact]
    public void A_schedule_that_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RetrySchedule([]));
        Assert.Throws<ArgumentException>(() => new RetrySchedule([TimeSpan.FromSeconds(-1)]));
        Assert.Throws<ArgumentException>(() => new RetrySchedule([RetrySchedule.MaxDelay + TimeSpan.FromTicks(1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule([TimeSpan.Zero]).Next(0, Failed, Start));
    }

    // A row that is due later than the longest wait from now was planned by a clock that ran ahead: that is how it is found.
    [Fact]
    public void No_attempt_is_planned_later_than_the_longest_wait() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<int>().Select(i => Math.Abs(i % 700_000)).NonEmptyListOf().Resize(12).ToArbitrary(),
        Gen.Choose(0, 599).ToArbitrary(),
        Gen.Choose(-10, 200_000).ToArbitrary(),
        (delays, status, retryAfter) =>
        {
            var schedule = new RetrySchedule([.. delays.Select(s => TimeSpan.FromSeconds(Math.Min(s, 604_800)))]);
            for (var made = 1; made <= schedule.MaxAttempts; made++)
            {
                var outcome = new AttemptOutcome(status == 0 ? null : status, status % 7 == 0, TimeSpan.FromSeconds(retryAfter));
                if (schedule.Next(made, outcome, Start) is { } next)
                {
                    Assert.InRange(next, Start, Start + schedule.LongestWait);
                    Assert.True(next >= Start + (TimeSpan.FromSeconds(Math.Min(delays[made], 604_800)) * 0.8));
                }
            }
        }).QuickCheckThrowOnFailure();

    private static List<TimeSpan> Waits(RetrySchedule schedule)
    {
        var attempts = Attempts(schedule, Start);
        return [.. attempts.Select((at, i) => at - (i == 0 ? Start : attempts[i - 1]))];
    }

    private static List<DateTimeOffset> Attempts(RetrySchedule schedule, DateTimeOffset created, Func<DateTimeOffset, DateTimeOffset>? clock = null)
    {
        var attempts = new List<DateTimeOffset>();
        for (DateTimeOffset? at = schedule.First(created); at is { } due; at = schedule.Next(attempts.Count, Failed, clock?.Invoke(due) ?? due))
        {
            attempts.Add(due);
        }

        return attempts;
    }
}
