using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Webhooks;

/// <summary>Any number of nodes share the work, and none of them does what another does.</summary>
public sealed class NodesTests(ITestOutputHelper output)
{
    private const int MaxInFlightPerEndpoint = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public Task Two_nodes_send_everything_once_and_in_order() => RunAsync(nodes: 2, changes: 100);

    [Theory]
    [Trait("Category", "Faults")]
    [InlineData(2)]
    [InlineData(4)]
    public Task Nodes_send_a_thousand_changes_once_and_in_order(int nodes) => RunAsync(nodes, changes: 1000);

    private async Task RunAsync(int nodes, int changes)
    {
        await using var fleet = await Fleet.CreateAsync();
        fleet.Inbox.Answers = post => new Answer(200, Gate: Task.Delay(10 + (post.Body.Length % 30)));
        var running = new List<Node>();
        for (var i = 0; i < nodes; i++)
        {
            running.Add(await fleet.StartAsync());
        }

        var companies = await fleet.CompaniesAsync(4, people: 3);
        foreach (var (company, _) in companies)
        {
            await fleet.AddEndpointAsync(running[0], company);
        }

        await fleet.AddEndpointAsync(running[0], Bodies.Testfirma);
        await fleet.AddEndpointAsync(running[0], Bodies.Eksempelbanken);
        var written = await Changes.BeginAsync(fleet, companies.SelectMany(c => c.People).Append(590499));
        var turn = 0;
        var writing = written.WriteAsync(changes, () => Task.FromResult(running[(int)((uint)Interlocked.Increment(ref turn) % nodes)]));
        var atWork = new HashSet<Guid>();
        await Until.TrueAsync(
            async () =>
            {
                await using var db = fleet.Database();
                atWork.UnionWith(await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.ClaimedBy != null).Select(d => d.ClaimedBy!.Value).Distinct().ToListAsync());
                return writing.IsCompleted;
            },
            Patience);
        await writing;
        await fleet.DrainAsync(Patience);

        var deliveries = await written.AssertDeliveriesAsync();
        var posts = fleet.Inbox.Posts;
        Assert.Equal(deliveries, posts.Count);
        Assert.Equal(deliveries, posts.Select(p => (p.Path, p.Id)).Distinct().Count());
        await using (var db = fleet.Database())
        {
            Assert.True(await db.WebhookDeliveries.IgnoreQueryFilters().AllAsync(d => d.State == WebhookDeliveryState.Delivered && d.Attempts == 1));
            Assert.Equal(deliveries, await db.WebhookAttempts.CountAsync());
        }

        foreach (var aboutOne in posts.GroupBy(p => (p.Path, p.Json.Text("user"))))
        {
            var sequence = aboutOne.Select(p => p.Sequence).ToList();
            Assert.Equal(sequence.Order(), sequence);
        }

        var most = fleet.Paths.Values.Select(fleet.Inbox.MostAtOnce).ToList();
        output.Figure($"{nodes} nodes, {written.Written} changes: {deliveries} deliveries, each sent once, by {atWork.Count} of them; {most.Max()} at once to one endpoint at most");
        Assert.All(most, m => Assert.InRange(m, 1, MaxInFlightPerEndpoint));
        Assert.Equal(nodes, atWork.Count);
    }
}
