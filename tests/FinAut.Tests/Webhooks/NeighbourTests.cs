using FinAut.Api.Webhooks;
using FinAut.Tests.Faults;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Webhooks;

/// <summary>Receivers that behave badly cost their neighbours nothing.</summary>
public sealed class NeighbourTests(ITestOutputHelper output)
{
    private static readonly string[] Bad =
    [
        "hangs", "slow headers", "slow body", "huge body", "gzip bomb", "resets after the request", "plain text on a TLS port",
        "hangs in the TLS handshake", "moved", "error", "too many",
    ];

    // The machine has other tests to run, so that the short form cannot tell much.
    [Fact]
    public Task A_healthy_receiver_gets_its_posts_beside_bad_ones() => RunAsync(changes: 24, totalSeconds: 2, slower: 1000);

    internal async Task RunAsync(int changes, int totalSeconds, double slower)
    {
        await using var fleet = await Fleet.CreateAsync(new Dictionary<string, string>
        {
            ["Webhooks__TotalSeconds"] = $"{totalSeconds}",
            ["Webhooks__ConnectSeconds"] = $"{totalSeconds / 2}",
            ["Webhooks__PerSecondPerEndpoint"] = "10",
        });
        var node = await fleet.StartAsync();
        var people = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            people.Add((await node.Admin.CreateUserAsync("afr_ka")).Number());
        }

        var healthy = fleet.Paths[await fleet.AddEndpointAsync(node, Bodies.Testfirma)];
        await MeasureAsync(16);
        var alone = await MeasureAsync(changes);
        var receivers = Bad.Select(name => (Name: name, Animal: ReceiverZoo.Animals[name], Receiver: Receiver.Start(ReceiverZoo.Animals[name].Script))).ToList();
        try
        {
            var endpoints = new Dictionary<long, (string Name, Animal Animal)>();
            foreach (var (name, animal, receiver) in receivers)
            {
                var url = $"{(animal.Https ? "https" : "http")}://127.0.0.1:{receiver.Port}/hook";
                endpoints[await fleet.AddEndpointAsync(node, Bodies.Testfirma, url: url)] = (name, animal);
            }

            var beside = await MeasureAsync(changes);

            var attempts = await AttemptsAsync(fleet, endpoints.Keys);
            output.Figure($"a healthy endpoint's p95 alone {alone:F0} ms, beside {Bad.Length} bad ones with {attempts.Sum(a => a.Count())} attempts {beside:F0} ms");
            foreach (var (endpoint, (name, animal)) in endpoints)
            {
                // Those who wait for a connection to a host that is being tried may wait in vain.
                string?[] classes = animal.Error == SendError.Tls ? ["tls", "connect"] : [animal.Error.Code()];
                Assert.All(attempts[endpoint], error => Assert.True(classes.Contains(error), $"{name} ended as {error}."));
            }

            Assert.InRange(beside, 0, alone + slower);
        }
        finally
        {
            foreach (var (_, _, receiver) in receivers)
            {
                await receiver.DisposeAsync();
            }
        }

        // Below what one endpoint is sent in a second.
        async Task<double> MeasureAsync(int count) =>
            (await Pace.LatenciesAsync(fleet.Inbox, healthy, await Pace.AddResultsAsync(node, people, count, perSecond: 8))).Percentile(95);
    }

    // Every endpoint has had one, when the slowest has ended.
    private static async Task<ILookup<long, string?>> AttemptsAsync(Fleet fleet, IReadOnlyCollection<long> endpoints)
    {
        ILookup<long, string?> attempts = null!;
        await Until.TrueAsync(
            async () =>
            {
                await using var db = fleet.Database();
                attempts = (await db.WebhookAttempts
                    .Join(db.WebhookDeliveries.IgnoreQueryFilters(), a => a.DeliveryId, d => d.Id, (a, d) => new { d.EndpointId, a.Error })
                    .ToListAsync()).ToLookup(a => a.EndpointId, a => a.Error);
                return endpoints.All(attempts.Contains);
            },
            TimeSpan.FromMinutes(1));
        return attempts;
    }
}

/// <summary>The same for long, with the limit that holds on a machine that does nothing else; <c>bench/webhooks.sh</c> prints the figures.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Faults")]
public sealed class NeighbourAloneTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_healthy_receiver_is_not_slower_by_50_ms_beside_bad_ones() =>
        new NeighbourTests(output).RunAsync(changes: 400, totalSeconds: 15, slower: 50);
}
