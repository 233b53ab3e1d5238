using FinAut.Tests.Faults;
using FinAut.Tests.Model;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("FinAut.Tests.Infrastructure.LongestFirst", "FinAut.Tests")]

namespace FinAut.Tests.Infrastructure;

/// <summary>Begins what takes longest first, so that the rest runs beside it and nothing long is left over at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(SoakTests), nameof(ModelTests)];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderByDescending(collection => Array.Exists(Longest, name => collection.DisplayName.EndsWith("." + name, StringComparison.Ordinal)))
        .ThenBy(collection => collection.UniqueID);
}
