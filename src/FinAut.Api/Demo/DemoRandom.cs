namespace FinAut.Api.Demo;

/// <summary>
/// A stream of numbers that is the same on every machine and for every .NET version (SplitMix64, Steele, Lea and Flood 2014).
/// Every person has a stream of their own, so that a person is the same however many others there are.
/// </summary>
internal sealed class DemoRandom(long seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    // Mixed, because the streams of neighbouring seeds would otherwise be one stream, a step apart.
    private ulong _state = Mix((ulong)seed * Gamma);

    /// <summary>A whole number from 0 up to, but not including, the bound.</summary>
    public int Next(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>A whole number from the first bound up to, but not including, the second.</summary>
    public int Between(int from, int to) => from + Next(to - from);

    /// <summary>True in so many cases of a hundred.</summary>
    public bool Chance(int percent) => Next(100) < percent;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private ulong Next()
    {
        _state += Gamma;
        return Mix(_state);
    }
}
