using System.Diagnostics;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Faults;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Webhooks;

/// <summary>
/// How much is sent, and how soon, with server, database and receiver on one machine. These run beside other tests and only show
/// that nothing stands still; <see cref="ThroughputAloneTests"/> have the limits.
/// </summary>
public sealed class ThroughputTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public Task A_backlog_is_sent() => DrainAsync(endpoints: 10, each: 50, perSecond: 50);

    [Fact]
    public Task A_change_reaches_its_receiver_soon() => LatencyAsync(changes: 100, p95: 2000, p99: 5000);

    // Endpoints with deliveries that nobody sends yet.
    internal static async Task<List<long>> FillAsync(Fleet fleet, int endpoints, int each)
    {
        var node = await fleet.StartAsync(("Webhooks__Dispatch", "false"));
        var companies = await fleet.CompaniesAsync(Math.Min(endpoints, 40), people: 1);
        var ids = new List<long>();
        for (var i = 0; i < endpoints; i++)
        {
            ids.Add(await fleet.AddEndpointAsync(node, companies[i % companies.Count].Company));
        }

        foreach (var (_, people) in companies)
        {
            await node.AddResultAsync(people[0]);
        }

        await node.Process.KillAsync();
        await using var db = fleet.Database();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_deliveries (id, endpoint_id, company_id, event_id, event, object_id, user_id, sequence, payload, correlation_id, state,
                scheduled_attempts, attempts, manual, next_attempt, created)
            SELECT 1000000 + row_number() OVER (ORDER BY n, d.id), d.endpoint_id, d.company_id, 'evt_' || replace(gen_random_uuid()::text, '-', ''), d.event,
                d.object_id, d.user_id + n % 20, d.sequence + n, d.payload, d.correlation_id, d.state, 0, 0, false,
                d.next_attempt + n * interval '1 microsecond', d.created
            FROM webhook_deliveries d CROSS JOIN generate_series(1, {each - 1}) n
            """);
        Assert.Equal(endpoints * each, await db.WebhookDeliveries.IgnoreQueryFilters().CountAsync());
        return ids;
    }

    internal async Task DrainAsync(int endpoints, int each, double perSecond)
    {
        await using var fleet = await Fleet.CreateAsync();
        await FillAsync(fleet, endpoints, each);
        var arrived = new TaskCompletionSource<long>();
        fleet.Inbox.Answers = post =>
        {
            arrived.TrySetResult(post.At);
            return Answer.Ok;
        };

        var node = await fleet.StartAsync(("Webhooks__MaxInFlightPerEndpoint", "16"));
        var first = await arrived.Task.WaitAsync(Patience);
        await fleet.DrainAsync(Patience);
        var took = Stopwatch.GetElapsedTime(first);

        var posts = fleet.Inbox.Posts;
        Assert.Equal(endpoints * each, posts.Select(p => (p.Path, p.Id)).Distinct().Count());
        Assert.Equal(endpoints * each, posts.Count);
        var rate = posts.Count / took.TotalSeconds;
        output.Figure($"{posts.Count} deliveries to {endpoints} endpoints in {took.TotalSeconds:F1} s: {rate:F0} a second; {node.Process.ProcessorTime.TotalMilliseconds / posts.Count:F1} ms of the server's processor for each, its start included");
        Assert.InRange(rate, perSecond, double.MaxValue);
    }

    internal async Task LatencyAsync(int changes, double p95, double p99)
    {
        await using var fleet = await Fleet.CreateAsync();
        var node = await fleet.StartAsync();
        var companies = await fleet.CompaniesAsync(10);
        foreach (var (company, _) in companies)
        {
            await fleet.AddEndpointAsync(node, company);
        }

        var people = Enumerable.Range(0, 5).SelectMany(i => companies.Select(c => c.People[i])).ToList();
        await Pace.LatenciesAsync(fleet.Inbox, path: null, await Pace.AddResultsAsync(node, people, 50, perSecond: 25));

        var started = Stopwatch.GetTimestamp();
        var made = await Pace.AddResultsAsync(node, people, changes, perSecond: 50);
        var rate = changes / Stopwatch.GetElapsedTime(started).TotalSeconds;
        var latencies = await Pace.LatenciesAsync(fleet.Inbox, path: null, made);

        output.Figure($"commit to receipt of {changes} changes at {rate:F0} a second: p50 {latencies.Percentile(50):F0} ms, p95 {latencies.Percentile(95):F0} ms, p99 {latencies.Percentile(99):F0} ms, at most {latencies.Max():F0} ms");
        Assert.InRange(latencies.Percentile(95), 0, p95);
        Assert.InRange(latencies.Percentile(99), 0, p99);
    }
}

/// <summary>The same for long, with the limits that hold on a machine that does nothing else; <c>bench/webhooks.sh</c> prints the figures.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Faults")]
public sealed class ThroughputAloneTests(ITestOutputHelper output)
{
    private readonly ThroughputTests _throughput = new(output);

    [Fact]
    public Task A_backlog_of_10000_to_50_endpoints_is_sent_at_300_a_second() => _throughput.DrainAsync(endpoints: 50, each: 200, perSecond: 300);

    [Fact]
    public Task A_change_reaches_its_receiver_within_250_ms_at_50_a_second() => _throughput.LatencyAsync(changes: 1500, p95: 250, p99: 1000);

    [Fact]
    public async Task A_claim_costs_less_than_20_ms_with_100000_waiting()
    {
        await using var fleet = await Fleet.CreateAsync();
        var endpoints = await ThroughputTests.FillAsync(fleet, endpoints: 50, each: 2000);
        await using var db = fleet.Database();
        await db.Database.ExecuteSqlAsync($"UPDATE webhook_endpoints SET paused_until = {TimeProvider.System.GetUtcNow().AddHours(1)} WHERE id = ANY({endpoints.Take(10).ToArray()})");
        await db.Database.ExecuteSqlAsync($"UPDATE webhook_endpoints SET state = {(short)WebhookEndpointState.Disabled} WHERE id = ANY({endpoints.Skip(10).Take(5).ToArray()})");
        await db.Database.ExecuteSqlAsync($"UPDATE webhook_deliveries SET state = {(short)WebhookDeliveryState.Held}, next_attempt = NULL WHERE endpoint_id = ANY({endpoints.Skip(10).Take(5).ToArray()})");
        await db.Database.ExecuteSqlRawAsync("ANALYZE webhook_deliveries");

        var (claims, claimed) = (new List<double>(), new List<int>());
        for (var i = 0; i < 50; i++)
        {
            // What a node sent is out of the way when it claims again.
            await db.Database.ExecuteSqlAsync($"UPDATE webhook_deliveries SET state = {(short)WebhookDeliveryState.Delivered}, next_attempt = NULL, claimed_until = NULL WHERE claimed_until IS NOT NULL");
            var now = TimeProvider.System.GetUtcNow();
            var started = Stopwatch.GetTimestamp();
            claimed.Add((await db.ClaimDeliveriesAsync(Guid.NewGuid(), now, now.AddSeconds(30), 4, 64, CancellationToken.None)).Count);
            claims.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        output.Figure($"one claim of 64 out of 100000 deliveries to 50 endpoints, 10 paused and 5 disabled: median {claims.Percentile(50):F1} ms, p95 {claims.Percentile(95):F1} ms");
        Assert.All(claimed, count => Assert.Equal(64, count));
        Assert.InRange(claims.Percentile(50), 0, 20);
    }
}
