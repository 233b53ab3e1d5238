using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using FinAut.Api.Hosting;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace FinAut.Tests.Upgrade;

/// <summary>Servers of one version and the database of the next, and the other way round, while an upgrade is under way.</summary>
public sealed class MigrateTests : IAsyncLifetime
{
    private const int Failed = 1;

    private string _database = "";

    public async Task InitializeAsync() => _database = await TestDatabase.CreateDemoAsync();

    public Task DisposeAsync() => TestDatabase.DropAsync(_database);

    [Fact]
    public async Task A_server_goes_on_when_a_next_version_has_expanded_the_database()
    {
        await using var server = await TestServer.StartAsync(connectionString: _database);
        using var client = await server.ClientAsync();
        var id = await UseAsync(client);

        await using (var db = server.Database())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                ALTER TABLE users ADD COLUMN next_field text;
                ALTER TABLE user_statuses ADD COLUMN next_number integer NOT NULL DEFAULT 0;
                CREATE INDEX ix_users_next ON users (next_field);
                CREATE TABLE next_things (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id));
                """);
            var applied = db.GetService<IHistoryRepository>().GetInsertScript(new HistoryRow("29990101000000_Next", "99.0.0"));
            await db.Database.ExecuteSqlRawAsync(applied);
        }

        await UseAsync(client);
        await client.ReadAsync(id);
        await AssertReadyAsync(server, HttpStatusCode.OK, "up to date");
        await using var started = await TestServer.StartAsync(connectionString: _database);
        await AssertReadyAsync(started, HttpStatusCode.OK, "up to date");
        using var there = await started.ClientAsync();
        await UseAsync(there);
        Assert.Contains("up to date", (await MigrateAsync()).With(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_before_its_migration_is_not_ready_and_says_what_to_do()
    {
        var last = await TakeBackLastMigrationAsync();
        await using var server = await TestServer.StartAsync(connectionString: _database);
        await AssertReadyAsync(server, HttpStatusCode.ServiceUnavailable, "1 migrations are pending: run the command migrate.");

        Assert.Contains($"Applied {last}.", (await MigrateAsync()).With(0).Output, StringComparison.Ordinal);

        await AssertReadyAsync(server, HttpStatusCode.OK, "up to date");
        using var client = await server.ClientAsync();
        await UseAsync(client);
    }

    [Fact]
    public async Task Readers_do_not_wait_behind_a_migration_that_waits()
    {
        await using var server = await TestServer.StartAsync(connectionString: _database);
        using var client = await server.ClientAsync(); // before: a token is not issued without the columns that the last migration adds
        var last = await TakeBackLastMigrationAsync();
        await using var reader = await LongReader.BeginAsync(_database);
        await using var output = new Told();

        var migrating = Commands.RunAsync(["migrate", .. TestServer.Arguments(null, _database)], output, output);
        var (reads, longest) = (0, TimeSpan.Zero);
        while (Tries(output) < 3 && !migrating.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            await client.ReadAsync("user/?persnr=55110098692");
            longest = new[] { longest, Stopwatch.GetElapsedTime(began) }.Max();
            reads++;
        }

        Reliability.Note(
            "Upgrade and restore", $"{reads} reads while migrate waits for a table that a long transaction reads", $"the longest took {longest.TotalMilliseconds:0} ms", "none is refused; 2 s");
        Assert.False(migrating.IsCompleted, output.ToString());
        Assert.Contains("A table is in use. The oldest transaction is that of process", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("(a-long-report, idle in transaction)", output.ToString(), StringComparison.Ordinal);
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(2));

        await reader.DisposeAsync();
        new Ended(await migrating, output.ToString()).With(0);
        Assert.Contains($"Applied {last}.", output.ToString(), StringComparison.Ordinal);
        await AssertReadyAsync(server, HttpStatusCode.OK, "up to date");
    }

    [Fact]
    public async Task Migrate_gives_up_in_time_and_leaves_everything_as_it_was()
    {
        await TakeBackLastMigrationAsync();
        await using var reader = await LongReader.BeginAsync(_database);

        var refused = (await MigrateAsync("--wait", "0")).With(Failed);

        Assert.Contains("A table is in use.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Given up after", refused.Output, StringComparison.Ordinal);
        await using (var db = TestDatabase.Context(_database))
        {
            Assert.Single(await db.Database.GetPendingMigrationsAsync());
        }

        await reader.DisposeAsync();
        (await MigrateAsync("--wait", "0")).With(0);
    }

    [Fact]
    public async Task Of_two_migrates_at_once_one_applies_and_the_other_waits_for_it()
    {
        var last = await TakeBackLastMigrationAsync();
        await using var reader = await LongReader.BeginAsync(_database);
        await using var first = new Told();
        await using var second = new Told();
        var applying = Commands.RunAsync(["migrate", .. TestServer.Arguments(null, _database)], first, first);
        await Until.TrueAsync(() => Task.FromResult(Tries(first) > 0));
        var waiting = Commands.RunAsync(["migrate", .. TestServer.Arguments(null, _database)], second, second);
        await Until.TrueAsync(() => Task.FromResult(second.ToString().Contains("Another migrate is at work.", StringComparison.Ordinal)));

        await reader.DisposeAsync();

        int[] codes = await Task.WhenAll(applying, waiting);
        Assert.All(codes, code => Assert.Equal(0, code));
        Assert.Contains($"Applied {last}.", first.ToString(), StringComparison.Ordinal);
        Assert.Contains("The database is up to date.", second.ToString(), StringComparison.Ordinal);
    }

    private static int Tries(Told output) => output.ToString().Split("The next try is in").Length - 1;

    // Reads, and every kind of write.
    private static async Task<string> UseAsync(HttpClient client)
    {
        await client.AllRowsAsync(TestServer.Root + "user/");
        await client.ReadAsync("latestuserstatus/");
        var id = await client.CreateUserAsync();
        await client.PatchAsync(id, new JsonObject { ["mobile"] = "40000001" });
        await client.SetStatusAsync(Bodies.Path("user", id.Number()), "hvilende");
        return id;
    }

    private static async Task AssertReadyAsync(TestServer server, HttpStatusCode expected, string said)
    {
        using var ready = await server.Http.GetAsync("/health/ready");
        Assert.Equal(expected, ready.StatusCode);
        Assert.Contains(said, await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> TakeBackLastMigrationAsync()
    {
        await using var db = TestDatabase.Context(_database);
        var migrations = db.Database.GetMigrations().ToList();
        await db.GetService<IMigrator>().MigrateAsync(migrations[^2]);
        return migrations[^1];
    }

    private Task<Ended> MigrateAsync(params string[] options) => InProcess.RunAsync(_database, ["migrate", .. options]);

    // What a command has said so far.
    private sealed class Told : StringWriter
    {
        private readonly ConcurrentQueue<string?> _lines = new();

        public override void WriteLine(string? value) => _lines.Enqueue(value);

        public override Task WriteLineAsync(string? value)
        {
            _lines.Enqueue(value);
            return Task.CompletedTask;
        }

        public override string ToString() => string.Join('\n', _lines);
    }

    // A transaction that has read a table, such as a report's, and goes on: one that the last migration changes.
    private sealed class LongReader(NpgsqlConnection connection) : IAsyncDisposable
    {
        public static async Task<LongReader> BeginAsync(string connectionString)
        {
            var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "a-long-report" }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE user_statuses IN ACCESS SHARE MODE", connection);
            await command.ExecuteNonQueryAsync();
            return new LongReader(connection);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
