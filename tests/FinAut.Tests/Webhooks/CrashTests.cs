using System.Diagnostics;
using FinAut.Api.Webhooks;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Faults;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Webhooks;

/// <summary>The same for long. No write may be refused, so no other test may keep the database from answering in time.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Faults")]
public sealed class ManyCrashesTests(ITestOutputHelper output)
{
    [Fact]
    public Task Nothing_is_lost_when_the_server_is_killed_twenty_times_while_5000_changes_are_written() =>
        new CrashTests(output).RunAsync(rounds: 20, changes: 5000, lapse: false, settings: null);
}

/// <summary>A server that is killed at any moment loses no event, and its successor takes over.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    // For the form that runs beside other tests: what they make it wait for is no reason to refuse a write.
    private static readonly Dictionary<string, string> Patient = new() { ["Database__ConnectSeconds"] = "30", ["Database__CommandSeconds"] = "30" };

    // For the delivery to get its turn.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public Task Nothing_is_lost_when_the_server_is_killed() => RunAsync(rounds: 2, changes: 100, lapse: true, Patient);

    // With `lapse`, the dead node's claims are made to end at once rather than waited for.
    internal async Task RunAsync(int rounds, int changes, bool lapse, Dictionary<string, string>? settings)
    {
        await using var fleet = await Fleet.CreateAsync(settings);
        var random = new Random(TestSeed.Value);
        fleet.Inbox.Answers = post => new Answer(200, Gate: Task.Delay(post.Body.Length % 30));
        var node = await fleet.StartAsync();
        var companies = await fleet.CompaniesAsync(4);
        foreach (var (company, _) in companies)
        {
            await fleet.AddEndpointAsync(node, company);
        }

        foreach (var kind in new[] { "all", "results", "userstatuses" })
        {
            await fleet.AddEndpointAsync(node, Bodies.Testfirma, kind);
        }

        await fleet.AddEndpointAsync(node, Bodies.Eksempelbanken);
        var written = await Changes.BeginAsync(fleet, companies.SelectMany(c => c.People).Append(590499));
        var current = Running(node);
        var writing = written.WriteAsync(changes, () => Volatile.Read(ref current).Task);
        var kills = new List<Kill>();
        for (var round = 0; round < rounds; round++)
        {
            var moment = (int)((round + 0.2 + (0.7 * random.NextDouble())) * changes / rounds);
            await Until.TrueAsync(() => Task.FromResult(written.Written >= moment || writing.IsFaulted), Patience);
            Volatile.Write(ref current, new TaskCompletionSource<Node>());
            await node.Process.KillAsync();
            kills.Add(await ClaimsAsync(fleet, lapse));
            node = await fleet.StartAsync();
            kills[^1] = kills[^1] with { Over = Stopwatch.GetTimestamp() };
            current.SetResult(node);
        }

        await writing;
        await fleet.DrainAsync(Patience);

        var deliveries = await written.AssertDeliveriesAsync();
        await using var db = fleet.Database();
        Assert.True(await db.WebhookDeliveries.IgnoreQueryFilters().AllAsync(d => d.State == WebhookDeliveryState.Delivered && d.ClaimedBy == null));
        var posts = fleet.Inbox.Posts;
        var arrived = posts.ToLookup(p => (p.Path, p.Id));
        var made = await db.WebhookDeliveries.IgnoreQueryFilters().Select(d => new { d.EndpointId, d.EventId, d.Payload }).ToListAsync();
        Assert.Equal(made.Select(d => (fleet.Paths[d.EndpointId], d.EventId)).Order(), arrived.Select(g => g.Key).Order());
        Assert.All(made, d => Assert.All(arrived[(fleet.Paths[d.EndpointId], d.EventId)], p => Assert.Equal(d.Payload, p.Text)));

        var resumed = kills.SelectMany((kill, i) => kill.Claims.Select(claim => Resumed(claim, kill, kills.Skip(i + 1).ToList(), arrived))).ToList();
        output.Figure($"{rounds} kills while {written.Written} changes were written: {deliveries} deliveries, none lost; {posts.Count - deliveries} arrived again with the same id and bytes; {resumed.Count} claims of dead nodes, resumed after {resumed.DefaultIfEmpty().Max(r => r.After).TotalSeconds:F1} s at most, {resumed.DefaultIfEmpty().Max(r => r.Late).TotalSeconds:F1} s after the lease at most while a node ran");
        Reliability.Note(
            "Webhooks",
            $"The server killed {rounds} times while {changes} changes are written",
            $"{deliveries} deliveries, none lost, {posts.Count - deliveries} arrived twice",
            "none lost");
        Assert.All(resumed, r => Assert.InRange(r.Late, TimeSpan.MinValue, Slack));
        Assert.NotEmpty(resumed);
    }

    private static TaskCompletionSource<Node> Running(Node node)
    {
        var running = new TaskCompletionSource<Node>();
        running.SetResult(node);
        return running;
    }

    // By its arrival, or by another node that was killed in its turn. Where no node ran when the lease ended, the next one is waited for.
    private static (TimeSpan After, TimeSpan Late) Resumed(Claim claim, Kill kill, List<Kill> later, ILookup<(string Path, string Id), Post> arrived)
    {
        var arrivals = arrived[(claim.Path, claim.Id)].Where(p => p.At > kill.At).Select(p => p.At);
        var claims = later.Where(k => k.Claims.Any(c => c.Path == claim.Path && c.Id == claim.Id && c.By != claim.By)).Select(k => k.At);
        var resumed = arrivals.Concat(claims).Min();
        var due = kill.At + (long)(WebhookDispatcher.Lease.TotalSeconds * Stopwatch.Frequency);
        due = later.FirstOrDefault(k => k.At <= due && due < k.Over)?.Over ?? due;
        return (Stopwatch.GetElapsedTime(kill.At, resumed), Stopwatch.GetElapsedTime(due, resumed));
    }

    private static async Task<Kill> ClaimsAsync(Fleet fleet, bool lapse)
    {
        var at = Stopwatch.GetTimestamp();
        await using var db = fleet.Database();
        var claimed = await db.WebhookDeliveries.IgnoreQueryFilters()
            .Where(d => d.State == WebhookDeliveryState.Pending && d.ClaimedBy != null)
            .Select(d => new { d.EndpointId, d.EventId, d.ClaimedBy }).ToListAsync();
        if (lapse)
        {
            await db.Database.ExecuteSqlAsync($"UPDATE webhook_deliveries SET claimed_until = {TimeProvider.System.GetUtcNow()} WHERE claimed_until IS NOT NULL");
        }

        return new Kill(at, at, claimed.ConvertAll(d => new Claim(fleet.Paths[d.EndpointId], d.EventId, d.ClaimedBy!.Value)));
    }

    private sealed record Claim(string Path, string Id, Guid By);

    private sealed record Kill(long At, long Over, List<Claim> Claims);
}
