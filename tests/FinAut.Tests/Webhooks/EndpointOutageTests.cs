using FinAut.Domain.Webhooks;

namespace FinAut.Tests.Webhooks;

/// <summary>Schedule and health together, over days of simulated time with an event every hour.</summary>
public sealed class EndpointOutageTests
{
    private static readonly AttemptOutcome Delivered = new(204);
    private static readonly AttemptOutcome Unreachable = new(null);
    private static readonly AttemptOutcome Failed = new(500);

    [Fact]
    public void A_receiver_that_cannot_be_reached_for_a_weekend_gets_most_within_half_an_hour_of_its_return_and_loses_nothing()
    {
        var endpoint = new Endpoint(hour => hour < 65 ? Unreachable : Delivered);

        endpoint.RunUntil(65 + 29);

        Assert.Equal(endpoint.Events, endpoint.DeliveredAt.Count);
        Assert.InRange(endpoint.DeliveredAt.Count(hour => hour < 65.51), 50, 65);
        Assert.Equal(0, endpoint.Exhausted);
        Assert.InRange(endpoint.Failures, 65, 65 * 3);
        Assert.Equal([HealthAction.Warn, HealthAction.TellRecovered], endpoint.Actions.Select(a => a.Action));
        Assert.InRange(endpoint.Actions[0].Hour, 24, 24.6);
    }

    [Fact]
    public void A_receiver_that_answers_with_errors_for_a_weekend_loses_nothing_either()
    {
        var endpoint = new Endpoint(hour => hour < 65 ? Failed : Delivered);

        endpoint.RunUntil(65 + 29);

        Assert.Equal(endpoint.Events, endpoint.DeliveredAt.Count);
        Assert.Equal(0, endpoint.Exhausted);
        Assert.Equal([HealthAction.Warn, HealthAction.TellRecovered], endpoint.Actions.Select(a => a.Action));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_receiver_that_never_returns_is_warned_of_twice_and_disabled_after_five_days(bool answers)
    {
        var endpoint = new Endpoint(_ => answers ? Failed : Unreachable);

        endpoint.RunUntil(200);

        Assert.Equal([HealthAction.Warn, HealthAction.Warn, HealthAction.DisableFailing], endpoint.Actions.Select(a => a.Action));
        Assert.InRange(endpoint.Actions[0].Hour, 24, 25);
        Assert.InRange(endpoint.Actions[1].Hour, 72, 73);
        Assert.InRange(endpoint.Actions[2].Hour, 120, 121);
        Assert.Empty(endpoint.DeliveredAt);
        Assert.False(endpoint.Enabled);
    }

    [Fact]
    public void A_receiver_that_is_enabled_again_gets_what_waits_and_has_five_days_anew()
    {
        var endpoint = new Endpoint(hour => hour is < 130 or > 140 ? Unreachable : Delivered);
        endpoint.RunUntil(130);
        Assert.False(endpoint.Enabled);

        endpoint.Enable();
        endpoint.RunUntil(300);

        Assert.All(endpoint.DeliveredAt, hour => Assert.InRange(hour, 130, 140));
        Assert.Equal(HealthAction.DisableFailing, endpoint.Actions[^1].Action);
        Assert.InRange(endpoint.Actions[^1].Hour, 140 + 120, 140 + 122);
    }

    [Fact]
    public void A_receiver_that_fails_now_and_then_is_never_warned_of()
    {
        var random = new Random(7);
        var endpoint = new Endpoint(_ => random.Next(6) switch { 0 => Failed, 1 => Unreachable, _ => Delivered });

        endpoint.RunUntil(24 * 30);

        Assert.Empty(endpoint.Actions);
        Assert.True(endpoint.Failures > 200);
        Assert.Equal(0, endpoint.Exhausted);
    }

    private sealed class Endpoint(Func<double, AttemptOutcome> receiver)
    {
        private static readonly DateTimeOffset Start = new(2026, 10, 23, 16, 0, 0, TimeSpan.Zero);

        private readonly RetrySchedule _schedule = new(RetrySchedule.DefaultDelays, new Random(42).NextDouble);
        private readonly List<(int Attempts, DateTimeOffset Next)> _waiting = [];
        private EndpointHealth _health = EndpointHealth.Good;
        private DateTimeOffset _now = Start;

        public bool Enabled { get; private set; } = true;

        public int Events { get; private set; }

        public int Failures { get; private set; }

        public int Exhausted { get; private set; }

        public List<double> DeliveredAt { get; } = [];

        public List<(double Hour, HealthAction Action)> Actions { get; } = [];

        private double Hour => (_now - Start).TotalHours;

        public void Enable() => (Enabled, _health) = (true, EndpointHealth.Good);

        public void RunUntil(int hour)
        {
            while (true)
            {
                var nextEvent = Start.AddHours(Events);
                var attempt = Enabled && _waiting.Count > 0 ? _waiting.Min(w => w.Next) : DateTimeOffset.MaxValue;
                attempt = attempt < _health.PausedUntil ? _health.PausedUntil.Value : attempt;
                var next = nextEvent < attempt ? nextEvent : attempt;
                if (next >= Start.AddHours(hour))
                {
                    return;
                }

                _now = next > _now ? next : _now;
                if (nextEvent < attempt)
                {
                    Events++;
                    _waiting.Add((0, _schedule.First(_now)));
                }
                else
                {
                    Attempt();
                }
            }
        }

        private void Attempt()
        {
            Assert.False(EndpointHealthRules.Default.IsPaused(_health, _now));
            var delivery = _waiting.MinBy(w => w.Next);
            _waiting.Remove(delivery);
            var outcome = receiver(Hour);
            var step = EndpointHealthRules.Default.After(_health, outcome, _now);
            _health = step.Health;
            if (step.Action != HealthAction.None)
            {
                Actions.Add((Hour, step.Action));
                Enabled = step.Action != HealthAction.DisableFailing;
            }

            if (outcome.IsDelivered)
            {
                DeliveredAt.Add(Hour);
                return;
            }

            Failures++;
            if (_schedule.Next(delivery.Attempts + 1, outcome, _now) is { } next)
            {
                _waiting.Add((delivery.Attempts + 1, next));
            }
            else
            {
                Exhausted++;
            }
        }
    }
}
