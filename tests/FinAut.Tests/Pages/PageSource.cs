using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Pages;

/// <summary>The source of a page.</summary>
/// <param name="Route">Its route.</param>
/// <param name="Forms">The forms written in it and in the partial pages that it includes.</param>
internal sealed partial record PageSource(string Route, int Forms)
{
    private const int RegexTimeout = 1000;

    public static IReadOnlyList<PageSource> All()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("src/FinAut.Api/Pages"), "*.cshtml", SearchOption.AllDirectories)
            .ToDictionary(f => f, File.ReadAllText, StringComparer.Ordinal);
        return
        [
            .. from file in files
               let route = Directive().Match(file.Value)
               where route.Success
               select new PageSource(route.Groups["route"].Value, FormsOf(file.Key, files)),
        ];
    }

    private static int FormsOf(string file, Dictionary<string, string> files) =>
        Form().Count(files[file]) + Partial().Matches(files[file]).Sum(m => FormsOf(FileOf(m.Groups["name"].Value, file), files));

    // Beside the page, above it, or among the shared ones.
    private static string FileOf(string name, string includer)
    {
        if (name.StartsWith('/'))
        {
            return Repository.PathOf("src/FinAut.Api" + name);
        }

        var folder = Path.GetDirectoryName(includer)!;
        while (!File.Exists(Path.Combine(folder, name + ".cshtml")))
        {
            folder = Path.GetFileName(folder) switch
            {
                "Pages" => Path.Combine(folder, "Shared"),
                "Shared" => throw new FileNotFoundException($"{includer} includes {name}, which is nowhere."),
                _ => Path.GetDirectoryName(folder)!,
            };
        }

        return Path.Combine(folder, name + ".cshtml");
    }

    [GeneratedRegex("^@page \"/(?<route>[^\"]*)\"", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Directive();

    [GeneratedRegex("<form[ >]", RegexOptions.None, RegexTimeout)]
    private static partial Regex Form();

    [GeneratedRegex("PartialAsync\\(\"(?<name>[^\"]+)\"|<partial name=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Partial();
}
