namespace FinAut.Tests.Model;

/// <summary>Oslo's date, from the rule of summer time and not from a time zone database.</summary>
internal static class OsloCalendar
{
    public static DateOnly DateOf(DateTimeOffset instant)
    {
        var hours = instant >= LastSunday(instant.UtcDateTime.Year, 3) && instant < LastSunday(instant.UtcDateTime.Year, 10) ? 2 : 1;
        return DateOnly.FromDateTime(instant.UtcDateTime.AddHours(hours));
    }

    // Clocks change at 01:00 UTC.
    private static DateTimeOffset LastSunday(int year, int month)
    {
        var last = new DateTimeOffset(year, month, 31, 1, 0, 0, TimeSpan.Zero);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
