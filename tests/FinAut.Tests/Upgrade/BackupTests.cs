using System.Net;
using System.Text.Json.Nodes;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Keys;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Upgrade;

/// <summary>What an operator does by the chapter on backups of docs/operations.md, with PostgreSQL's own programs.</summary>
public sealed class BackupTests
{
    // What one create of a person adds, all of it or nothing.
    private static readonly Dictionary<string, long> OfOneCreate = new()
    {
        ["audit_entries"] = 4,
        ["employments"] = 1,
        ["user_roles"] = 1,
        ["user_statuses"] = 1,
        ["users"] = 1,
        ["webhook_deliveries"] = 1,
    };

    [Fact]
    public async Task A_dump_of_a_server_at_work_restores_to_all_that_was_acknowledged_before_it()
    {
        await using var inbox = await WebhookInbox.StartAsync();
        await using var server = await TestServer.StartAsync();
        using var admin = await server.ClientAsync(scope: "webhooks");
        await admin.CreateAsync("webhook_endpoint/", new JsonObject
        {
            ["company"] = Bodies.Path("companies", Bodies.Testfirma),
            ["kind"] = "userstatuses",
            ["url"] = inbox.Url(),
        });
        using var staff = await Browser.StaffAsync(server);
        using var client = await server.ClientAsync();
        await client.CreateUserAsync();
        var before = await server.CountRowsAsync();

        var restored = await TestDatabase.CreateEmptyAsync();
        try
        {
            var acknowledged = await BackUpAndRestoreAsync(server, client, restored);

            var creates = await AssertWholeAsync(restored, before, acknowledged.Count);
            await using var node = await TestServer.StartAsync(new Dictionary<string, string> { ["Webhooks:Dispatch"] = "true" }, restored, server.Time);
            using (var ready = await node.Http.GetAsync("/health/ready"))
            {
                Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            }

            using var sameToken = node.NewClient();
            sameToken.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
            foreach (var person in acknowledged)
            {
                Assert.Equal(person.Persnr, (await sameToken.ReadAsync(Bodies.Path("user", person.Id.Number()))).Text("persnr"));
            }

            using var there = staff.At(node);
            await there.GetAsync("/staff/");
            using var anew = await Browser.StaffAsync(node);
            await sameToken.CreateUserAsync();

            // With the person of before and the one of after.
            await inbox.WaitAsync((int)creates + 2);
            Assert.Equal(creates + 2, inbox.Posts.Select(post => post.Id).Distinct().Count());
            Assert.Contains("The database is up to date.", (await InProcess.RunAsync(restored, ["migrate"])).With(0).Output, StringComparison.Ordinal);
            (await KeyExchange.RunAsync("status", restored, [])).With(0);
        }
        finally
        {
            await TestDatabase.DropAsync(restored);
        }
    }

    // Writes go on from before the dump to after it.
    private static async Task<List<(string Persnr, string Id)>> BackUpAndRestoreAsync(TestServer server, HttpClient client, string restored)
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var created = new System.Collections.Concurrent.ConcurrentQueue<(string Persnr, string Id)>();
        var writing = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var persnr = TestPersnr.Next();
                created.Enqueue((persnr, (await client.CreateAsync("user/", Bodies.User(persnr))).Text("id")));
            }
        })));
        await Until.TrueAsync(() => Task.FromResult(created.Count >= 20 || writing.IsFaulted));
        var acknowledged = created.ToList();
        await PostgresProgram.RunAsync("pg_dump", server.ConnectionString, folder.FullPath, "--format=custom", "--file=finaut.dump");
        var later = created.Count;
        await stop.CancelAsync();
        await writing;
        Assert.True(later > acknowledged.Count, "Nothing was written while the dump was taken.");
        await PostgresProgram.RunAsync("pg_restore", restored, folder.FullPath, "--no-owner", "--exit-on-error", "finaut.dump");
        return acknowledged;
    }

    private static async Task<long> AssertWholeAsync(string restored, IReadOnlyDictionary<string, long> before, int least)
    {
        var added = (await RowCounts.CountRowsAsync(restored)).Since(before);
        var creates = added["users"];
        Assert.InRange(creates, least, long.MaxValue);
        Assert.Equal(OfOneCreate.ToDictionary(table => table.Key, table => table.Value * creates), added);
        await using var db = TestDatabase.Context(restored);
        Assert.Equal(creates + 1, await db.WebhookDeliveries.IgnoreQueryFilters().CountAsync(d => d.State == WebhookDeliveryState.Pending));
        return creates;
    }
}
