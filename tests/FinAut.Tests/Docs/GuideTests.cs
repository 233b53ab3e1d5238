using System.Diagnostics;
using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Docs;

/// <summary>Runs the commands of the guides and of the README, in order in one shell, and looks for the replies that they promise.</summary>
public sealed partial class GuideTests
{
    private const string DocumentedUrl = "http://127.0.0.1:5080";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("docs/integration-guide.md", 12)]
    [InlineData("README.md", 3)]
    [InlineData("docs/webhooks.md", 3)]
    public async Task Every_command_works_and_answers_what_is_promised(string page, int leastCommands)
    {
        var steps = Steps(await File.ReadAllTextAsync(Path.Combine(Root(), page))).ToList();
        Assert.True(steps.Count >= leastCommands, $"{page} has only {steps.Count} blocks of commands.");

        await using var server = await TestServer.StartAsync(new Dictionary<string, string> { ["Throttle:Enabled"] = "true" }, time: TestTime.OfMachine());
        var outputs = await RunAsync(steps.ConvertAll(step => step.Commands.Replace(DocumentedUrl, server.BaseUrl, StringComparison.Ordinal)));

        Assert.Equal(steps.Count, outputs.Count);
        foreach (var (step, output) in steps.Zip(outputs))
        {
            Assert.All(step.Promises, promise => Assert.True(Promised(promise).IsMatch(output), $"Not found: {promise}\nCommands: {step.Commands}\nOutput: {output}"));
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FinAut.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    // A block of commands, and the blocks of replies up to the next one.
    private static IEnumerable<Step> Steps(string markdown)
    {
        Step? step = null;
        foreach (Match block in Blocks().Matches(markdown))
        {
            if (block.Groups["language"].Value == "bash")
            {
                if (step is not null)
                {
                    yield return step;
                }

                step = new Step(block.Groups["text"].Value, []);
            }
            else
            {
                step?.Promises.AddRange(block.Groups["text"].Value.Trim().Split('\n'));
            }
        }

        if (step is not null)
        {
            yield return step;
        }
    }

    private static Regex Promised(string promise) =>
        new(string.Join(".*?", promise.Split('…').Select(Regex.Escape)), RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    private static async Task<List<string>> RunAsync(List<string> blocks)
    {
        const string End = "--- end of block ---";
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync("set -e -o pipefail\n" + string.Concat(blocks.Select(block => $"{block}\necho\necho '{End}'\n")));
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"A command failed: {await errors}\n{await output}");
        return [.. (await output).Split(End).SkipLast(1)];
    }

    [GeneratedRegex("^```(?<language>bash|json|text)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();

    private sealed record Step(string Commands, List<string> Promises);

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("finaut-guide-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
