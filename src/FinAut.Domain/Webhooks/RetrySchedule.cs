namespace FinAut.Domain.Webhooks;

/// <summary>
/// When a delivery is attempted. Only instants are added to, so that neither daylight saving nor a clock that is set changes a wait.
/// </summary>
public sealed class RetrySchedule
{
    /// <summary>The longest wait that a schedule may hold.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7);

    /// <summary>How long a receiver's <c>Retry-After</c> is honoured at most.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);

    /// <summary>The least wait before a receiver is tried again that has too much to do.</summary>
    public static readonly TimeSpan OverloadDelay = TimeSpan.FromSeconds(60);

    private const double Jitter = 0.2;

    private readonly TimeSpan[] _delays;
    private readonly Func<double> _random;

    /// <summary>Makes a schedule.</summary>
    /// <param name="delays">The waits before each attempt, the first one's included.</param>
    /// <param name="random">Random numbers from 0 to 1, or null for the system's.</param>
    /// <exception cref="ArgumentException">No wait, or one that is negative or too long.</exception>
    public RetrySchedule(IReadOnlyList<TimeSpan> delays, Func<double>? random = null)
    {
        if (delays.Count == 0 || delays.Any(delay => delay < TimeSpan.Zero || delay > MaxDelay))
        {
            throw new ArgumentException("A schedule is made of one or more waits of 0 to 7 days.", nameof(delays));
        }

        _delays = [.. delays];
        _random = random ?? Random.Shared.NextDouble;
    }

    /// <summary>The waits before each attempt unless set otherwise: 10 attempts in 75 hours 35 minutes, which covers a weekend.</summary>
    public static IReadOnlyList<TimeSpan> DefaultDelays { get; } =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>How often a delivery is attempted.</summary>
    public int MaxAttempts => _delays.Length;

    /// <summary>No attempt is ever due later than this from now; one that is was planned by a clock that ran ahead.</summary>
    public TimeSpan LongestWait => new[] { _delays.Max() * (1 + Jitter), LeastAfterOverload * (1 + Jitter), MaxRetryAfter }.Max();

    // Less the jitter it is still as long as it must be.
    private static TimeSpan LeastAfterOverload => OverloadDelay / (1 - Jitter);

    /// <summary>When a new delivery is first attempted, UTC.</summary>
    /// <param name="now">When it was made.</param>
    public DateTimeOffset First(DateTimeOffset now) => now.ToUniversalTime() + Jittered(_delays[0]);

    /// <summary>When a delivery is attempted next, UTC, or null when it is not, having been delivered or attempted often enough.</summary>
    /// <param name="attemptsMade">Attempts made, the last one included.</param>
    /// <param name="outcome">What came of the last one.</param>
    /// <param name="now">When that was.</param>
    public DateTimeOffset? Next(int attemptsMade, AttemptOutcome outcome, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attemptsMade, 1);
        if (outcome.IsDelivered || attemptsMade >= _delays.Length)
        {
            return null;
        }

        var delay = _delays[attemptsMade];
        var wait = Jittered(outcome.IsOverload ? Longer(delay, LeastAfterOverload) : delay);
        var asked = outcome.RetryAfter ?? TimeSpan.Zero;
        return now.ToUniversalTime() + Longer(wait, asked > MaxRetryAfter ? MaxRetryAfter : asked);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // Deliveries that failed together are not tried again all at once.
    private TimeSpan Jittered(TimeSpan delay) => delay * (1 - Jitter + (2 * Jitter * _random()));
}
