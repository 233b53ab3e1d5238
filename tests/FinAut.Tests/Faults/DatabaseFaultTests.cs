using System.Diagnostics;
using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Xunit.Abstractions;

namespace FinAut.Tests.Faults;

/// <summary>Whatever becomes of the database, clients are told within seconds, nothing acknowledged is lost, and nobody restarts the server.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Faults")]
public sealed class DatabaseFaultTests(ITestOutputHelper output)
{
    private const string Area = "Faults";

    // How soon a request is refused while the database is away, and served once it is back.
    private static readonly TimeSpan RefusalLimit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_minute_without_the_database_loses_nothing()
    {
        var database = await TestDatabase.CreateDemoAsync();
        await using (var proxy = new DatabaseProxy(database))
        await using (var server = await StartAsync(proxy.ConnectionString))
        await using (var inbox = await WebhookInbox.StartAsync())
        await using (var load = await Load.StartAsync(server.BaseUrl, () => TestDatabase.Context(database), inbox))
        {
            await load.UntilAsync(() => load.Writes >= 50);
            Assert.Equal(0, load.Unavailable + load.Broken);

            proxy.Cut();
            await load.ForAsync(TimeSpan.FromSeconds(60));
            var recovery = await load.RecoveryAsync(() =>
            {
                proxy.Restore();
                return Task.CompletedTask;
            });

            await AssertAsync("The connection to the database cut for 60 s under load", load, recovery);
            Assert.InRange(load.Unavailable, 1, int.MaxValue);
            Assert.Equal(0, load.Broken);
        }

        await TestDatabase.DropAsync(database);
    }

    [Fact]
    public async Task A_restart_and_a_crash_of_the_database_lose_nothing()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        await using var server = await StartAsync(postgres.ConnectionString);
        await using var inbox = await WebhookInbox.StartAsync();
        await using var load = await Load.StartAsync(server.BaseUrl, postgres.Context, inbox);
        var recovery = TimeSpan.Zero;
        foreach (var restart in new[] { postgres.RestartAsync, CrashAsync, postgres.RestartAsync })
        {
            var before = load.Writes;
            await load.UntilAsync(() => load.Writes >= before + 50);
            var took = await load.RecoveryAsync(restart);
            recovery = took > recovery ? took : recovery;
        }

        await AssertAsync("PostgreSQL restarted, crashed and restarted under load", load, recovery);
        Assert.Equal(0, load.Broken);

        async Task CrashAsync()
        {
            await postgres.CrashAsync();
            await postgres.StartAsync();
        }
    }

    [SkippableFact]
    public async Task While_the_databases_disk_is_full_reads_are_served_and_writes_are_told_to_come_again()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root can make a small disk.");
        await using var postgres = await PostgresCluster.StartAsync(megabytes: 120);
        await using var server = await StartAsync(postgres.ConnectionString);
        await using var inbox = await WebhookInbox.StartAsync();
        await using var load = await Load.StartAsync(server.BaseUrl, postgres.Context, inbox);
        await load.UntilAsync(() => load.Writes >= 50);
        var filler = Path.Combine(postgres.Data, "filler");

        Fill(filler);
        await load.UntilAsync(() => load.Unavailable >= 200);
        var reads = load.Reads;
        await load.UntilAsync(() => load.Reads >= reads + 200);
        using (var http = new HttpClient())
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(server.BaseUrl + "/health/ready")).StatusCode);
        }

        var recovery = await load.RecoveryAsync(() =>
        {
            File.Delete(filler);
            return Task.CompletedTask;
        });

        await AssertAsync("The disk of PostgreSQL full under load, then freed", load, recovery);
        Assert.Equal(0, load.UnavailableReads);
        Assert.Equal(0, load.Broken);
    }

    [Fact]
    public async Task A_slow_database_makes_answers_late_and_not_wrong()
    {
        var database = await TestDatabase.CreateDemoAsync();
        await using (var proxy = new DatabaseProxy(database))
        await using (var server = await StartAsync(proxy.ConnectionString))
        await using (var inbox = await WebhookInbox.StartAsync())
        await using (var load = await Load.StartAsync(server.BaseUrl, () => TestDatabase.Context(database), inbox, writers: 2))
        {
            await load.UntilAsync(() => load.Writes >= 20);

            // Changes of one company wait for each other's commit: more writers would come to the limit of a statement.
            proxy.Delay = TimeSpan.FromMilliseconds(50);
            using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret"));
            var milliseconds = new List<double>();
            for (var round = 0; round < 3; round++)
            {
                foreach (var path in ApiRoutes.AllPaths)
                {
                    var started = Stopwatch.GetTimestamp();
                    await client.GetJsonAsync(TestServer.Root + path);
                    milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }

                await client.GetJsonAsync("/health/ready");
            }

            var before = load.Writes;
            var writing = Stopwatch.GetTimestamp();
            await load.UntilAsync(() => load.Writes >= before + 50);
            var aSecond = (load.Writes - before) / Stopwatch.GetElapsedTime(writing).TotalSeconds;
            await load.StopAsync();
            var deliveries = await load.AssertNothingLostAsync();
            var figures = FormattableString.Invariant($"p50 {milliseconds.Percentile(50):F0} ms, p99 {milliseconds.Percentile(99):F0} ms; {aSecond:F1} writes a second to one company; {load.Summary}; {deliveries} deliveries");
            output.WriteLine($"{figures}\n{load.Refused}");
            Reliability.Note(Area, "Every route and a load, each message to and from the database 50 ms late", figures, "every answer right, none refused");
            Assert.Equal(0, load.Unavailable + load.Broken);
        }

        await TestDatabase.DropAsync(database);
    }

    [Fact]
    public async Task With_every_connection_taken_requests_are_refused_in_time_and_the_process_lives()
    {
        const int atOnce = 64;
        var database = await TestDatabase.CreateDemoAsync();
        await using (var server = await StartAsync(database + ";Maximum Pool Size=2"))
        {
            using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret"));
            var (served, refused, slowest) = await SendAsync(client, atOnce);
            var free = FormattableString.Invariant($"{served} served, {refused} refused, {slowest.TotalSeconds:F1} s at most");

            var held = await HeldLock.TableAsync(database, "users");
            var requests = SendAsync(client, atOnce);
            await held.WaitUntilSomebodyWaitsAsync();
            var live = await AnswerAsync(client, "/health/live");
            var (servedLocked, refusedLocked, slowestLocked) = await requests;
            await held.DisposeAsync();
            var (servedAfter, refusedAfter, slowestAfter) = await SendAsync(client, 2);
            var locked = FormattableString.Invariant($"{servedLocked} served, {refusedLocked} refused, {slowestLocked.TotalSeconds:F1} s at most; /health/live after {live.Took.TotalMilliseconds:F0} ms; served again {slowestAfter.TotalSeconds:F1} s after the lock");

            output.WriteLine($"{free}; {locked}");
            Reliability.Note(Area, $"{atOnce} requests at once with a pool of 2 connections", free, $"served or 503 within {RefusalLimit.TotalSeconds} s");
            Reliability.Note(Area, $"{atOnce} requests at once with a pool of 2 connections while a table is locked", locked, $"503 within {RefusalLimit.TotalSeconds} s, /health/live within 1 s");
            Assert.All([slowest, slowestLocked, slowestAfter], took => Assert.InRange(took, TimeSpan.Zero, RefusalLimit));
            Assert.Equal(atOnce, served + refused);
            Assert.InRange(served, 1, atOnce);
            Assert.Equal(atOnce, refusedLocked);
            Assert.Equal((HttpStatusCode.OK, 0), (live.Status, servedLocked));
            Assert.InRange(live.Took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            Assert.Equal((2, 0), (servedAfter, refusedAfter));
        }

        await TestDatabase.DropAsync(database);
    }

    private static async Task<(int Served, int Refused, TimeSpan Slowest)> SendAsync(HttpClient client, int count)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => AnswerAsync(client, TestServer.Root + "user/")));
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        return (answers.Count(a => a.Status == HttpStatusCode.OK), answers.Count(a => a.Status != HttpStatusCode.OK), answers.Max(a => a.Took));
    }

    private static async Task<(HttpStatusCode Status, TimeSpan Took)> AnswerAsync(HttpClient client, string path)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(path);
        var took = Stopwatch.GetElapsedTime(started);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, path);
        }

        return (response.StatusCode, took);
    }

    private static void Fill(string path)
    {
        var block = new byte[64 * 1024];
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        for (var (offset, length) = (0L, block.Length); length > 0;)
        {
            try
            {
                RandomAccess.Write(file, block.AsSpan(0, length), offset);
                offset += length;
            }
            catch (IOException)
            {
                // Full, but perhaps for less.
                length /= 2;
            }
        }
    }

    private static Task<ServerProcess> StartAsync(string connectionString) =>
        ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.Demo(connectionString))
        {
            ["Throttle__Enabled"] = "false",
            ["Webhooks__PerSecondPerEndpoint"] = "10000",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
        });

    private async Task AssertAsync(string what, Load load, TimeSpan recovery)
    {
        await load.StopAsync();
        var deliveries = await load.AssertNothingLostAsync();
        var figures = FormattableString.Invariant($"served again after {recovery.TotalSeconds:F1} s; {load.Summary}; {deliveries} deliveries, all arrived");
        output.WriteLine($"{figures}\n{load.Refused}");
        Reliability.Note(Area, what, figures, $"nothing acknowledged is lost, 503 within {RefusalLimit.TotalSeconds} s, served again within {RecoveryLimit.TotalSeconds} s");
        Assert.InRange(load.SlowestRefusal, TimeSpan.Zero, RefusalLimit);
        Assert.InRange(recovery, TimeSpan.Zero, RecoveryLimit);
    }
}
