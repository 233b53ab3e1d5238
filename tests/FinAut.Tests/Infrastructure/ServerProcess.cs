using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FinAut.Api.Hosting;

namespace FinAut.Tests.Infrastructure;

/// <summary>The server's own executable, as an operator runs it.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const string Dotnet = "dotnet";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(IReadOnlyDictionary<string, string> environment, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };

        Isolate(start);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
    }

    /// <summary>What the process wrote until now, standard error included.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>How long the process has kept a processor busy.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>How many bytes of memory the process holds.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Scheme and host of the server.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Settings with which the server runs as a demo on a database.</summary>
    public static Dictionary<string, string> Demo(string connectionString) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["Demo__Enabled"] = "true",
        ["ConnectionStrings__FinAut"] = connectionString,
        ["Persnr__EncryptionKeys__1"] = TestDatabase.EncryptionKey,
        ["Persnr__LookupKeys__1"] = TestDatabase.LookupKey,
        ["Secrets__EncryptionKeys__1"] = TestDatabase.SecretKey,
    };

    /// <summary>Settings with which the server runs in production on a database.</summary>
    public static Dictionary<string, string> Production(string connectionString) => new()
    {
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["PublicBaseUrl"] = "https://api.example.no",
        ["AllowedHosts"] = "api.example.no",
        ["ConnectionStrings__FinAut"] = connectionString,
        ["Persnr__EncryptionKeys__1"] = TestDatabase.EncryptionKey,
        ["Persnr__LookupKeys__1"] = TestDatabase.LookupKey,
        ["Secrets__EncryptionKeys__1"] = TestDatabase.SecretKey,
    };

    /// <summary>Keeps settings of whoever runs the tests from a program.</summary>
    public static void Isolate(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(name => name.Contains("__", StringComparison.Ordinal) || IsHostSetting(name)).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var process = new ServerProcess(environment, Dotnet, [typeof(Server).Assembly.Location, .. arguments]);
        process.Start();
        return await process.EndAsync();
    }

    /// <summary>Starts a command and does not wait for anything.</summary>
    public static ServerProcess Begin(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = new ServerProcess(environment, Dotnet, [typeof(Server).Assembly.Location, .. arguments]);
        process.Start();
        return process;
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> environment) =>
        StartAsync(new ServerProcess(environment, Dotnet, [typeof(Server).Assembly.Location]));

    /// <summary>Starts a server by another program and waits until it listens.</summary>
    /// <param name="program">What starts it, and becomes it.</param>
    /// <param name="arguments">Its arguments, settings included.</param>
    public static Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments) =>
        StartAsync(new ServerProcess(new Dictionary<string, string>(), program, arguments));

    private static async Task<ServerProcess> StartAsync(ServerProcess server)
    {
        server.Start();
        try
        {
            await Task.WhenAny(server._listening.Task, server._process.WaitForExitAsync()).WaitAsync(Patience);
            Assert.True(server._listening.Task.IsCompleted, "The server ended before it listened:\n" + string.Join('\n', server.Output));
            server.BaseUrl = await server._listening.Task;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the process holds in memory that it can write to, region by region.</summary>
    public IReadOnlyList<byte[]> ReadMemory()
    {
        const int Most = 1024 * 1024 * 1024;
        var regions = new List<byte[]>();
        using var memory = File.OpenRead($"/proc/{_process.Id}/mem");
        foreach (var line in File.ReadLines($"/proc/{_process.Id}/maps"))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!columns[1].StartsWith("rw", StringComparison.Ordinal))
            {
                continue;
            }

            var bounds = columns[0].Split('-').Select(b => long.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            var bytes = new byte[Math.Min(bounds[1] - bounds[0], Most)];
            memory.Position = bounds[0];
            try
            {
                memory.ReadExactly(bytes);
                regions.Add(bytes);
            }
            catch (IOException)
            {
                // Kept by the kernel, such as a device's; nothing of the program's lies there.
            }
        }

        return regions;
    }

    /// <summary>Asks the process to stop, as a service manager does.</summary>
    public void Terminate()
    {
        // There is no way to send a signal but the shell's own.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends the process as <c>kill -9</c> does: it can do nothing about it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for the process to end.</summary>
    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new Ended(_process.ExitCode, string.Join('\n', _output));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static bool IsHostSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name.ToUpperInvariant() is "DOTNET_ENVIRONMENT" or "URLS" or "PUBLICBASEURL" or "ALLOWEDHOSTS";

    private void Start()
    {
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (Listening().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(match.Groups["url"].Value);
        }
    }

    // The URL stands in quotes, escaped, when logs are JSON.
    [GeneratedRegex(@"Now listening on: [\\""]*(?<url>http://[^\s\\""]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}

/// <summary>How a process ended.</summary>
public sealed record Ended(int Code, string Output)
{
    /// <summary>Checks the exit code.</summary>
    public Ended With(int code)
    {
        Assert.True(Code == code, $"Exit code {Code}, not {code}:\n{Output}");
        return this;
    }

    /// <summary>What stands behind a label, as in <c>password: …</c>.</summary>
    public string After(string label) => Assert.Single(Output.Split('\n'), line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
}
