using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Tests.Infrastructure;
using Npgsql;

namespace FinAut.Tests.Cluster;

/// <summary><c>scripts/cluster.sh</c>: three nodes behind nginx on a PostgreSQL of their own, in a folder that is gone afterwards.</summary>
public sealed class ClusterProcess : IAsyncLifetime, IDisposable
{
    /// <summary>What the script needs besides what all tests do.</summary>
    public const string Nginx = "nginx";

    private const int Ports = 4;

    // The script may have to build the server first.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TemporaryFolder? _folder;
    private Process? _script;

    /// <summary>Scheme, host and port of nginx.</summary>
    public string BaseUrl => Find(Nginx).Url;

    /// <summary>What the nodes are called.</summary>
    public static IReadOnlyList<string> Nodes { get; } = ["node1", "node2", "node3"];

    private int Port { get; } = FreePorts();

    private string State => _folder!.FullPath;

    public async Task InitializeAsync()
    {
        if (!ExternalProgram.IsInstalled(Nginx))
        {
            return; // the tests say so
        }

        _folder = new TemporaryFolder();

        // PostgreSQL runs as another user, if root runs the tests.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(State, (UnixFileMode)0b111_101_101);
        }

        var start = new ProcessStartInfo("bash", [Repository.PathOf("scripts/cluster.sh")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ServerProcess.Isolate(start);
        ExternalProgram.Isolate(start);
        start.Environment["PORT"] = Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["FINAUT_STATE"] = State;
        start.Environment["Demo__Users"] = "300";
        start.Environment["Webhooks__PerSecondPerEndpoint"] = "10000";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        _script = Process.Start(start)!;
        _script.OutputDataReceived += (_, e) => Read(e.Data);
        _script.ErrorDataReceived += (_, e) => Read(e.Data);
        _script.BeginOutputReadLine();
        _script.BeginErrorReadLine();
        await Task.WhenAny(_ready.Task, _script.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(_ready.Task.IsCompleted, "The script ended before the cluster was ready:\n" + string.Join('\n', _output));

        // Their clients may do as much as the load wants.
        await using var connection = new NpgsqlConnection(ConnectionString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "UPDATE api_users SET permit_limit = 1000000000 WHERE id IN (SELECT api_user_id FROM applications WHERE client_id = ANY(@clients))", connection);
        command.Parameters.AddWithValue("clients", new[] { TestServer.DemoClient, TestServer.ExamClient });
        Assert.InRange(await command.ExecuteNonQueryAsync(), 1, 2);
    }

    public async Task DisposeAsync()
    {
        if (_script is not null)
        {
            var processes = Nodes.Append(Nginx).Append("postgres").Select(name => Find(name).Id).ToList();
            await ExternalProgram.RunAsync("sh", ["-c", $"kill -TERM {_script.Id}"], Path.GetTempPath());
            await _script.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(_script.ExitCode == 0, string.Join('\n', _output));

            // The system may take a moment to forget one.
            await Until.TrueAsync(() => Task.FromResult(!processes.Exists(id => Directory.Exists($"/proc/{id}"))));
        }
    }

    public void Dispose()
    {
        _script?.Dispose();
        _folder?.Dispose();
    }

    /// <summary>Where a node listens.</summary>
    public string UrlOf(string node) => Find(node).Url;

    /// <summary>A context on the database; tests say <c>IgnoreQueryFilters</c>.</summary>
    public PostgreSqlDbContext Database() => TestDatabase.Context(ConnectionString());

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString() => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = int.Parse(File.ReadAllText(Path.Combine(State, "pg", "port")), CultureInfo.InvariantCulture),
        Username = "finaut",
        Password = File.ReadAllText(Path.Combine(State, "pg", "password")).Trim(),
        Database = "finaut",
        Pooling = false, // none that was broken is used again
    }.ConnectionString;

    /// <summary>Ends processes as <c>kill -9</c> does.</summary>
    public void Kill(params IEnumerable<string> names)
    {
        foreach (var id in names.Select(name => Find(name).Id).ToList())
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <summary>Waits until nodes that were killed have successors that are ready.</summary>
    /// <param name="before">Who they were: <see cref="Ids"/>.</param>
    public async Task ReadyAsync(IReadOnlyDictionary<string, int> before)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        foreach (var (name, id) in before)
        {
            await Until.TrueAsync(
                async () =>
                {
                    try
                    {
                        var now = Find(name);
                        if (now.Id == id)
                        {
                            return false;
                        }

                        using var response = now.Url.Length == 0 ? null : await http.GetAsync(now.Url + "/health/ready");
                        return response is null or { IsSuccessStatusCode: true };
                    }
                    catch (HttpRequestException)
                    {
                        return false;
                    }
                },
                TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>The process ids of nodes.</summary>
    public IReadOnlyDictionary<string, int> Ids(params IEnumerable<string> names) => names.ToDictionary(name => name, name => Find(name).Id);

    private (int Id, string Url) Find(string name) => File.ReadLines(Path.Combine(State, $"run-{Port}", "processes"))
        .Select(line => line.Split(' '))
        .Where(columns => columns[0] == name)
        .Select(columns => (int.Parse(columns[1], CultureInfo.InvariantCulture), columns.ElementAtOrDefault(2) ?? ""))
        .Single();

    private void Read(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            if (line.Contains("FinAut API is ready", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }
    }

    // Below the range from which the system gives out ports by itself.
    private static int FreePorts()
    {
        while (true)
        {
            var first = Random.Shared.Next(10_000, 20_000);
            if (Enumerable.Range(first, Ports).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
