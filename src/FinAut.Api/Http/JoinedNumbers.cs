using System.Globalization;

namespace FinAut.Api.Http;

/// <summary>Numbers that the database joined to one text, so that what belongs to a row comes with it and needs no rows of its own.</summary>
internal static class JoinedNumbers
{
    /// <summary>What stands between them.</summary>
    public const string Separator = ",";

    /// <summary>The numbers in rising order; none for null or an empty text.</summary>
    public static List<long> Sorted(string? joined)
    {
        if (string.IsNullOrEmpty(joined))
        {
            return [];
        }

        var numbers = new List<long>();
        foreach (var part in joined.AsSpan().Split(Separator))
        {
            numbers.Add(Parse(joined.AsSpan(part)));
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>One number.</summary>
    public static long Parse(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
