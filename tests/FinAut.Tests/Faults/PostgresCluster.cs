using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Tests.Infrastructure;
using Npgsql;

namespace FinAut.Tests.Faults;

/// <summary>A PostgreSQL of a test's own, with demo data, that it may restart, kill and starve.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Database = "finaut";

    private readonly TemporaryFolder _folder = new();
    private readonly string _programs = Programs();
    private readonly bool _isSmall;

    private PostgresCluster(bool isSmall) => _isSmall = isSmall;

    /// <summary>The connection string of the database with the demo data.</summary>
    public string ConnectionString => Connection(Database, pooling: true);

    /// <summary>Where the data lie.</summary>
    public string Data => Path.Combine(_folder.FullPath, "data");

    private int Port { get; } = FreePort();

    // PostgreSQL does not run as root.
    private static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <summary>Makes a cluster, starts it and fills it.</summary>
    /// <param name="megabytes">The size of a disk of its own for the data without the log of changes, which only root can make; or null.</param>
    public static async Task<PostgresCluster> StartAsync(int? megabytes = null)
    {
        var cluster = new PostgresCluster(megabytes is not null);
        try
        {
            await cluster.CreateAsync(megabytes);
            await cluster.StartAsync();
            await using (var connection = new NpgsqlConnection(cluster.Connection("postgres", pooling: false)))
            {
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
                await command.ExecuteNonQueryAsync();
            }

            var settings = ServerProcess.Demo(cluster.ConnectionString);
            settings["Demo__Users"] = "100";
            (await ServerProcess.RunAsync(settings, "migrate")).With(0);
            (await ServerProcess.RunAsync(settings, "seed")).With(0);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A context on the database, over a connection that nothing has broken; tests say <c>IgnoreQueryFilters</c>.</summary>
    public PostgreSqlDbContext Context() => TestDatabase.Context(Connection(Database, pooling: false));

    /// <summary>Restarts it as an operator does: whoever is connected is thrown out.</summary>
    public Task RestartAsync() => RunAsync("pg_ctl", "restart", "-D", Data, "-m", "fast", "-w", "-l", Path.Combine(_folder.FullPath, "log"));

    /// <summary>Stops it without a chance to do anything about it.</summary>
    public Task CrashAsync() => RunAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");

    /// <summary>Starts it.</summary>
    public Task StartAsync() => RunAsync("pg_ctl", "start", "-D", Data, "-w", "-l", Path.Combine(_folder.FullPath, "log"));

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await CrashAsync();
        }

        if (_isSmall)
        {
            await ExternalProgram.RunAsync("umount", ["-q", Data], _folder.FullPath);
        }

        _folder.Dispose();
    }

    private async Task CreateAsync(int? megabytes)
    {
        var changes = Path.Combine(_folder.FullPath, "changes");
        Directory.CreateDirectory(Data);
        if (megabytes is { } size)
        {
            await ExternalProgram.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={size}m,mode=0700", "tmpfs", Data], _folder.FullPath);
        }

        if (IsRoot)
        {
            await ExternalProgram.RunAsync("chown", ["-R", "postgres:", _folder.FullPath], Path.GetTempPath());
        }

        await RunAsync("initdb", "-D", Data, $"--waldir={changes}", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        await File.AppendAllLinesAsync(
            Path.Combine(Data, "postgresql.conf"),
            [
                "listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", $"port = {Port}", "max_connections = 100", "fsync = off",

                // A checkpoint that finds the disk full takes the whole server down.
                "checkpoint_timeout = 1h",
            ]);
    }

    private Task<string> RunAsync(string program, params string[] arguments)
    {
        // The server that pg_ctl starts would hold the test's pipes.
        var captured = program != "pg_ctl";
        var path = Path.Combine(_programs, program);
        return IsRoot
            ? ExternalProgram.RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments], _folder.FullPath, captured: captured)
            : ExternalProgram.RunAsync(path, arguments, _folder.FullPath, captured: captured);
    }

    private string Connection(string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = Port,
        Username = "postgres",
        Database = database,
        Pooling = pooling,
    }.ConnectionString;

    // The newest, unless whoever runs the tests has chosen.
    private static string Programs() => Environment.GetEnvironmentVariable("FINAUT_TEST_PGBIN") is { Length: > 0 } chosen
        ? chosen
        : Directory.EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)).Select(folder => Path.Combine(folder, "bin")).First();

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
