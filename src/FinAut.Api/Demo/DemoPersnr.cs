using FinAut.Domain.Users;

namespace FinAut.Api.Demo;

/// <summary>
/// Synthetic persnr as Skatteetaten makes them for tests: 80 is added to the month, so that none can ever belong to anybody.
/// Different indexes give different numbers: the index decides the day of birth, and which of that day's numbers it is.
/// </summary>
internal static class DemoPersnr
{
    private const int SyntheticMonth = 80;

    // Numbers of three digits; those born from 2000 have the upper half.
    private const int NumbersPerCentury = 500;

    // Shares no factor with the number of days, so that neighbours are not born on neighbouring days and no day is left out.
    private const int Stride = 7919;

    private static readonly DateOnly FirstBirthday = new(1961, 1, 1);
    private static readonly DateOnly LastBirthday = new(2004, 12, 31);
    private static readonly int Days = LastBirthday.DayNumber - FirstBirthday.DayNumber + 1;

    private static readonly int[] FirstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    private static readonly int[] SecondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

    /// <summary>The day on which the person of this index was born.</summary>
    public static DateOnly Birthday(long index) => FirstBirthday.AddDays((int)(index % Days * Stride % Days));

    /// <summary>The persnr of this index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">All numbers are used up; there are some six million.</exception>
    public static Persnr Of(long index)
    {
        var birthday = Birthday(index);
        var wanted = index / Days;
        var first = birthday.Year < 2000 ? 0 : NumbersPerCentury;
        for (var number = first; number < first + NumbersPerCentury; number++)
        {
            if (TryComplete(birthday, number) is { } text && wanted-- == 0)
            {
                return Parse(text);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "There are no more numbers.");
    }

    /// <summary>Reads a persnr, which must be valid.</summary>
    public static Persnr Parse(string text) =>
        Persnr.TryParse(text, new PersnrRules(AcceptSynthetic: true, Accept2032ControlDigits: false), out var persnr)
            ? persnr
            : throw new FormatException("A demo persnr is not valid.");

    // Null where a control digit would be 10.
    private static string? TryComplete(DateOnly birthday, int number)
    {
        Span<int> digits = stackalloc int[Persnr.Length];
        Write(digits[..2], birthday.Day);
        Write(digits[2..4], birthday.Month + SyntheticMonth);
        Write(digits[4..6], birthday.Year % 100);
        Write(digits[6..9], number);
        digits[9] = ControlDigit(digits, FirstWeights);
        digits[10] = ControlDigit(digits, SecondWeights);
        if (digits[9] > 9 || digits[10] > 9)
        {
            return null;
        }

        Span<char> text = stackalloc char[Persnr.Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)('0' + digits[i]);
        }

        return new string(text);
    }

    private static void Write(Span<int> digits, int value)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (value, digits[i]) = Math.DivRem(value, 10);
        }
    }

    private static int ControlDigit(ReadOnlySpan<int> digits, int[] weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * digits[i];
        }

        return (11 - (sum % 11)) % 11;
    }
}
