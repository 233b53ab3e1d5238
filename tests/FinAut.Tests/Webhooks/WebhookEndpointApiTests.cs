using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using FinAut.Api.Webhooks;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>Integrators manage their endpoints (section 5 of the contract).</summary>
public sealed class WebhookEndpointApiTests(SharedWebhooks shared) : IClassFixture<SharedWebhooks>
{
    private const string Endpoints = "webhook_endpoint/";

    private static readonly string[] Fields = ["id", "company", "kind", "url", "enabled", "state", "created"];

    private WebhookServer Webhooks => shared.Webhooks;

    private HttpClient Admin => shared.Admin;

    [Fact]
    public async Task A_new_endpoint_is_answered_with_all_fields_and_its_url()
    {
        var url = Webhooks.Inbox.Url(shared.NewPath()) + "?key=1";

        using var response = await Admin.SendAsync("POST", Endpoints, new JsonObject { ["company"] = 2265, ["kind"] = "results", ["url"] = url });

        var endpoint = await response.ReadJsonAsync(HttpStatusCode.Created);
        endpoint.AssertFields([.. Fields, "secret"]);
        Assert.Equal(endpoint.Text("id"), response.Headers.Location?.OriginalString);
        Assert.Equal(shared.Server.Url($"webhook_endpoint/{endpoint.Text("id").Number()}/"), endpoint.Text("id"));
        Assert.Equal(shared.Server.Url("companies/2265/"), endpoint.Text("company"));
        Assert.Equal(("results", url, "active"), (endpoint.Text("kind"), endpoint.Text("url"), endpoint.Text("state")));
        Assert.True(endpoint.GetProperty("enabled").GetBoolean());
        endpoint.AssertTimestamp("created");
        Assert.True(WebhookSecret.TryParse(endpoint.Text("secret"), out var secret));
        Assert.Equal(32, secret.Key.Length);
    }

    [Theory]
    [InlineData("results")]
    [InlineData("userstatuses")]
    [InlineData("all")]
    public async Task A_kind_reads_back_as_it_was_sent(string kind)
    {
        var id = (await Webhooks.AddEndpointAsync(kind, shared.NewPath())).Text("id");

        Assert.Equal(kind, (await Admin.ReadAsync(id)).Text("kind"));
    }

    [Theory]
    [InlineData("2265")]
    [InlineData("\"2265\"")]
    [InlineData("\"/finautapi/v1/companies/2265/\"")]
    [InlineData("\"https://elsewhere.example/finautapi/v1/companies/2265/\"")]
    public async Task A_company_is_named_as_any_reference(string company)
    {
        var endpoint = await Webhooks.AddEndpointAsync("results", shared.NewPath(), change: b => b.With("company", company));

        Assert.Equal(shared.Server.Url("companies/2265/"), endpoint.Text("company"));
    }

    [Fact]
    public async Task A_form_body_is_read_as_fields()
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["company"] = "2265", ["kind"] = "all", ["url"] = Webhooks.Inbox.Url(shared.NewPath()), ["enabled"] = "false" });

        using var response = await Admin.PostAsync(TestServer.Root + Endpoints, form);

        Assert.Equal("disabled", (await response.ReadJsonAsync(HttpStatusCode.Created)).Text("state"));
    }

    [Theory]
    [InlineData("company", null, FieldMessages.Required)]
    [InlineData("company", "null", FieldMessages.Null)]
    [InlineData("company", "9001", FieldMessages.DoesNotExist)]
    [InlineData("company", "\"/finautapi/v1/companies/9001/\"", FieldMessages.DoesNotExist)]
    [InlineData("company", "99999999", FieldMessages.DoesNotExist)]
    [InlineData("company", "\"/finautapi/v1/user/1/\"", FieldMessages.NoMatch)]
    [InlineData("kind", null, FieldMessages.Required)]
    [InlineData("kind", "null", FieldMessages.Null)]
    [InlineData("kind", "\"\"", FieldMessages.Blank)]
    [InlineData("kind", "\"result\"", "\"result\" is not a valid choice.")]
    [InlineData("kind", "\"All\"", "\"All\" is not a valid choice.")]
    [InlineData("url", null, FieldMessages.Required)]
    [InlineData("url", "null", FieldMessages.Null)]
    [InlineData("url", "\"\"", FieldMessages.Blank)]
    [InlineData("url", "\"not a url\"", GuardRefusal.PublicMessage)]
    [InlineData("url", "\"ftp://127.0.0.1/\"", GuardRefusal.PublicMessage)]
    [InlineData("url", "\"http://user:password@127.0.0.1/\"", GuardRefusal.PublicMessage)]
    [InlineData("url", "\"http://127.0.0.1/#fragment\"", GuardRefusal.PublicMessage)]
    [InlineData("url", "\"http://169.254.169.254/\"", GuardRefusal.PublicMessage)]
    [InlineData("enabled", "null", FieldMessages.Null)]
    public async Task A_wrong_field_is_refused_by_name(string field, string? json, string message) =>
        await Admin.AssertRefusedAsync("POST", Endpoints, NewBody().With(field, json), field, message);

    [Fact]
    public async Task A_url_may_have_2000_characters()
    {
        var start = "http://127.0.0.1/";

        await Admin.CreateAsync(Endpoints, NewBody().With("url", $"\"{start.PadRight(2000, 'a')}\"").With("enabled", "false"));

        await Admin.AssertRefusedAsync("POST", Endpoints, NewBody().With("url", $"\"{start.PadRight(2001, 'a')}\""), "url", FieldMessages.TooLong(2000));
    }

    [Fact]
    public async Task All_that_is_missing_is_named_at_once()
    {
        using var response = await Admin.SendAsync("POST", Endpoints, new JsonObject());

        Assert.Equal(["company", "kind", "url"], (await response.ReadErrorsAsync()).Keys.Order());
    }

    [Fact]
    public async Task A_change_changes_what_it_names_and_nothing_else()
    {
        var (first, second) = (shared.NewPath(), shared.NewPath());
        var endpoint = await Webhooks.AddEndpointAsync("results", first);
        var id = endpoint.Text("id");

        var changed = await Admin.PatchAsync(id, new JsonObject { ["url"] = Webhooks.Inbox.Url(second) });
        Assert.Equal((Webhooks.Inbox.Url(second), "results", "active"), (changed.Text("url"), changed.Text("kind"), changed.Text("state")));
        SharedWebhooks.AssertSigned(await shared.PingedAsync(id, second), endpoint.Text("secret"));

        changed = await Admin.PatchAsync(id, new JsonObject { ["kind"] = "all" });
        Assert.Equal((Webhooks.Inbox.Url(second), "all"), (changed.Text("url"), changed.Text("kind")));
        changed = await Admin.PatchAsync(id, new JsonObject { ["enabled"] = false });
        Assert.Equal(("all", "disabled", false), (changed.Text("kind"), changed.Text("state"), changed.GetProperty("enabled").GetBoolean()));
        changed = await Admin.PatchAsync(id, new JsonObject());
        Assert.Equal("disabled", changed.Text("state"));
        Assert.True(JsonElement.DeepEquals(changed, await Admin.ReadAsync(id)));
        Assert.Equal("active", (await Admin.PatchAsync(id, new JsonObject { ["enabled"] = true, ["company"] = "/finautapi/v1/companies/2265/" })).Text("state"));
    }

    [Theory]
    [InlineData(456)]
    [InlineData(9001)]
    [InlineData(99999999)]
    public async Task The_company_cannot_be_changed(long company)
    {
        var id = (await Webhooks.AddEndpointAsync(path: shared.NewPath())).Text("id");

        await Admin.AssertRefusedAsync(
            "PATCH", id, new JsonObject { ["company"] = company, ["kind"] = "results" }, "company", WebhookEndpointController.CompanyFixed);

        Assert.Equal("all", (await Admin.ReadAsync(id)).Text("kind"));
    }

    [Fact]
    public async Task A_change_is_checked_as_a_create_is()
    {
        var id = (await Webhooks.AddEndpointAsync(path: shared.NewPath())).Text("id");

        await Admin.AssertRefusedAsync("PATCH", id, new JsonObject { ["url"] = "ftp://127.0.0.1/" }, "url", GuardRefusal.PublicMessage);
        await Admin.AssertRefusedAsync("PATCH", id, new JsonObject { ["kind"] = "some" }, "kind", FieldMessages.NotAChoice("some"));
        using var put = await Admin.SendAsync("PUT", id, NewBody());
        await put.ReadProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Subset(put.Content.Headers.Allow.ToHashSet(), new HashSet<string> { "GET", "PATCH", "DELETE" });
    }

    [Fact]
    public async Task What_a_deleted_endpoint_still_had_to_get_is_cancelled()
    {
        var path = shared.NewPath();
        var id = (await Webhooks.AddEndpointAsync("userstatuses", path)).Text("id");
        shared.AnswerTo(path, 500);
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        await Webhooks.AttemptedAsync(id, 1);
        await Admin.PatchAsync(id, new JsonObject { ["enabled"] = false });
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        await Admin.PatchAsync(id, new JsonObject { ["enabled"] = true });
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        await Webhooks.AttemptedAsync(id, 1);
        Assert.Equal(["held", "held", "pending"], await StatesAsync(id));

        using (var deleted = await Admin.DeleteAsync(id))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            Assert.Empty(await deleted.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(["cancelled", "cancelled", "cancelled"], await StatesAsync(id));
        Assert.All(await Webhooks.DeliveriesAsync(id), d => Assert.Equal("cancelled", d.Text("state")));
        await AssertGoneAsync(id);
        var before = shared.PostsTo(path).Count;
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        Webhooks.AdvanceTo(Webhooks.Time.GetUtcNow().AddDays(1));

        // Whatever is due by now has been sent when a later ping to another endpoint has come.
        var other = shared.NewPath();
        await shared.PingedAsync((await Webhooks.AddEndpointAsync("results", other)).Text("id"), other);
        Assert.Equal(before, shared.PostsTo(path).Count);
        Assert.Equal(["cancelled", "cancelled", "cancelled"], await StatesAsync(id));
    }

    [Fact]
    public async Task A_ping_is_posted_once()
    {
        var path = shared.NewPath();
        var id = (await Webhooks.AddEndpointAsync("results", path)).Text("id");

        var delivery = await shared.PingAsync(id);

        Assert.Equal(("ping", "pending", id), (delivery.Text("event"), delivery.Text("state"), delivery.Text("endpoint")));
        delivery.AssertTimestamp("next_attempt");
        Assert.Equal(0, delivery.GetProperty("attempts").GetArrayLength());
        Assert.Null(delivery.Text("object"));
        Assert.Equal(0, delivery.GetProperty("sequence").GetInt64());
        var post = Assert.Single(await shared.WaitAsync(path, 1));
        Assert.Equal("""{"type":"webhook.ping"}""", post.Text);
        Assert.Equal(("webhook.ping", "0"), (post.Headers["X-FinAut-Event"], post.Headers["X-FinAut-Sequence"]));
        Assert.Equal("manual", Assert.Single((await Webhooks.DeliveryAsync(id, "delivered")).GetProperty("attempts").EnumerateArray()).Text("trigger"));
    }

    [Fact]
    public async Task A_ping_that_fails_is_not_tried_again()
    {
        var path = shared.NewPath();
        var id = (await Webhooks.AddEndpointAsync("results", path)).Text("id");
        shared.AnswerTo(path, 503);

        await shared.PingAsync(id);

        var delivery = await Webhooks.DeliveryAsync(id, "exhausted");
        Assert.Null(delivery.Text("next_attempt"));
        Assert.Equal("server_error", Assert.Single(delivery.GetProperty("attempts").EnumerateArray()).Text("error"));
        Assert.Equal("active", (await Admin.ReadAsync(id)).Text("state"));
    }

    [Fact]
    public async Task A_disabled_endpoint_can_be_pinged()
    {
        var path = shared.NewPath();
        var id = (await Webhooks.AddEndpointAsync("results", path, change: b => b["enabled"] = false)).Text("id");

        await shared.PingedAsync(id, path);

        await Webhooks.DeliveryAsync(id, "delivered");
    }

    [Fact]
    public async Task A_webhook_carries_the_headers_that_are_documented()
    {
        var path = shared.NewPath();
        var id = (await Webhooks.AddEndpointAsync("results", path)).Text("id");
        var documented = (await Admin.GetJsonAsync("/finautapi/v1/docs/openapi.json")).GetProperty("webhooks").GetProperty("webhook.ping")
            .GetProperty("post").GetProperty("parameters").EnumerateArray().Select(p => p.Text("name"));

        var post = await shared.PingedAsync(id, path);

        string[] transport = ["Host", "Content-Length", "Content-Type", "Accept-Encoding"];
        Assert.Equal(documented.Order(), post.Headers.Keys.Except(transport, StringComparer.OrdinalIgnoreCase).Order(), StringComparer.OrdinalIgnoreCase);
        Assert.Equal("application/json", post.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("GET", "webhook_endpoint/")]
    [InlineData("POST", "webhook_endpoint/")]
    [InlineData("GET", "webhook_endpoint/{0}/")]
    [InlineData("PATCH", "webhook_endpoint/{0}/")]
    [InlineData("DELETE", "webhook_endpoint/{0}/")]
    [InlineData("POST", "webhook_endpoint/{0}/ping/")]
    [InlineData("POST", "webhook_endpoint/{0}/rotate/")]
    [InlineData("GET", "webhook_delivery/")]
    [InlineData("GET", "webhook_delivery/{1}/")]
    [InlineData("POST", "webhook_delivery/{1}/replay/")]
    public async Task Only_the_scope_webhooks_and_the_permission_to_write_open_the_resources(string method, string template)
    {
        var server = shared.Server;
        var endpoint = await Webhooks.AddEndpointAsync("results", shared.NewPath());
        var delivery = await shared.PingAsync(endpoint.Text("id"));
        var path = TestServer.Root + string.Format(template, endpoint.Text("id").Number(), delivery.Text("id").Number());
        using var readOnly = await ReaderAsync();
        using var other = await server.ClientAsync(await server.NewApplicationAsync(3, Scopes.Webhooks), "webhooks");
        using var exam = await server.ClientAsync(TestServer.ExamClient, "read write exam");

        await AssertAsync(server.Http, HttpStatusCode.Unauthorized);
        await AssertAsync(Webhooks.Writer, HttpStatusCode.Forbidden);
        await AssertAsync(exam, HttpStatusCode.Forbidden);
        await AssertAsync(readOnly, method == "GET" ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        if (template.Contains('{', StringComparison.Ordinal))
        {
            await AssertAsync(other, HttpStatusCode.NotFound);
        }
        else if (method == "GET")
        {
            (await other.GetJsonAsync(path)).AssertEmptyList();
        }
        else
        {
            await other.AssertRefusedAsync("POST", template, NewBody(), "company", FieldMessages.DoesNotExist);
        }

        Assert.Equal("active", (await Admin.ReadAsync(endpoint.Text("id"))).Text("state"));

        async Task AssertAsync(HttpClient client, HttpStatusCode expected)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await client.SendAsync(request);
            if (expected == HttpStatusCode.OK)
            {
                await response.ReadJsonAsync();
            }
            else
            {
                await response.ReadProblemAsync(expected);
            }
        }
    }

    [Fact]
    public async Task The_scope_webhooks_opens_nothing_else()
    {
        using var users = await Admin.GetAsync(TestServer.Root + "user/");
        using var created = await Admin.SendAsync("POST", "user/", Bodies.User());

        await users.ReadProblemAsync(HttpStatusCode.Forbidden);
        await created.ReadProblemAsync(HttpStatusCode.Forbidden);
    }

    private JsonObject NewBody() => new() { ["company"] = 2265, ["kind"] = "results", ["url"] = Webhooks.Inbox.Url(shared.NewPath()) };

    private async Task<HttpClient> ReaderAsync()
    {
        var user = await shared.Server.NewApiUserAsync();
        await using (var db = shared.Server.Database())
        {
            (await db.ApiUsers.SingleAsync(u => u.Id == user)).MayWrite = false;
            await db.SaveChangesAsync();
        }

        return await shared.Server.ClientAsync(await shared.Server.NewApplicationAsync(user, Scopes.Webhooks), "webhooks");
    }

    private async Task<List<string>> StatesAsync(string endpoint)
    {
        await using var db = shared.Server.Database();
        var id = endpoint.Number();
        var states = await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.EndpointId == id).OrderBy(d => d.Id).Select(d => d.State).ToListAsync();
        return states.ConvertAll(s => s.ToString().ToLowerInvariant());
    }

    private async Task AssertGoneAsync(string id)
    {
        foreach (var (method, path) in new[] { ("GET", id), ("PATCH", id), ("DELETE", id), ("POST", id + "ping/"), ("POST", id + "rotate/") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await Admin.SendAsync(request);
            Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
        }

        Assert.DoesNotContain(await Admin.AllRowsAsync(TestServer.Root + Endpoints), e => e.Text("id") == id);
        await using var db = shared.Server.Database();
        var number = id.Number();
        foreach (var delivery in await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.EndpointId == number).Select(d => d.Id).ToListAsync())
        {
            using var replayed = await Admin.PostAsync(shared.Server.Url($"webhook_delivery/{delivery}/replay/"), null);
            await replayed.ReadProblemAsync(HttpStatusCode.NotFound);
        }
    }
}
