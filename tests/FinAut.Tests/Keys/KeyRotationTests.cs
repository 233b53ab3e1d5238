using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FinAut.Api.Users;
using FinAut.Domain.Accounts;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.SignIn;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Keys;

/// <summary>Keys are exchanged while servers serve: nothing that was under the old ones is lost, and nobody notices.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private const int Failed = 1;
    private const int WrongSettings = 2;
    private const long Kari = 590499;
    private const string KarisPersnr = "55110098692";

    private static readonly TimeSpan ProcessStart = TimeSpan.FromMinutes(1);

    private TestServer _server = null!;
    private HttpClient _client = null!;

    private string Database => _server.ConnectionString;

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync(KeyExchange.Both(writes: 1));
        _client = await _server.ClientAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Persnr_are_read_and_found_under_the_new_keys_alone()
    {
        var persnr = TestPersnr.Next();
        var person = (await _client.CreateAsync("user/", Bodies.User(persnr))).Text("id");
        var (before, rows) = (await VersionsAsync(), await _server.CountRowsAsync());

        var rotated = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);

        Assert.Contains($"persnr: {before.Count} rows, to Persnr__EncryptionKeys__2 and Persnr__LookupKeys__2.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains($"persnr: {before.Count} looked at, {before.Count} rewritten.", rotated.Output, StringComparison.Ordinal);
        Assert.Equal(before, await VersionsAsync());
        Assert.Equal(new Dictionary<string, long> { ["audit_entries"] = 1 }, (await _server.CountRowsAsync()).Since(rows));
        Assert.Equal(person, Assert.Single(await _client.RowsAsync($"user/?persnr={persnr}")).Text("id"));

        await using var node = await TestServer.StartAsync(KeyExchange.OnlyNew(), Database, _server.Time);
        using var client = await node.ClientAsync();
        Assert.Equal(persnr, (await client.ReadAsync(Bodies.Path("user", person.Number()))).Text("persnr"));
        Assert.Equal(Kari, Assert.Single(await client.RowsAsync($"user/?persnr={KarisPersnr}")).Text("id").Number());
        Assert.Equal((await _client.AllRowsAsync(TestServer.Root + "user/")).Count, (await client.AllRowsAsync(TestServer.Root + "user/")).Count);
        await client.AssertRefusedAsync("POST", "user/", Bodies.User(persnr), "persnr", UserWriter.PersnrTaken);
    }

    [Fact]
    public async Task The_audit_trail_has_one_entry_for_it_all()
    {
        var people = await PeopleAsync();
        (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);

        await using var db = _server.Database();
        var entry = Assert.Single(await db.AuditEntries.AsNoTracking().Where(e => e.Action == "rotated").ToListAsync());
        Assert.Equal(("keys rotate", "key", 0L), (entry.Actor, entry.Entity, entry.EntityId));
        Assert.Contains($$"""{"field":"persnr","old":null,"new":"{{people}} rows"}""", entry.Changes, StringComparison.Ordinal);
        using var staff = await Browser.StaffAsync(_server);
        Assert.Contains("keys rotate", await staff.GetAsync("/staff/audit/?action=rotated"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_how_many_rows_each_key_holds_until_the_old_ones_hold_none()
    {
        var people = await PeopleAsync();

        var before = (await KeyExchange.RunAsync("status", Database, KeyExchange.Both(writes: 2))).With(0).Output.Split('\n');
        Assert.Contains($"Persnr__EncryptionKeys__1: {people} rows ({people} persnr)", before);
        Assert.Contains("Persnr__EncryptionKeys__2: 0 rows, writes", before);
        Assert.Contains($"Persnr__LookupKeys__1: {people} rows ({people} persnr)", before);
        Assert.Contains("Persnr__LookupKeys__2: 0 rows, writes", before);
        Assert.Contains("Secrets__EncryptionKeys__2: 0 rows, writes", before);

        (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);

        var after = (await KeyExchange.RunAsync("status", Database, KeyExchange.Both(writes: 2))).With(0).Output.Split('\n');
        Assert.Contains("Persnr__EncryptionKeys__1: 0 rows", after);
        Assert.Contains($"Persnr__EncryptionKeys__2: {people} rows ({people} persnr), writes", after);
        Assert.Contains("Persnr__LookupKeys__1: 0 rows", after);
        Assert.Contains("Secrets__EncryptionKeys__1: 0 rows", after);
        (await KeyExchange.RunAsync("status", Database, KeyExchange.OnlyNew())).With(0);
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);
        var before = await CiphersAsync();

        var again = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);

        Assert.Contains("0 rows were rewritten.", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, await CiphersAsync());
        await using var db = _server.Database();
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "rotated"));
    }

    [Fact]
    public async Task Webhooks_are_signed_as_before_by_a_node_that_has_the_new_key_alone()
    {
        await using var webhooks = await WebhookServer.StartAsync(KeyExchange.Both(writes: 1), Database);
        var endpoint = await webhooks.AddEndpointAsync(path: "before");
        var newer = WebhookSecret.New();
        await webhooks.ChangeAsync(endpoint.Text("id"), (row, secrets) =>
        {
            secrets.Add(row, newer, webhooks.Time.GetUtcNow().AddSeconds(1), TimeSpan.FromHours(1));
            secrets.SetHeaders(row, [KeyValuePair.Create("X-Own", "kept")]);
        });
        var person = await webhooks.Writer.CreateUserAsync();
        AssertAsBefore((await webhooks.Inbox.WaitAsync(1))[0]);
        await webhooks.Server.StopAsync();

        var rotated = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);
        Assert.Contains("secrets of webhooks: 2 looked at, 2 rewritten.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains("custom headers of webhooks: 1 looked at, 1 rewritten.", rotated.Output, StringComparison.Ordinal);

        await using var node = await WebhookServer.StartAsync(KeyExchange.OnlyNew(), Database);
        await node.Writer.SetStatusAsync(Bodies.Path("user", person.Number()), "hvilende");
        AssertAsBefore((await webhooks.Inbox.WaitAsync(2))[1]);

        void AssertAsBefore(Post post)
        {
            SharedWebhooks.AssertSigned(post, newer.Text, endpoint.Text("secret"));
            Assert.Equal("kept", post.Headers["X-Own"]);
        }
    }

    [Fact]
    public async Task Sessions_and_authenticator_apps_outlive_the_old_key()
    {
        const string SetUp = "/finautapi/v1/api-auth/authenticator/";
        await TestSignIns.AddAsync(_server, AccountKind.ApiUser, "med-app", "En lang setning som bare jeg kan 7");
        using var browser = await Browser.SignInAsync(_server, "med-app", "En lang setning som bare jeg kan 7");
        var page = await browser.OpenAsync(SetUp);
        var app = AuthenticatorApp.Scan(page);
        (await AuthenticatorApp.SetUpAsync(page, app.Code())).Dispose();
        await browser.GetAsync("/o/applications/");

        var rotated = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);
        Assert.Contains("keys of authenticator apps: 1 looked at, 1 rewritten.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains("keys of cookies: 1 looked at, 1 rewritten.", rotated.Output, StringComparison.Ordinal);

        await using var node = await TestServer.StartAsync(KeyExchange.OnlyNew(), Database, _server.Time);
        using var there = browser.At(node);
        await there.GetAsync("/o/applications/");
        using var again = await Browser.SignInAsync(node, "med-app", "En lang setning som bare jeg kan 7");
        using var code = await again.SendFormAsync("/finautapi/v1/api-auth/code/", "Fortsett", ("Digits", app.Code(later: 1)));
        Assert.Equal("/o/applications/", code.Headers.Location?.ToString());
        await again.GetAsync("/o/applications/");
    }

    [Fact]
    public async Task What_servers_write_meanwhile_is_kept()
    {
        using var stop = new CancellationTokenSource();
        var (created, patched) = (new List<(string Persnr, string Id)>(), new Dictionary<string, string>());
        var creating = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var persnr = TestPersnr.Next();
                created.Add((persnr, (await _client.CreateAsync("user/", Bodies.User(persnr))).Text("id")));
            }
        });
        var ids = (await _client.AllRowsAsync(TestServer.Root + "user/")).ConvertAll(row => row.Text("id"));
        var patching = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var mobile = string.Create(CultureInfo.InvariantCulture, $"{40_000_000 + i}");
                var id = ids[i % ids.Count];
                await _client.PatchAsync(id, new JsonObject { ["mobile"] = mobile });
                patched[id] = mobile;
            }
        });

        // There and back: with each turn all rows are rewritten, and half of them are not what this node writes.
        for (var turn = 0; turn < 6; turn++)
        {
            (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2 - (turn % 2)))).With(0);
        }

        await Until.TrueAsync(() => Task.FromResult((created.Count > 20 && patched.Count > 20) || creating.IsFaulted || patching.IsFaulted));
        await stop.CancelAsync();
        await Task.WhenAll(creating, patching);
        (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);

        await using var node = await TestServer.StartAsync(KeyExchange.OnlyNew(), Database, _server.Time);
        using var client = await node.ClientAsync();
        foreach (var (persnr, id) in created)
        {
            Assert.Equal(id.Number(), Assert.Single(await client.RowsAsync($"user/?persnr={persnr}")).Text("id").Number());
        }

        var mobiles = (await client.AllRowsAsync(TestServer.Root + "user/")).ToDictionary(row => row.Text("id").Number(), row => row.Text("mobile"));
        Assert.All(patched, patch => Assert.Equal(patch.Value, mobiles[patch.Key.Number()]));
    }

    [Fact]
    public async Task A_run_that_is_killed_half_way_is_ended_by_the_next_one()
    {
        var (ids, people) = (await IdsAsync(), await PeopleAsync());
        var environment = KeyExchange.Both(writes: 2).AsEnvironment(ServerProcess.Demo(Database));
        await using (var held = await HeldLock.RowAsync(Database, "users", ids[people / 2]))
        {
            await using var process = ServerProcess.Begin(environment, "keys", "rotate");
            await held.WaitUntilSomebodyWaitsAsync(ProcessStart);
            await process.KillAsync();
        }

        // The database may still do what it was asked for last, as soon as the row is free.
        Assert.InRange(await CountUnderNewKeyAsync(), people / 2, (people / 2) + 1);
        (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(0);
        Assert.Equal(people, await CountUnderNewKeyAsync());
        (await KeyExchange.RunAsync("status", Database, KeyExchange.OnlyNew())).With(0);
    }

    [Fact]
    public async Task A_run_that_is_asked_to_stop_says_so_and_notes_what_it_did()
    {
        var (ids, people) = (await IdsAsync(), await PeopleAsync());
        var environment = KeyExchange.Both(writes: 2).AsEnvironment(ServerProcess.Demo(Database));
        await using var held = await HeldLock.RowAsync(Database, "users", ids[people / 2]);
        await using var process = ServerProcess.Begin(environment, "keys", "rotate");
        await held.WaitUntilSomebodyWaitsAsync(ProcessStart);
        process.Terminate();

        var ended = (await process.EndAsync()).With(Failed);

        Assert.Contains($"{people / 2} rows were rewritten.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Interrupted: run the command again to go on.", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        await using var db = _server.Database();
        Assert.Contains($"{people / 2} rows", (await db.AuditEntries.SingleAsync(e => e.Action == "rotated")).Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_named_and_the_others_go_on()
    {
        var people = await PeopleAsync();
        await _server.ExecuteAsync($"UPDATE users SET persnr_cipher = set_byte(persnr_cipher, 2, 9) WHERE id = {Kari}");

        var rotated = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(Failed);
        var status = (await KeyExchange.RunAsync("status", Database, KeyExchange.Both(writes: 2))).With(Failed);

        Assert.Contains($"user {Kari}: A stored persnr needs encryption key 9, which is not configured.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains($"{people - 1} rewritten.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains("1 rows could not be rewritten; they are named above.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains($"user {Kari}: A stored persnr needs encryption key 9", status.Output, StringComparison.Ordinal);
        Assert.Contains("1 rows cannot be read; they are named above.", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_old_keys_nothing_is_rewritten_and_few_rows_are_named()
    {
        var (people, before) = (await PeopleAsync(), await CiphersAsync());

        var rotated = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.OnlyNew())).With(Failed);

        Assert.Equal(20, rotated.Output.Split('\n').Count(line => line.Contains("needs encryption key 1, which is not configured", StringComparison.Ordinal) && line.StartsWith("user ", StringComparison.Ordinal)));
        Assert.Contains($"user: {people - 20} more.", rotated.Output, StringComparison.Ordinal);
        Assert.Equal(before, await CiphersAsync());
    }

    [Fact]
    public async Task A_person_who_is_registered_under_both_lookup_keys_is_named()
    {
        // As two nodes made it that wrote under different keys, of which one had no other.
        await using (var newer = await TestServer.StartAsync(KeyExchange.OnlyNew(), Database, _server.Time))
        {
            using var client = await newer.ClientAsync();
            await client.CreateAsync("user/", Bodies.User(KarisPersnr));
        }

        var rotated = (await KeyExchange.RunAsync("rotate", Database, KeyExchange.Both(writes: 2))).With(Failed);

        Assert.Contains($"user {Kari}: Another row holds the same under the newer key: the person is registered twice.", rotated.Output, StringComparison.Ordinal);
        Assert.Contains("1 rows could not be rewritten", rotated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_write_different_lookups_do_not_create_a_person_twice()
    {
        await using var node = await TestServer.StartAsync(KeyExchange.Both(writes: 2), Database, _server.Time);
        using var there = await node.ClientAsync();
        for (var round = 0; round < 20; round++)
        {
            var persnr = TestPersnr.Next();

            var replies = await Task.WhenAll(_client.SendAsync("POST", "user/", Bodies.User(persnr)), there.SendAsync("POST", "user/", Bodies.User(persnr)));

            Assert.Equal([HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity], replies.Select(r => r.StatusCode).Order());
            Assert.Single(await there.RowsAsync($"user/?persnr={persnr}"));
            Array.ForEach(replies, reply => reply.Dispose());
        }
    }

    [Theory]
    [InlineData("Persnr:EncryptWith", "Persnr__EncryptWith is 3, but there is no Persnr__EncryptionKeys__3.")]
    [InlineData("Persnr:LookupWith", "Persnr__LookupWith is 3, but there is no Persnr__LookupKeys__3.")]
    [InlineData("Secrets:EncryptWith", "Secrets__EncryptWith is 3, but there is no Secrets__EncryptionKeys__3.")]
    public async Task A_key_to_write_with_must_be_there(string setting, string message)
    {
        var settings = KeyExchange.Both(writes: 2);
        settings[setting] = "3";

        var refused = (await KeyExchange.RunAsync("status", Database, settings)).With(WrongSettings);

        Assert.Contains(message, refused.Output, StringComparison.Ordinal);
    }

    private async Task<int> PeopleAsync() => (await IdsAsync()).Count;

    private async Task<List<long>> IdsAsync()
    {
        await using var db = _server.Database();
        return await db.Users.IgnoreQueryFilters().OrderBy(u => u.Id).Select(u => u.Id).ToListAsync();
    }

    private async Task<List<(long Id, DateTimeOffset Changed, int Version)>> VersionsAsync()
    {
        await using var db = _server.Database();
        return (await db.Users.IgnoreQueryFilters().OrderBy(u => u.Id).Select(u => new { u.Id, u.Changed, u.Version }).ToListAsync())
            .ConvertAll(u => (u.Id, u.Changed, u.Version));
    }

    private async Task<List<string>> CiphersAsync()
    {
        await using var db = _server.Database();
        return (await db.Users.IgnoreQueryFilters().OrderBy(u => u.Id).Select(u => u.PersnrCipher).ToListAsync()).ConvertAll(Convert.ToHexString);
    }

    private async Task<int> CountUnderNewKeyAsync() => (await CiphersAsync()).Count(cipher => cipher.StartsWith("010002", StringComparison.Ordinal));
}
