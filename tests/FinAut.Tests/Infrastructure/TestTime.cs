namespace FinAut.Tests.Infrastructure;

/// <summary>A clock that runs as the system's does and that a test can set ahead or back, timestamps included.</summary>
public sealed class TestTime : TimeProvider
{
    private long _offsetTicks;
    private long _jumpTicks;

    private TestTime()
    {
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _offsetTicks) + Volatile.Read(ref _jumpTicks));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(Volatile.Read(ref _offsetTicks) / (double)TimeSpan.TicksPerSecond * TimestampFrequency);

    /// <summary>
    /// A clock on the same day of the year, years ahead of the machine's: what goes by the machine's clock where the server's
    /// decides, such as SQL's, shows.
    /// </summary>
    public static TestTime YearsAhead()
    {
        var time = new TestTime();
        time.Advance(TimeSpan.FromDays((4 * 365) + 1));
        return time;
    }

    /// <summary>A clock that begins at an instant.</summary>
    public static TestTime At(DateTimeOffset start)
    {
        var time = new TestTime();
        time.SetUtcNow(start);
        return time;
    }

    /// <summary>A clock that agrees with the machine's, for what another program compares with its own.</summary>
    public static TestTime OfMachine() => new();

    /// <summary>Sets the clock ahead, or back by a negative time.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);

    /// <summary>Sets the time of day alone, as an operator does: timestamps go on as if nothing had been.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _jumpTicks, by.Ticks);

    /// <summary>Sets the clock to an instant.</summary>
    public void SetUtcNow(DateTimeOffset now) => Advance(now - GetUtcNow());
}
