using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>Changes as LMSes and the exam platform write them: sign-ups, results and corrections.</summary>
internal sealed class Changes
{
    private readonly Func<PostgreSqlDbContext> _database;
    private readonly List<long> _people;
    private readonly long _lastStatus;
    private readonly long _lastResult;
    private int _written;

    private Changes(Func<PostgreSqlDbContext> database, List<long> people, long lastStatus, long lastResult) =>
        (_database, _people, _lastStatus, _lastResult) = (database, people, lastStatus, lastResult);

    /// <summary>How many were answered with success.</summary>
    public int Written => Volatile.Read(ref _written);

    /// <summary>Begins; what is in the database already is not counted.</summary>
    public static Task<Changes> BeginAsync(Fleet fleet, IEnumerable<long> people) => BeginAsync(fleet.Database, people);

    /// <summary>Begins on any database; what is in it already is not counted.</summary>
    public static async Task<Changes> BeginAsync(Func<PostgreSqlDbContext> database, IEnumerable<long> people)
    {
        await using var db = database();
        return new Changes(
            database,
            [.. people],
            await db.UserStatuses.IgnoreQueryFilters().MaxAsync(s => s.Id),
            await db.Results.IgnoreQueryFilters().MaxAsync(r => r.Id));
    }

    /// <summary>Writes changes by several clients until so many were answered with success.</summary>
    /// <param name="count">How many.</param>
    /// <param name="node">The server to write to now.</param>
    public Task WriteAsync(int count, Func<Task<Node>> node) =>
        Task.WhenAll(Enumerable.Range(0, 6).Select(client => Task.Run(() => WriteAsync(count, node, new Random(TestSeed.Value + client)))));

    /// <summary>Checks that every change in the database has one delivery to every endpoint that wants it, and no other.</summary>
    /// <returns>How many deliveries there are.</returns>
    public async Task<int> AssertDeliveriesAsync()
    {
        await using var db = _database();
        var endpoints = await db.WebhookEndpoints.IgnoreQueryFilters().ToListAsync();
        var statuses = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.Id > _lastStatus)
            .Select(s => new { s.Id, s.User.CompanyId }).ToListAsync();
        var results = await db.Results.IgnoreQueryFilters().Where(r => r.Id > _lastResult)
            .Select(r => new { r.Id, r.User.CompanyId, r.Version }).ToListAsync();
        var expected = statuses.SelectMany(s => endpoints
                .Where(e => e.CompanyId == s.CompanyId && e.Kind != WebhookKind.Results)
                .Select(e => (e.Id, WebhookEvent.UserStatus, s.Id, 1)))
            .Concat(results.SelectMany(r => endpoints
                .Where(e => e.CompanyId == r.CompanyId && e.Kind != WebhookKind.UserStatuses)
                .Select(e => (e.Id, WebhookEvent.Result, r.Id, r.Version))));
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters()
            .Select(d => new { d.EndpointId, d.Event, d.ObjectId, d.EventId, d.Sequence }).ToListAsync();
        var actual = deliveries.GroupBy(d => (d.EndpointId, d.Event, d.ObjectId)).Select(g => (g.Key.EndpointId, g.Key.Event, g.Key.ObjectId, g.Count()));

        Assert.Equal(expected.Order(), actual.Order());
        Assert.Equal(deliveries.Count, deliveries.Select(d => (d.EndpointId, d.EventId)).Distinct().Count());
        Assert.Equal(deliveries.Count, deliveries.Select(d => (d.EndpointId, d.Sequence)).Distinct().Count());
        Assert.InRange(statuses.Count + results.Sum(r => r.Version), Written, int.MaxValue);
        return deliveries.Count;
    }

    private async Task WriteAsync(int count, Func<Task<Node>> node, Random random)
    {
        var corrected = "";
        while (Written < count)
        {
            var to = await node();
            try
            {
                switch (random.Next(4))
                {
                    case 0:
                        var company = random.Next(2) == 0
                            ? Bodies.WorkFor(Bodies.Testfirma, Bodies.Testavdeling)
                            : Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling);
                        await to.Admin.CreateAsync("user/", Bodies.User(null, "afr_ka").With("work_for", company.ToJsonString()));
                        break;
                    case 1 when corrected.Length > 0:
                        await to.CorrectAsync(corrected, random.NextDouble() * 100);
                        break;
                    default:
                        corrected = await to.AddResultAsync(_people[random.Next(_people.Count)]);
                        break;
                }

                Interlocked.Increment(ref _written);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The server was killed; whether the change was made, the database knows.
            }
        }
    }
}
