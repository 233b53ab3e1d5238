using System.Collections.Concurrent;
using System.Text.Json;
using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FinAut.Tests.Http;

public sealed class QueryCountTests(WatchedServer watched) : IClassFixture<WatchedServer>
{
    private TestServer Server => watched.Server;

    // One for the rows; a list that is longer than its page, or is not asked for from its beginning, is counted too.
    [Theory]
    [InlineData("user/", "user/?persnr=55110098692")]
    [InlineData("user/", "user/?employee_alias=A1000001")]
    [InlineData("departments/", "departments/?company=2265")]
    [InlineData("franchises/", "franchises/?department=2266")]
    [InlineData("employment/", "employment/?user=590499")]
    [InlineData("userstatus/", "userstatus/?user=590499")]
    [InlineData("latestuserstatus/", "latestuserstatus/?user=590499")]
    [InlineData("results/", "results/?user=590499")]
    [InlineData("results/?from_date=2015-01-01&appname=afr", "results/?user=590499&appname=afr&from_date=2026-01-01")]
    [InlineData("competency_goal/", "competency_goal/?appname=afr")]
    [InlineData("competency_result/", "competency_result/?encrypted_userid=example_encrypted_id_123")]
    [InlineData("companies/?page=last", "companies/")]
    public async Task A_full_page_costs_two_queries_at_most_and_a_short_list_one(string full, string brief)
    {
        using var client = await Server.ClientAsync();

        var (rows, statements) = await ReadAsync(client, full);
        var (fewer, others) = await ReadAsync(client, brief);

        Assert.True(rows >= fewer && fewer > 0, $"{rows} and {fewer} rows");
        Assert.InRange(statements.Count, 1, 2);
        Assert.Single(others);
    }

    [Fact]
    public async Task The_list_of_companies_costs_the_same_for_one_as_for_forty()
    {
        using var demo = await Server.ClientAsync();
        using var other = await Server.ClientAsync(TestServer.OtherClient);

        var (forty, statements) = await ReadAsync(demo, "companies/");
        var (one, others) = await ReadAsync(other, "companies/");

        Assert.Equal(40, forty);
        Assert.Equal(1, one);
        Assert.Equal(statements.Count, others.Count);
    }

    [Theory]
    [InlineData("user/590499/", 1)]
    [InlineData("user/1/", 1)]
    [InlineData("user/5/", 1)]
    [InlineData("companies/2265/", 1)]
    [InlineData("departments/2266/", 1)]
    [InlineData("franchises/5001/", 1)]
    [InlineData("employment/1/", 1)]
    [InlineData("userstatus/1/", 1)]
    [InlineData("results/1/", 1)]
    [InlineData("competency_goal/456/", 1)]
    [InlineData("competency_result/1/", 1)]
    [InlineData("", 0)]
    [InlineData("userrole/", 0)]
    [InlineData("userrole/afr_ka/", 0)]
    [InlineData("ordninger/", 0)]
    [InlineData("ordninger/1/", 0)]
    [InlineData("nowhere/", 0)]
    [InlineData("user/?page=0", 1)]
    [InlineData("user/?format=xml", 0)]
    public async Task One_item_costs_a_fixed_number_of_queries(string path, int atMost)
    {
        using var client = await Server.ClientAsync();

        var (_, statements) = await ReadAsync(client, path);

        Assert.InRange(statements.Count, 0, atMost);
    }

    [Fact]
    public async Task A_person_with_a_long_life_costs_no_more_than_a_newcomer()
    {
        using var client = await Server.ClientAsync();
        var old = await Server.AddPersonAsync(p =>
        {
            for (var year = 1990; year < 2020; year++)
            {
                p.Employ(Places.Testfirma, Places.Testavdeling, $"{year}-01-01");
                p.Status("afr", year % 2 == 0 ? "afrok" : "hvilende", $"{year}-01-01");
            }
        });

        var (_, statements) = await ReadAsync(client, $"user/{old}/");
        var (_, others) = await ReadAsync(client, "user/590499/");

        Assert.Equal(others.Count, statements.Count);
    }

    [Fact]
    public async Task Reading_never_writes_and_never_tracks()
    {
        using var client = await Server.ClientAsync();
        foreach (var path in ApiRoutes.AllPaths.Append("user/?page=last").Append("user/5/"))
        {
            var (_, statements) = await ReadAsync(client, path);
            Assert.All(statements, statement => Assert.StartsWith("SELECT", statement.TrimStart(), StringComparison.Ordinal));
        }

        Assert.Empty(watched.Tracked);
    }

    // What the caller's token costs is counted elsewhere: it is remembered for a moment, so it may or may not be asked for.
    private async Task<(int Rows, List<string> Statements)> ReadAsync(HttpClient client, string path)
    {
        using var queries = Server.CountQueries();
        using var response = await client.GetAsync(TestServer.Root + path);
        var reply = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return (
            reply.TryGetProperty("count", out _) && reply.TryGetProperty("results", out var rows) ? rows.GetArrayLength() : 1,
            queries.Statements.Where(s => !s.Contains("access_tokens", StringComparison.Ordinal)).ToList());
    }
}

/// <summary>A server that tells what its contexts begin to track.</summary>
public sealed class WatchedServer : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _tracked = new();

    public TestServer Server { get; private set; } = null!;

    public IReadOnlyCollection<string> Tracked => _tracked;

    public async Task InitializeAsync() => Server = await TestServer.StartAsync(configure: Watch);

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private void Watch(WebApplicationBuilder builder)
    {
        var inner = builder.Services.Single(s => s.ServiceType == typeof(IDbContextFactory<FinAutDbContext>));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDbContextFactory<FinAutDbContext>>(services =>
            new WatchingFactory((IDbContextFactory<FinAutDbContext>)ActivatorUtilities.CreateInstance(services, inner.ImplementationType!), _tracked)));
    }

    private sealed class WatchingFactory(IDbContextFactory<FinAutDbContext> inner, ConcurrentQueue<string> tracked) : IDbContextFactory<FinAutDbContext>
    {
        public FinAutDbContext CreateDbContext()
        {
            var db = inner.CreateDbContext();

            // Whatever a query, not an insert, begins to track.
            db.ChangeTracker.Tracked += (_, e) =>
            {
                if (e.FromQuery)
                {
                    tracked.Enqueue(e.Entry.Metadata.Name);
                }
            };
            return db;
        }
    }
}
