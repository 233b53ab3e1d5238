using System.Runtime.InteropServices;

namespace FinAut.Tests.Infrastructure;

/// <summary>The SDK's compiler without a project around it, which takes a second or two instead of half a minute.</summary>
public static class CSharpCompiler
{
    // What a new project has without asking.
    private const string GlobalUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Compiles a program, with warnings as errors, that <c>dotnet NAME.dll</c> then runs.</summary>
    /// <param name="folder">Where the sources are and the program goes.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="sources">Names of the sources.</param>
    public static async Task CompileAsync(TemporaryFolder folder, string name, params string[] sources)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.StartsWith(runtime, StringComparison.Ordinal));
        folder.Write("GlobalUsings.cs", GlobalUsings);
        folder.Write(
            "compile.rsp",
            string.Join(
                '\n',
                ["-nologo", $"-out:{name}.dll", "-nullable:enable", "-warnaserror+", .. assemblies.Select(a => $"-r:\"{a}\""), .. sources, "GlobalUsings.cs"]));
        folder.Write(
            name + ".runtimeconfig.json",
            $$"""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }""");
        await ExternalProgram.RunAsync("dotnet", [FindCompiler(runtime), "@compile.rsp"], folder.FullPath);
    }

    // <root>/shared/Microsoft.NETCore.App/<version> and <root>/sdk/<version>/Roslyn/bincore
    private static string FindCompiler(string runtime)
    {
        var sdks = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "sdk"));
        return Directory.GetDirectories(sdks)
            .Where(sdk => Version.TryParse(Path.GetFileName(sdk).Split('-')[0], out _))
            .OrderByDescending(sdk => Version.Parse(Path.GetFileName(sdk).Split('-')[0]))
            .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"))
            .First(File.Exists);
    }
}
