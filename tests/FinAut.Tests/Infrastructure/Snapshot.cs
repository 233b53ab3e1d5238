namespace FinAut.Tests.Infrastructure;

/// <summary>Texts that are committed, so that a change of them is seen in review.</summary>
public static class Snapshot
{
    private const string Update = "FINAUT_UPDATE_SNAPSHOTS";

    /// <summary>Compares a text with a file of the repository, or rewrites the file with <c>FINAUT_UPDATE_SNAPSHOTS=1</c>.</summary>
    public static async Task AssertAsync(string path, string actual)
    {
        var file = Path.Combine(RepositoryRoot(), path);
        actual = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            await File.WriteAllTextAsync(file, actual);
        }

        var expected = File.Exists(file) ? (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n") : "";
        Assert.True(expected == actual, $"{path} {DifferenceOf(expected, actual)}. If that is meant: run this test with {Update}=1 and commit the file.");
    }

    private static string DifferenceOf(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length)).FirstOrDefault(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"differs in line {line + 1}: it says '{old.ElementAtOrDefault(line)}', the server '{now.ElementAtOrDefault(line)}'";
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FinAut.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must lie in the repository.");
        }

        return folder.FullName;
    }
}
