using System.Collections.Concurrent;

namespace FinAut.Tests.Model;

/// <summary>Counts what the steps came to: a generator that only ever draws refusals, or never one, would test little.</summary>
internal sealed class Tally
{
    private const int LeastPercent = 10;

    private readonly ConcurrentDictionary<(StepKind Kind, int Status), int> _counts = [];

    public void Count(StepKind kind, int status) => _counts.AddOrUpdate((kind, status), 1, (_, count) => count + 1);

    /// <summary>Of every kind of write, at least a tenth succeeded and a tenth was refused for its body.</summary>
    public void CheckVariety()
    {
        foreach (var kind in Enum.GetValues<StepKind>().Where(k => k != StepKind.Read))
        {
            var counts = _counts.Where(c => c.Key.Kind == kind).ToDictionary(c => c.Key.Status, c => c.Value);
            var least = counts.Values.Sum() * LeastPercent / 100;
            var text = string.Join(", ", counts.OrderBy(c => c.Key).Select(c => $"{c.Value} x {c.Key}"));
            Assert.True(counts.Where(c => c.Key < 300).Sum(c => c.Value) > least, $"Few {kind} steps succeed: {text}");
            Assert.True(counts.GetValueOrDefault(422) > least, $"Few {kind} steps are refused: {text}");
        }
    }
}
