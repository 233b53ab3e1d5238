namespace FinAut.Tests.Infrastructure;

/// <summary>Texts that are committed, so that a change of them is seen in review.</summary>
public static class Snapshot
{
    private const string Update = "FINAUT_UPDATE_SNAPSHOTS";

    /// <summary>Whether files of the repository are written anew.</summary>
    public static bool IsUpdating => Environment.GetEnvironmentVariable(Update) == "1";

    /// <summary>Compares a text with a file of the repository, or rewrites the file with <c>FINAUT_UPDATE_SNAPSHOTS=1</c>.</summary>
    public static async Task AssertAsync(string path, string actual)
    {
        var file = Repository.PathOf(path);
        actual = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (IsUpdating)
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
}
