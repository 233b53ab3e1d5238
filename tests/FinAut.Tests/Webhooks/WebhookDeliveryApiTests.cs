using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>Integrators look at what was posted, and have it posted again (section 5 of the contract).</summary>
public sealed class WebhookDeliveryApiTests(SharedWebhooks shared) : IClassFixture<SharedWebhooks>
{
    private const string Deliveries = "webhook_delivery/";

    private static readonly int[] Statuses = [500, 200];

    private WebhookServer Webhooks => shared.Webhooks;

    private HttpClient Admin => shared.Admin;

    [Fact]
    public async Task A_delivery_shows_what_was_posted_and_what_came_of_it()
    {
        var path = shared.NewPath();
        var endpoint = (await Webhooks.AddEndpointAsync("userstatuses", path)).Text("id");
        shared.AnswerTo(path, 503);
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        var pending = await Webhooks.AttemptedAsync(endpoint, 1);

        pending.AssertFields("id", "endpoint", "event", "object", "sequence", "state", "attempts", "next_attempt", "created", "delivered_at");
        var post = Assert.Single(shared.PostsTo(path));
        Assert.Equal(shared.Server.Url($"webhook_delivery/{pending.Text("id").Number()}/"), pending.Text("id"));
        Assert.Equal((endpoint, "userstatus", "pending"), (pending.Text("endpoint"), pending.Text("event"), pending.Text("state")));
        Assert.Equal(post.Sequence, pending.GetProperty("sequence").GetInt64());
        Assert.Equal(new Uri(post.Json.Text("id")).AbsolutePath, new Uri(pending.Text("object")).AbsolutePath);
        Assert.Equal(post.Json.Text("status"), (await Webhooks.Writer.ReadAsync(pending.Text("object"))).Text("status"));
        pending.AssertTimestamp("created");
        pending.AssertTimestamp("next_attempt");
        Assert.Null(pending.Text("delivered_at"));
        var first = Assert.Single(pending.GetProperty("attempts").EnumerateArray());
        first.AssertFields("number", "trigger", "at", "duration_ms", "status", "error");
        Assert.Equal((1, 503), (first.GetProperty("number").GetInt32(), first.GetProperty("status").GetInt32()));
        Assert.Equal(("schedule", "server_error"), (first.Text("trigger"), first.Text("error")));
        first.AssertTimestamp("at");
        Assert.InRange(first.GetProperty("duration_ms").GetInt32(), 0, 15_000);

        shared.AnswerTo(path, 204);
        Webhooks.AdvanceTo(pending);
        var delivered = await Webhooks.DeliveryAsync(endpoint, "delivered");

        delivered.AssertTimestamp("delivered_at");
        Assert.Null(delivered.Text("next_attempt"));
        var second = delivered.GetProperty("attempts")[1];
        Assert.Equal((2, 204), (second.GetProperty("number").GetInt32(), second.GetProperty("status").GetInt32()));
        Assert.Null(second.Text("error"));
        Assert.True(JsonElement.DeepEquals(delivered, await Admin.ReadAsync(delivered.Text("id"))));
    }

    [Fact]
    public async Task A_result_is_named_by_its_url()
    {
        var endpoint = (await Webhooks.AddEndpointAsync("results", shared.NewPath())).Text("id");
        var result = (await Webhooks.Exam.CreateAsync("results/", Bodies.Result(await Webhooks.Writer.CreateUserAsync("afr_ka")))).Text("id");

        var delivery = await Webhooks.DeliveryAsync(endpoint, "delivered");

        Assert.Equal(("result", result), (delivery.Text("event"), delivery.Text("object")));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_has_no_status()
    {
        var path = shared.NewPath();
        var endpoint = (await Webhooks.AddEndpointAsync("results", path, change: b => b["url"] = "http://127.0.0.1:1/")).Text("id");

        await shared.PingAsync(endpoint);

        var attempt = Assert.Single((await Webhooks.DeliveryAsync(endpoint, "exhausted")).GetProperty("attempts").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, attempt.GetProperty("status").ValueKind);
        Assert.Equal("connect", attempt.Text("error"));
    }

    [Fact]
    public async Task What_concerns_a_person_who_left_is_listed_without_naming_the_object()
    {
        var endpoint = (await Webhooks.AddEndpointAsync("userstatuses", shared.NewPath())).Text("id");
        var user = await Webhooks.Writer.CreateUserAsync("afr_ka");
        var delivery = await Webhooks.DeliveryAsync(endpoint, "delivered");
        Assert.NotNull(delivery.Text("object"));

        await using (var db = shared.Server.Database())
        {
            var id = user.Number();
            await db.Users.IgnoreQueryFilters().Where(u => u.Id == id).ExecuteUpdateAsync(set => set.SetProperty(u => u.CompanyId, Bodies.OutsideCompany));
        }

        Assert.Null((await Admin.ReadAsync(delivery.Text("id"))).Text("object"));
        Assert.Null(Assert.Single(await Webhooks.DeliveriesAsync(endpoint)).Text("object"));
    }

    [Fact]
    public async Task The_list_is_filtered_by_endpoint_and_state()
    {
        var (path, silent) = (shared.NewPath(), shared.NewPath());
        var endpoint = (await Webhooks.AddEndpointAsync("userstatuses", path)).Text("id");
        var other = (await Webhooks.AddEndpointAsync("userstatuses", silent, change: b => b["enabled"] = false)).Text("id");
        await Webhooks.Writer.CreateUserAsync("afr_ka", "krd_ka");
        await Until.TrueAsync(async () => (await RowsAsync($"endpoint={endpoint}&state=delivered")).Count == 2);
        shared.AnswerTo(path, 500);
        await shared.PingAsync(endpoint);
        await Webhooks.DeliveryAsync(endpoint, "exhausted");
        var number = endpoint.Number();

        foreach (var reference in new[] { endpoint, $"{number}", $"/finautapi/v1/webhook_endpoint/{number}/", $"http://elsewhere.test/finautapi/v1/webhook_endpoint/{number}/", $" {number} " })
        {
            var rows = await RowsAsync("endpoint=" + Uri.EscapeDataString(reference));
            Assert.Equal(["userstatus", "userstatus", "ping"], rows.Select(r => r.Text("event")));
            Assert.Equal(rows.Select(r => r.Text("id").Number()).Order(), rows.Select(r => r.Text("id").Number()));
        }

        Assert.Equal(["delivered", "delivered"], (await RowsAsync($"endpoint={number}&state=delivered")).Select(r => r.Text("state")));
        Assert.Equal("ping", Assert.Single(await RowsAsync($"endpoint={number}&state=exhausted")).Text("event"));
        Assert.Empty(await RowsAsync($"endpoint={number}&state=held"));
        Assert.Empty(await RowsAsync($"endpoint={number}&state=pending"));
        Assert.Empty(await RowsAsync($"endpoint={number}&state=cancelled"));
        Assert.Equal(2, (await RowsAsync($"endpoint={other.Number()}&state=held")).Count);
        Assert.Equal(3, (await RowsAsync($"endpoint={number}&state=")).Count);
        Assert.True((await Admin.ReadAsync(Deliveries + "?endpoint=&state=delivered")).Count() >= 2);
    }

    [Theory]
    [InlineData("endpoint=nonsense")]
    [InlineData("endpoint=0")]
    [InlineData("endpoint=-1")]
    [InlineData("endpoint=99999999999999999999")]
    [InlineData("endpoint=/finautapi/v1/companies/2265/")]
    [InlineData("state=nonsense")]
    [InlineData("state=Delivered")]
    [InlineData("state=2")]
    public async Task A_filter_that_matches_nothing_answers_an_empty_list(string query) =>
        (await Admin.ReadAsync(Deliveries + "?" + query)).AssertEmptyList();

    [Fact]
    public async Task Pages_and_their_cost_are_those_of_every_list()
    {
        var endpoint = (await Webhooks.AddEndpointAsync("results", shared.NewPath())).Text("id");
        var few = (await Webhooks.AddEndpointAsync("results", shared.NewPath())).Text("id");
        await AddDeliveriesAsync(endpoint.Number(), 101);
        await AddDeliveriesAsync(few.Number(), 1);

        var (first, statements) = await CountedAsync($"endpoint={endpoint}");
        var (one, others) = await CountedAsync($"endpoint={few}");

        Assert.Equal((101, 100), (first.Count(), first.Rows().Count));
        Assert.Single(one.Rows());
        Assert.All(first.Rows(), r => Assert.Equal(2, r.GetProperty("attempts").GetArrayLength()));
        Assert.Equal(2, others.Count);

        // And the count of a list that goes on.
        Assert.Equal(3, statements.Count);
        Assert.All(statements, s => Assert.DoesNotContain("payload", s, StringComparison.OrdinalIgnoreCase));
        Assert.All(statements, s => Assert.DoesNotContain("exchange", s, StringComparison.OrdinalIgnoreCase));

        Assert.Single((await Admin.GetJsonAsync(first.Text("next"))).Rows());
        Assert.Single((await Admin.ReadAsync($"{Deliveries}?endpoint={endpoint}&page=last")).Rows());
        using var past = await Admin.GetAsync($"{TestServer.Root}{Deliveries}?endpoint={endpoint}&page=3");
        Assert.Equal("Invalid page.", (await past.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }

    [Fact]
    public async Task The_list_of_endpoints_costs_one_query_and_reads_no_secret()
    {
        await Webhooks.AddEndpointAsync("results", shared.NewPath());
        await Webhooks.AddEndpointAsync("results", shared.NewPath());

        using var queries = shared.Server.CountQueries();
        await Admin.ReadAsync("webhook_endpoint/");

        var statements = queries.Statements.Where(s => s.Contains("FROM webhook_endpoint", StringComparison.Ordinal) && s.Contains("company_id = ANY", StringComparison.Ordinal)).ToList();
        Assert.Single(statements);
        Assert.All(queries.Statements, s => Assert.DoesNotContain("webhook_endpoint_secrets", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delivered_one_is_posted_again_with_the_same_id_and_bytes()
    {
        var path = shared.NewPath();
        var endpoint = (await Webhooks.AddEndpointAsync("userstatuses", path)).Text("id");
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        var delivered = await Webhooks.DeliveryAsync(endpoint, "delivered");

        var replayed = await ReplayAsync(delivered);

        Assert.Equal((delivered.Text("id"), "pending"), (replayed.Text("id"), replayed.Text("state")));
        var posts = await shared.WaitAsync(path, 2);
        Assert.Single(posts.Select(p => (p.Id, p.Text, p.Sequence)).Distinct());
        var again = await Webhooks.AttemptedAsync(endpoint, 2);
        Assert.Equal("delivered", again.Text("state"));
        Assert.Equal(delivered.Text("delivered_at"), again.Text("delivered_at"));
        Assert.Equal(["schedule", "manual"], again.GetProperty("attempts").EnumerateArray().Select(a => a.Text("trigger")));
    }

    [Fact]
    public async Task A_held_one_is_posted_once_its_endpoint_is_enabled_again()
    {
        var path = shared.NewPath();
        var endpoint = (await Webhooks.AddEndpointAsync("userstatuses", path, change: b => b["enabled"] = false)).Text("id");
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        var held = await Webhooks.DeliveryAsync(endpoint, "held");
        await Admin.PatchAsync(endpoint, new JsonObject { ["enabled"] = true });
        Assert.Empty(shared.PostsTo(path));

        await ReplayAsync(held);

        await shared.WaitAsync(path, 1);
        await Webhooks.DeliveryAsync(endpoint, "delivered");
    }

    [Fact]
    public async Task A_ping_can_be_replayed_too()
    {
        var path = shared.NewPath();
        var endpoint = (await Webhooks.AddEndpointAsync("results", path)).Text("id");
        shared.AnswerTo(path, 500);
        await shared.PingAsync(endpoint);
        var failed = await Webhooks.DeliveryAsync(endpoint, "exhausted");
        shared.AnswerTo(path, 200);

        await ReplayAsync(failed);

        await Webhooks.DeliveryAsync(endpoint, "delivered");
    }

    [Fact]
    public async Task One_without_its_body_cannot_be_replayed()
    {
        var endpoint = (await Webhooks.AddEndpointAsync("results", shared.NewPath())).Text("id");
        await AddDeliveriesAsync(endpoint.Number(), 1, payload: false);
        var delivery = Assert.Single(await Webhooks.DeliveriesAsync(endpoint));

        using var refused = await Admin.PostAsync(delivery.Text("id") + "replay/", null);

        await refused.ReadProblemAsync(HttpStatusCode.Conflict);
        Assert.True(JsonElement.DeepEquals(delivery, Assert.Single(await Webhooks.DeliveriesAsync(endpoint))));
    }

    [Theory]
    [InlineData("GET", "webhook_delivery/99999999/", HttpStatusCode.NotFound)]
    [InlineData("GET", "webhook_delivery/nonsense/", HttpStatusCode.NotFound)]
    [InlineData("POST", "webhook_delivery/99999999/replay/", HttpStatusCode.NotFound)]
    [InlineData("GET", "webhook_delivery/1/replay/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "webhook_delivery/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "webhook_delivery/1/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PATCH", "webhook_delivery/1/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "webhook_endpoint/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "webhook_endpoint/1/ping/", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_or_not_possible_is_refused(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), TestServer.Root + path);

        using var response = await Admin.SendAsync(request);

        await response.ReadProblemAsync(expected);
    }

    private Task<IReadOnlyList<JsonElement>> RowsAsync(string query) => Admin.RowsAsync($"{Deliveries}?{query}");

    private async Task<JsonElement> ReplayAsync(JsonElement delivery)
    {
        using var response = await Admin.PostAsync(delivery.Text("id") + "replay/", null);
        return await response.ReadJsonAsync(HttpStatusCode.Accepted);
    }

    private async Task<(JsonElement List, List<string> Statements)> CountedAsync(string query)
    {
        using var queries = shared.Server.CountQueries();
        var list = await Admin.ReadAsync($"{Deliveries}?{query}");

        // The dispatcher asks as well, and the caller's token may or may not be remembered.
        return (list, queries.Statements.Where(s => s.Contains("= ANY", StringComparison.Ordinal) && s.TrimStart().StartsWith("SELECT", StringComparison.Ordinal)).ToList());
    }

    // As they lie there after a success at the second attempt.
    private async Task AddDeliveriesAsync(long endpoint, int count, bool payload = true)
    {
        await using var db = shared.Server.Database();
        var now = shared.Webhooks.Time.GetUtcNow();
        var schedule = new RetrySchedule(RetrySchedule.DefaultDelays);
        var ids = new List<long>();
        for (var i = 1; i <= count; i++)
        {
            var delivery = new WebhookDelivery
            {
                EndpointId = endpoint,
                CompanyId = Bodies.Testfirma,
                EventId = $"evt_{endpoint}_{i}",
                Event = WebhookEvent.Result,
                ObjectId = 22,
                UserId = 590499,
                Sequence = i,
                CorrelationId = "",
                Created = now,
            };
            delivery.Queue("""{"long":"body"}""", now);
            delivery.NoteAttempt(new AttemptOutcome(500), now, schedule);
            delivery.NoteAttempt(new AttemptOutcome(200), now, schedule);
            db.Add(delivery);
            ids.Add(delivery.Id);
        }

        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        if (!payload)
        {
            await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.EndpointId == endpoint).ExecuteUpdateAsync(set => set.SetProperty(d => d.Payload, (string?)null));
        }

        db.AddRange(ids.SelectMany(id => Statuses.Select((status, i) => new WebhookAttempt
        {
            DeliveryId = id,
            Number = i + 1,
            Manual = false,
            At = now,
            DurationMs = 5,
            Status = status,
            Error = status == 200 ? null : "server_error",
            Exchange = "{}",
        })));
        await db.SaveChangesAsync();
    }
}
