using System.Diagnostics;

namespace FinAut.Tests.Infrastructure;

/// <summary>Runs programs that are not part of the product, such as a receiver's.</summary>
public static class ExternalProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Whether a program is on the path.</summary>
    public static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    /// <summary>Skips the test, by name, when a program is not installed.</summary>
    public static void SkipUnlessInstalled(string program) => Skip.IfNot(IsInstalled(program), $"'{program}' is not on the PATH.");

    /// <summary>Keeps from a program what the test host passes on, which would make a build of another project use this one's.</summary>
    public static void Isolate(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
    }

    /// <summary>Runs a program to its end, which must be a success.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="patience">How long it may take, or null for three minutes.</param>
    /// <param name="captured">Whether what it writes is read; not that of a program which leaves another behind that goes on writing.</param>
    /// <returns>What it wrote to standard output.</returns>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string folder, string input = "", TimeSpan? patience = null, bool captured = true)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = captured,
            RedirectStandardError = captured,
        };

        Isolate(start);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        try
        {
            var output = captured ? process.StandardOutput.ReadToEndAsync(timeout.Token) : Task.FromResult("");
            var error = captured ? process.StandardError.ReadToEndAsync(timeout.Token) : Task.FromResult("");
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeout.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await error}\n{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("finaut-test").FullName;

    /// <summary>Writes a file in it.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(FullPath, name), text);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
