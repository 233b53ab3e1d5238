using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Hosting;

public sealed class HealthTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_server_is_ready_only_when_no_migration_is_pending()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        try
        {
            await using var server = await TestServer.StartAsync(connectionString: database);
            var pending = await HealthAsync(server, "ready", HttpStatusCode.ServiceUnavailable);
            Assert.Contains("pending", pending.GetProperty("checks").GetProperty("database").GetProperty("description").GetString()!, StringComparison.Ordinal);
            await HealthAsync(server, "live", HttpStatusCode.OK);

            await using (var db = server.Database())
            {
                await db.Database.MigrateAsync();
            }

            await HealthAsync(server, "ready", HttpStatusCode.OK);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [Fact]
    public async Task A_server_is_live_but_not_ready_while_its_database_is_away()
    {
        var database = await TestDatabase.CreateDemoAsync();
        try
        {
            await using var proxy = new DatabaseProxy(database);
            await using var server = await TestServer.StartAsync(connectionString: proxy.ConnectionString);
            Assert.Equal(["database", "webhooks"], (await HealthAsync(server, "ready", HttpStatusCode.OK)).GetProperty("checks").EnumerateObject().Select(c => c.Name));

            proxy.Cut();
            var away = await HealthAsync(server, "ready", HttpStatusCode.ServiceUnavailable);
            await HealthAsync(server, "live", HttpStatusCode.OK);
            proxy.Restore();

            Assert.Equal("The database does not answer.", away.GetProperty("checks").GetProperty("database").GetProperty("description").GetString());
            await HealthAsync(server, "ready", HttpStatusCode.OK);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_database_that_hangs_makes_the_server_unready_within_five_seconds()
    {
        var database = await TestDatabase.CreateDemoAsync();
        try
        {
            await using var proxy = new DatabaseProxy(database);
            await using var server = await TestServer.StartAsync(connectionString: proxy.ConnectionString);
            await HealthAsync(server, "ready", HttpStatusCode.OK);

            proxy.Stall();
            await HealthAsync(server, "ready", HttpStatusCode.ServiceUnavailable);
            await HealthAsync(server, "live", HttpStatusCode.OK);
            proxy.Restore();

            await Until.TrueAsync(async () =>
            {
                using var ready = await server.Http.GetAsync("/health/ready");
                return ready.IsSuccessStatusCode;
            });
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    private static async Task<JsonElement> HealthAsync(TestServer server, string which, HttpStatusCode expected)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await server.Http.GetAsync("/health/" + which);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limit);

        var health = await response.ReadJsonAsync(expected);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected == HttpStatusCode.OK ? "Healthy" : "Unhealthy", health.GetProperty("status").GetString());
        return health;
    }
}
