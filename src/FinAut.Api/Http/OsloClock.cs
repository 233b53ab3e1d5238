namespace FinAut.Api.Http;

/// <summary>Dates of the API are dates in Oslo, whatever clock the server runs on.</summary>
public sealed class OsloClock(TimeProvider time)
{
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    // Far enough from the first instant that can be represented.
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>Today's date in Oslo.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Oslo).DateTime);

    /// <summary>An instant as clocks in Oslo show it.</summary>
    public static DateTimeOffset InOslo(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Oslo);

    /// <summary>The instant at which a date begins in Oslo, UTC. A date before 1900 counts as the first day of 1900.</summary>
    public static DateTimeOffset StartOf(DateOnly date)
    {
        date = date < Earliest ? Earliest : date;

        // Oslo's clocks change at 02:00 or 03:00, so midnight always exists, and once.
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Oslo.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>The instant at which clocks in Oslo show a time, UTC; the earlier one where they show it twice.</summary>
    public static DateTimeOffset At(DateTime local)
    {
        var offset = Oslo.IsAmbiguousTime(local) ? Oslo.GetAmbiguousTimeOffsets(local).Max() : Oslo.GetUtcOffset(local);
        return new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset).ToUniversalTime();
    }
}
