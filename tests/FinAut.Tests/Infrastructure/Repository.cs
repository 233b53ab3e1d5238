namespace FinAut.Tests.Infrastructure;

/// <summary>The files of this repository.</summary>
public static class Repository
{
    private static readonly string[] SourceEndings = [".cs", ".cshtml", ".sql", ".js", ".mjs", ".py"];

    private static string Root { get; } = FindRoot();

    /// <summary>The text of a file.</summary>
    /// <param name="path">The path from the root.</param>
    public static string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Where a file is.</summary>
    /// <param name="path">The path from the root.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>The files of code in a folder and below, as paths from the root; not those that a build writes.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
        .Where(file => SourceEndings.Contains(Path.GetExtension(file)))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FinAut.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
