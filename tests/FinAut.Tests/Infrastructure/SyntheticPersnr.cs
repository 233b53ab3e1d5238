namespace FinAut.Tests.Infrastructure;

/// <summary>
/// Valid synthetic persnr that no demo person has: 40 is added to the month, where the demo data add 80. Written from Skatteetaten's
/// rule, not with the server's code.
/// </summary>
public static class SyntheticPersnr
{
    private static readonly int[] FirstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    private static readonly int[] SecondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

    /// <summary>Different numbers, always in the same order.</summary>
    public static IEnumerable<string> All()
    {
        for (var number = 0; number < 500; number++)
        {
            for (var day = new DateOnly(1970, 1, 1); day.Year < 2000; day = day.AddDays(1))
            {
                var digits = $"{day.Day:D2}{day.Month + 40:D2}{day.Year % 100:D2}{number:D3}";
                var first = ControlDigit(digits, FirstWeights);
                var second = ControlDigit(digits + first, SecondWeights);
                if (first < 10 && second < 10)
                {
                    yield return digits + first + second;
                }
            }
        }
    }

    private static int ControlDigit(string digits, int[] weights) => (11 - (weights.Select((weight, i) => weight * (digits[i] - '0')).Sum() % 11)) % 11;
}
