namespace FinAut.Api.Demo;

/// <summary>When things happen in the demo data.</summary>
internal static class DemoCalendar
{
    /// <summary>Everything happened before this day. It is fixed, so that two machines get equal data on different days.</summary>
    public static readonly DateOnly Anchor = new(2026, 11, 1);

    private const int RegistrationHour = 7;
    private const int FirstHour = 8;
    private const int Hours = 7;

    /// <summary>The day itself, or the Monday after a weekend.</summary>
    public static DateOnly Workday(DateOnly date) => date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(2),
        DayOfWeek.Sunday => date.AddDays(1),
        _ => date,
    };

    /// <summary>A moment in that day's office hours, UTC.</summary>
    public static DateTimeOffset Moment(DateOnly date, DemoRandom random) => At(date, FirstHour + random.Next(Hours), random);

    /// <summary>A moment before any other of that day: a person is registered before anything happens to them.</summary>
    public static DateTimeOffset Registration(DateOnly date, DemoRandom random) => At(date, RegistrationHour, random);

    private static DateTimeOffset At(DateOnly date, int hour, DemoRandom random) =>
        new(date, new TimeOnly(hour, random.Next(60), random.Next(60)), TimeSpan.Zero);
}
