using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using FinAut.Api.Webhooks;
using FinAut.Domain.Audit;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>Secrets of endpoints: what they may be, what they sign, how they are changed, and that nobody else sees them.</summary>
public sealed class WebhookSecretApiTests(SharedWebhooks shared) : IClassFixture<SharedWebhooks>
{
    private const string Endpoints = "webhook_endpoint/";

    private static readonly string[] Fields = ["id", "company", "kind", "url", "enabled", "state", "created"];

    private WebhookServer Webhooks => shared.Webhooks;

    private HttpClient Admin => shared.Admin;

    [Fact]
    public async Task A_secret_is_shown_by_the_reply_that_makes_or_rotates_it_and_by_no_other()
    {
        var endpoint = await Webhooks.AddEndpointAsync(path: shared.NewPath());
        var id = endpoint.Text("id");
        var sent = WebhookSecret.New().Text;

        var patched = await Admin.PatchAsync(id, new JsonObject { ["secret"] = sent });
        var rotated = await RotateAsync(id);

        rotated.AssertFields([.. Fields, "secret"]);
        Assert.Equal(3, new[] { endpoint.Text("secret"), sent, rotated.Text("secret") }.Distinct().Count());
        patched.AssertFields(Fields);
        (await Admin.ReadAsync(id)).AssertFields(Fields);
        var listed = await Admin.AllRowsAsync(TestServer.Root + Endpoints);
        Assert.Contains(listed, e => e.Text("id") == id);
        Assert.All(listed, e => e.AssertFields(Fields));
    }

    [Fact]
    public async Task A_secret_that_was_sent_signs()
    {
        var (path, secret) = (shared.NewPath(), WebhookSecret.New().Text);
        var endpoint = await Webhooks.AddEndpointAsync(path: path, change: b => b["secret"] = secret);

        Assert.Equal(secret, endpoint.Text("secret"));
        SharedWebhooks.AssertSigned(await shared.PingedAsync(endpoint.Text("id"), path), secret);
    }

    [Fact]
    public async Task A_secret_of_the_servers_signs()
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync(path: path);

        SharedWebhooks.AssertSigned(await shared.PingedAsync(endpoint.Text("id"), path), endpoint.Text("secret"));
    }

    // Each of them ends what ends the secrets of before, and removes what has ended.
    [Fact]
    public async Task Many_who_change_one_endpoint_at_once_are_all_answered()
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync(path: path);
        var id = endpoint.Text("id");
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 4 == 3
                ? Admin.PatchAsync(id, new JsonObject { ["secret"] = WebhookSecret.New().Text })
                : RotateAsync(id, new JsonObject { ["overlap_hours"] = i % 2 })));
        }

        await Admin.PatchAsync(id, new JsonObject { ["secret"] = null });
        var last = (await RotateAsync(id)).Text("secret");
        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, path), last);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await Admin.DeleteAsync(id);
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.NotFound });
        }));
        using var gone = await Admin.GetAsync(id);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    // A request holds the first secret and waits for the second, whose holder waits for the first. The database ends the one that
    // asks first whether it waits in vain: the request's.
    [Fact]
    public async Task A_change_that_the_database_ends_because_another_waits_for_it_is_made_again()
    {
        const string secretsTable = "webhook_endpoint_secrets";
        var database = shared.Server.ConnectionString;
        await using var server = await TestServer.StartAsync(
            new Dictionary<string, string> { ["Database:CommandSeconds"] = "60" }, database + ";Options=-c deadlock_timeout=3s", Webhooks.Time);
        using var admin = await server.ClientAsync(scope: "webhooks");
        var id = (await Webhooks.AddEndpointAsync(path: shared.NewPath())).Text("id");
        await RotateAsync(id);
        var number = id.Number();
        await using var db = shared.Server.Database();
        var secrets = await db.Set<WebhookEndpointSecret>().IgnoreQueryFilters().Where(s => s.EndpointId == number).Select(s => s.Id).Order().ToListAsync();
        Assert.Equal(2, secrets.Count);

        Task<JsonElement> change;
        await using (var held = await HeldLock.RowAsync(database + ";Options=-c deadlock_timeout=1min", secretsTable, secrets[1]))
        {
            change = admin.PatchAsync(new Uri(id).AbsolutePath, new JsonObject { ["secret"] = null });
            await held.WaitUntilSomebodyWaitsAsync();
            await held.AddRowAsync(secretsTable, secrets[0]);
        }

        (await change).AssertFields(Fields);
        Assert.Equal(2, await db.Set<WebhookEndpointSecret>().IgnoreQueryFilters().CountAsync(s => s.EndpointId == number && s.Expires <= Webhooks.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Null_as_secret_leaves_posts_unsigned()
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync(path: path, change: b => b["secret"] = null);
        endpoint.AssertFields(Fields);
        AssertUnsigned(await shared.PingedAsync(endpoint.Text("id"), path));

        // One that had a secret loses it at once, and gets one again.
        var secret = (await RotateAsync(endpoint.Text("id"))).Text("secret");
        SharedWebhooks.AssertSigned(await shared.PingedAsync(endpoint.Text("id"), path), secret);
        await Admin.PatchAsync(endpoint.Text("id"), new JsonObject { ["secret"] = null });
        AssertUnsigned(await shared.PingedAsync(endpoint.Text("id"), path));

        static void AssertUnsigned(Post post)
        {
            Assert.False(post.Headers.ContainsKey("webhook-signature"));
            Assert.False(post.Headers.ContainsKey("X-Hub-Signature"));
        }
    }

    [Theory]
    [InlineData(24)]
    [InlineData(33)]
    [InlineData(64)]
    public async Task Secrets_of_24_to_64_bytes_are_taken(int length)
    {
        var secret = Secret(length);

        Assert.Equal(secret, (await Webhooks.AddEndpointAsync(path: shared.NewPath(), change: b => b["secret"] = secret)).Text("secret"));
    }

    [Fact]
    public async Task Blanks_around_a_secret_are_no_part_of_it()
    {
        var endpoint = await Webhooks.AddEndpointAsync(path: shared.NewPath(), change: b => b["secret"] = $" {Secret(32)} ");

        Assert.Equal(Secret(32), endpoint.Text("secret"));
    }

    public static TheoryData<string> WrongSecrets => new()
    {
        "",
        "whsec_",
        "secret",
        Secret(23),
        Secret(65),
        Secret(32)["whsec_".Length..],
        Secret(32).ToUpperInvariant(),
        Secret(32).TrimEnd('='),
        Secret(32).Insert(20, " "),
        Secret(32) + "\n" + Secret(32),
        "whsec_" + new string('-', 44),
    };

    [Theory]
    [MemberData(nameof(WrongSecrets))]
    public async Task Anything_else_as_secret_is_refused(string secret)
    {
        var endpoint = (await Webhooks.AddEndpointAsync(path: shared.NewPath())).Text("id");

        await Admin.AssertRefusedAsync("POST", Endpoints, NewBody().With("secret", JsonSerializer.Serialize(secret)), "secret", WebhookEndpointValidator.NotSecret);
        await Admin.AssertRefusedAsync("PATCH", endpoint, new JsonObject { ["secret"] = secret }, "secret", WebhookEndpointValidator.NotSecret);
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_for_24_hours()
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync("results", path);
        var (id, old) = (endpoint.Text("id"), endpoint.Text("secret"));

        var secret = (await RotateAsync(id)).Text("secret");

        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, path), secret, old);
        Webhooks.Time.Advance(TimeSpan.FromHours(23.9));
        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, path), secret, old);
        Webhooks.Time.Advance(TimeSpan.FromHours(0.2));
        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, path), secret);
    }

    [Fact]
    public async Task A_secret_that_was_changed_signs_beside_the_old_one()
    {
        var (path, secret) = (shared.NewPath(), WebhookSecret.New().Text);
        var endpoint = await Webhooks.AddEndpointAsync("results", path);

        await Admin.PatchAsync(endpoint.Text("id"), new JsonObject { ["secret"] = secret });

        SharedWebhooks.AssertSigned(await shared.PingedAsync(endpoint.Text("id"), path), secret, endpoint.Text("secret"));
    }

    [Fact]
    public async Task The_overlap_can_be_chosen_and_0_ends_the_old_secret_at_once()
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync("results", path);
        var id = endpoint.Text("id");

        var week = (await RotateAsync(id, new JsonObject { ["overlap_hours"] = 168 })).Text("secret");
        Webhooks.Time.Advance(TimeSpan.FromHours(100));
        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, path), week, endpoint.Text("secret"));
        var now = (await RotateAsync(id, new JsonObject { ["overlap_hours"] = 0 })).Text("secret");
        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, path), now);
    }

    [Theory]
    [InlineData("-1", "Ensure this value is greater than or equal to 0.")]
    [InlineData("169", "Ensure this value is less than or equal to 168.")]
    [InlineData("1.5", FieldMessages.NotInteger)]
    [InlineData("\"soon\"", FieldMessages.NotInteger)]
    [InlineData("null", FieldMessages.Null)]
    public async Task Another_overlap_is_refused_and_nothing_is_rotated(string hours, string message)
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync("results", path);

        await Admin.AssertRefusedAsync("POST", endpoint.Text("id") + "rotate/", new JsonObject().With("overlap_hours", hours), "overlap_hours", message);

        SharedWebhooks.AssertSigned(await shared.PingedAsync(endpoint.Text("id"), path), endpoint.Text("secret"));
    }

    [Fact]
    public async Task Five_old_secrets_sign_at_most()
    {
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync("results", path);
        var secrets = new List<string> { endpoint.Text("secret") };
        for (var i = 0; i < 7; i++)
        {
            secrets.Insert(0, (await RotateAsync(endpoint.Text("id"))).Text("secret"));
        }

        SharedWebhooks.AssertSigned(await shared.PingedAsync(endpoint.Text("id"), path), [.. secrets.Take(6)]);
    }

    [Fact]
    public async Task Every_change_leaves_an_audit_entry_without_secrets()
    {
        var sent = WebhookSecret.New().Text;
        var endpoint = await Webhooks.AddEndpointAsync("results", shared.NewPath());
        var id = endpoint.Text("id");
        await Admin.PatchAsync(id, new JsonObject { ["kind"] = "all", ["secret"] = sent });
        var rotated = await RotateAsync(id);
        await Admin.DeleteAsync(id);

        await using var db = shared.Server.Database();
        var number = id.Number();
        var entries = await db.AuditEntries.Where(e => e.Entity == "webhook_endpoint" && e.EntityId == number).OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(["created", "changed", "changed"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Equal((ActorKind.Application, TestServer.DemoClient), (e.ActorKind, e.Actor)));
        Assert.All(entries, e => Assert.NotEmpty(e.CorrelationId));
        Assert.Contains("2265", entries[0].Changes, StringComparison.Ordinal);
        Assert.Contains("\"kind\"", entries[1].Changes, StringComparison.Ordinal);
        Assert.Contains("Deleted", entries[2].Changes, StringComparison.Ordinal);
        var ofEndpoint = $"\"endpoint_id\",\"old\":null,\"new\":\"{number}\"";
        var secrets = await db.AuditEntries.Where(e => e.Entity == "webhook_endpoint_secret" && e.Action == "created" && e.Changes.Contains(ofEndpoint)).ToListAsync();
        Assert.Equal(3, secrets.Count);
        Assert.All(secrets, e => Assert.Contains("{\"field\":\"cipher\",\"old\":null,\"new\":\"***\"}", e.Changes, StringComparison.Ordinal));
        await AssertNowhereAsync(endpoint.Text("secret"), sent, rotated.Text("secret"));
    }

    [Fact]
    public async Task Neither_secrets_nor_custom_headers_are_logged_or_stored_as_they_are()
    {
        const string GatewayKey = "gateway-key-7f3a9c";
        var path = shared.NewPath();
        var endpoint = await Webhooks.AddEndpointAsync("userstatuses", path);
        await Webhooks.ChangeAsync(endpoint.Text("id"), (e, secrets) => secrets.SetHeaders(e, [new("X-Gateway", GatewayKey)]));
        var rotated = await RotateAsync(endpoint.Text("id"));
        shared.AnswerTo(path, 500);
        var post = await shared.PingedAsync(endpoint.Text("id"), path);
        await Webhooks.AttemptedAsync(endpoint.Text("id"), 1);
        Assert.Equal(GatewayKey, post.Headers["X-Gateway"]);

        await AssertNowhereAsync(GatewayKey, endpoint.Text("secret"), rotated.Text("secret"), post.Headers["X-Hub-Signature"]);
        Assert.DoesNotContain(GatewayKey, (await Admin.ReadAsync("webhook_delivery/?endpoint=" + endpoint.Text("id"))).GetRawText(), StringComparison.Ordinal);
    }

    private static string Secret(int length) => "whsec_" + Convert.ToBase64String([.. Enumerable.Range(1, length).Select(i => (byte)(i * 7))]);

    private JsonObject NewBody() => new() { ["company"] = 2265, ["kind"] = "results", ["url"] = Webhooks.Inbox.Url(shared.NewPath()) };

    private async Task<JsonElement> RotateAsync(string id, JsonObject? body = null)
    {
        using var response = body is null ? await Admin.PostAsync(id + "rotate/", null) : await Admin.SendAsync("POST", id + "rotate/", body);
        return await response.ReadJsonAsync();
    }

    // In no row of any table, be it as text or as bytes, and in no line of the log.
    private async Task AssertNowhereAsync(params string[] secrets)
    {
        var forms = secrets.SelectMany(s => new[] { s, Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(s)) }).ToList();
        await using var db = shared.Server.Database();
        foreach (var form in forms)
        {
            Assert.Empty(await db.Database.SqlQuery<string>(
                $"""
                SELECT tablename AS "Value" FROM pg_tables
                WHERE schemaname = 'public' AND strpos(query_to_xml(format('SELECT t::text AS t FROM %I t', tablename), true, false, '')::text, {form}) > 0
                """).ToListAsync());
        }

        Assert.All(shared.Server.Logs.Lines, line => Assert.DoesNotContain(forms, f => $"{line.Message} {line.Exception} {line.Scopes}".Contains(f, StringComparison.Ordinal)));
    }
}
