using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>Every change is posted, once, as it was, to those who asked for it.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private WebhookServer _webhooks = null!;

    public async Task InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async Task DisposeAsync() => await _webhooks.DisposeAsync();

    [Fact]
    public async Task A_sign_up_is_posted_as_the_status_that_it_records()
    {
        await _webhooks.AddEndpointAsync("userstatuses");

        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");

        var post = Assert.Single(await _webhooks.Inbox.WaitAsync(1));
        Assert.Equal("afrnew", post.Json.Text("status"));
        Assert.Equal(JsonValueKind.Null, post.Json.GetProperty("status_set_by").ValueKind);
        Assert.Equal($"http://api.test{new Uri(user).AbsolutePath}", post.Json.Text("user"));
    }

    [Fact]
    public async Task A_status_is_posted_exactly_as_the_api_answers_it()
    {
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.AddEndpointAsync("userstatuses");

        var status = await _webhooks.Writer.SetStatusAsync(user, "hvilende");

        var post = Assert.Single(await _webhooks.Inbox.WaitAsync(1));
        Assert.Equal(await AnsweredAsync(status.Text("id")), post.Text);
        Assert.Equal("afr", post.Json.Text("appname"));
    }

    [Fact]
    public async Task A_new_and_then_a_changed_result_are_posted_exactly_as_the_api_answers_them()
    {
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.AddEndpointAsync("results");

        var result = (await _webhooks.Exam.CreateAsync("results/", Bodies.Result(user))).Text("id");
        var first = Assert.Single(await _webhooks.Inbox.WaitAsync(1));
        Assert.Equal(await AnsweredAsync(result), first.Text);

        await _webhooks.Exam.PatchAsync(result, new JsonObject { ["score"] = 91.5 });
        var second = (await _webhooks.Inbox.WaitAsync(2))[1];
        Assert.Equal(await AnsweredAsync(result), second.Text);
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(second.Sequence > first.Sequence);
    }

    [Fact]
    public async Task A_move_with_a_sign_up_is_posted_to_the_new_employer_and_the_records_that_follow_are_not()
    {
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Exam.CreateAsync("results/", Bodies.Result(user));
        var former = (await _webhooks.AddEndpointAsync()).Text("id");
        var present = (await _webhooks.AddEndpointAsync(company: Bodies.Eksempelbanken)).Text("id");

        await _webhooks.Writer.PatchAsync(user, new JsonObject
        {
            ["work_for"] = Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling),
            ["userroles"] = new JsonArray(Bodies.Role("krd_ka")),
        });

        var post = Assert.Single(await _webhooks.Inbox.WaitAsync(1));
        Assert.Equal("krdnew", post.Json.Text("status"));
        Assert.Single(await _webhooks.DeliveriesAsync(present!));
        Assert.Empty(await _webhooks.DeliveriesAsync(former!));
        await _webhooks.Server.AssertRecordsAgreeAsync();
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_not_posted()
    {
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        var result = (await _webhooks.Exam.CreateAsync("results/", Bodies.Result(user).With("score", "80"))).Text("id");
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");

        await _webhooks.Exam.PatchAsync(result, new JsonObject { ["score"] = 80 });
        await _webhooks.Writer.PatchAsync(user, new JsonObject { ["email"] = "ny@testfirma.example" });

        Assert.Empty(await _webhooks.DeliveriesAsync(endpoint));
    }

    [Fact]
    public async Task Each_endpoint_gets_what_it_asked_for_and_nothing_else()
    {
        await _webhooks.AddEndpointAsync("results", "results");
        await _webhooks.AddEndpointAsync("userstatuses", "statuses");
        await _webhooks.AddEndpointAsync("all", "all");
        await _webhooks.AddEndpointAsync("all", "elsewhere", Bodies.Eksempelbanken);
        var only = (await _webhooks.AddEndpointAsync("all", "krd")).Text("id");
        await _webhooks.ChangeAsync(only, (endpoint, _) => endpoint.AppNames = "krd god");

        var user = await _webhooks.Writer.CreateUserAsync("afr_ka", "krd_ka");
        await _webhooks.Exam.CreateAsync("results/", Bodies.Result(user));

        var posts = await _webhooks.Inbox.WaitAsync(2 + 1 + 3 + 1);
        Assert.Equal(["/all", "/all", "/all", "/krd", "/results", "/statuses", "/statuses"], posts.Select(p => p.Path).Order());
        Assert.Equal("krdnew", posts.Single(p => p.Path == "/krd").Json.Text("status"));

        // One event has one id, wherever it goes.
        Assert.Equal(3, posts.Select(p => p.Id).Distinct().Count());
        Assert.All(posts.GroupBy(p => p.Id), same => Assert.Single(same.Select(p => (p.Text, p.Sequence, p.Headers["X-FinAut-Timestamp"])).Distinct()));
    }

    [Fact]
    public async Task Events_of_a_company_are_counted_without_gaps_for_one_who_gets_them_all()
    {
        await _webhooks.AddEndpointAsync();

        for (var i = 0; i < 5; i++)
        {
            await _webhooks.Writer.CreateUserAsync("afr_ka", "krd_ka");
        }

        var posts = await _webhooks.Inbox.WaitAsync(10);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), posts.Select(p => p.Sequence).Order());
    }

    [Fact]
    public async Task The_envelope_holds_type_time_and_the_same_resource()
    {
        var endpoint = (await _webhooks.AddEndpointAsync("results")).Text("id");
        await _webhooks.ChangeAsync(endpoint, (e, _) => e.BodyForm = WebhookBodyForm.Envelope);
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");

        var result = (await _webhooks.Exam.CreateAsync("results/", Bodies.Result(user))).Text("id");

        var post = Assert.Single(await _webhooks.Inbox.WaitAsync(1));
        post.Json.AssertFields("type", "timestamp", "data");
        Assert.Equal("result.changed", post.Json.Text("type"));
        Assert.Equal(post.Headers["X-FinAut-Timestamp"], post.Json.Text("timestamp"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", post.Json.Text("timestamp"));
        Assert.Equal(await AnsweredAsync(result), post.Json.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Nothing_that_is_posted_holds_a_persnr()
    {
        await _webhooks.AddEndpointAsync();
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Writer.SetStatusAsync(user, "hvilende");
        await _webhooks.Exam.CreateAsync("results/", Bodies.Result(user));
        var persnr = (await _webhooks.Writer.ReadAsync(user)).Text("persnr");

        var posts = await _webhooks.Inbox.WaitAsync(3);

        Assert.All(posts, p => Assert.DoesNotContain(persnr, p.Text + string.Join('\n', p.Headers.Values), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_that_is_refused_leaves_no_delivery()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        using var refused = await _webhooks.Writer.SendAsync("POST", "user/", Bodies.User(null, "afr_ka").With("email", "\"none\""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);

        // The row of the delivery cannot be written, so neither is the change.
        await using (var db = _webhooks.Server.Database())
        {
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE webhook_deliveries ADD CONSTRAINT broken CHECK (user_id = 0)");
            var statuses = await db.UserStatuses.IgnoreQueryFilters().CountAsync();
            using var failed = await _webhooks.Writer.SendAsync("POST", "user/", Bodies.User(null, "afr_ka"));
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
            Assert.Equal(statuses, await db.UserStatuses.IgnoreQueryFilters().CountAsync());
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE webhook_deliveries DROP CONSTRAINT broken");
        }

        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Inbox.WaitAsync(1);
        Assert.Single(await _webhooks.DeliveriesAsync(endpoint));
    }

    [Fact]
    public async Task What_happens_while_an_endpoint_is_disabled_is_held_and_not_sent()
    {
        var endpoint = (await _webhooks.AddEndpointAsync(change: b => b["enabled"] = false)).Text("id");

        await _webhooks.Writer.CreateUserAsync("afr_ka");

        var delivery = Assert.Single(await _webhooks.DeliveriesAsync(endpoint));
        Assert.Equal("held", delivery.Text("state"));
        Assert.Null(delivery.Text("next_attempt"));
        await _webhooks.Admin.PatchAsync(endpoint, new JsonObject { ["enabled"] = true });
        await _webhooks.Writer.CreateUserAsync("krd_ka");
        Assert.Equal("krdnew", Assert.Single(await _webhooks.Inbox.WaitAsync(1)).Json.Text("status"));
        await _webhooks.DeliveryAsync(endpoint, "delivered");
        Assert.Equal(["held", "delivered"], (await _webhooks.DeliveriesAsync(endpoint)).Select(d => d.Text("state")));
    }

    [Fact]
    public async Task An_event_concerns_the_company_that_employs_the_person_when_it_happens()
    {
        await _webhooks.AddEndpointAsync(path: "old");
        await _webhooks.AddEndpointAsync(path: "new", company: Bodies.Eksempelbanken);
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Writer.PatchAsync(user, new JsonObject { ["work_for"] = Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling) });

        await _webhooks.Writer.SetStatusAsync(user, "hvilende");

        var posts = await _webhooks.Inbox.WaitAsync(2);
        Assert.Equal(("/old", "afrnew"), (posts[0].Path, posts[0].Json.Text("status")));
        Assert.Equal(("/new", "hvilende"), (posts[1].Path, posts[1].Json.Text("status")));
    }

    [Fact]
    public async Task The_one_who_set_a_status_is_named_to_colleagues_only()
    {
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        var other = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.AddEndpointAsync();

        await _webhooks.Writer.CreateAsync("userstatus/", Bodies.Status(user, "hvilende").With("status_set_by", $"\"{other}\""));
        await _webhooks.Inbox.WaitAsync(1);
        await _webhooks.Writer.PatchAsync(other, new JsonObject { ["work_for"] = Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling) });
        await _webhooks.Writer.CreateAsync("userstatus/", Bodies.Status(user, "utmeldt").With("status_set_by", $"\"{other}\""));

        var posts = await _webhooks.Inbox.WaitAsync(2);
        Assert.Equal($"http://api.test{new Uri(other).AbsolutePath}", posts[0].Json.Text("status_set_by"));
        Assert.Null(posts[1].Json.Text("status_set_by"));
    }

    // What the API answers to whom asks under the public address.
    private async Task<string> AnsweredAsync(string url)
    {
        var text = await _webhooks.Exam.GetStringAsync(url);
        return text.Replace(_webhooks.Server.BaseUrl, "http://api.test", StringComparison.Ordinal);
    }
}
