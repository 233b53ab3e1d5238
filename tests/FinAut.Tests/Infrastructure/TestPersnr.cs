using System.Globalization;
using FinAut.Api.Demo;

namespace FinAut.Tests.Infrastructure;

/// <summary>Persnr for tests, by arithmetic that shares no code with the server's.</summary>
public static class TestPersnr
{
    private static long _last;

    /// <summary>A synthetic persnr that no demo person and no other test has.</summary>
    public static string Next()
    {
        while (true)
        {
            // Born from 1910 to 1959; people of the demo data were born later.
            var index = Interlocked.Increment(ref _last);
            var day = 1 + (index % 28);
            var month = 81 + (index / 28 % 12);
            var year = 10 + (index / 336 % 50);
            var number = index / 16_800;
            if (Complete(string.Create(CultureInfo.InvariantCulture, $"{day:D2}{month:D2}{year:D2}{number:D3}")) is { } persnr)
            {
                return persnr;
            }
        }
    }

    /// <summary>Adds the control digits of today's rule to nine digits.</summary>
    /// <returns>The persnr, or null where a digit would have to be 10.</returns>
    public static string? Complete(string nine)
    {
        var k1 = Control(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]);
        var k2 = Control(nine + (k1 % 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
        return k1 == 10 || k2 == 10 ? null : string.Create(CultureInfo.InvariantCulture, $"{nine}{k1}{k2}");
    }

    /// <summary>Adds control digits of the rule for numbers issued from 2032, where the first one's remainder is from 0 to 3.</summary>
    public static string? Complete2032(string nine, int remainder)
    {
        var k1 = (Control(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]) + remainder) % 11;
        var k2 = Control(nine + (k1 % 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
        return k1 == 10 || k2 == 10 ? null : string.Create(CultureInfo.InvariantCulture, $"{nine}{k1}{k2}");
    }

    /// <summary>The persnr of a person of the demo data, by index.</summary>
    public static string OfDemo(long index) => DemoPersnr.Of(index).Digits;

    private static int Control(string digits, int[] weights) => (11 - (digits.Zip(weights, (d, w) => (d - '0') * w).Sum() % 11)) % 11;
}
