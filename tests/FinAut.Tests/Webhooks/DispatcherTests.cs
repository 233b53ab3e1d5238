using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Webhooks;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Webhooks;

/// <summary>When deliveries are attempted, in which order, and what becomes of them.</summary>
public sealed class DispatcherTests : IAsyncLifetime
{
    private WebhookServer _webhooks = null!;

    public async Task InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async Task DisposeAsync() => await _webhooks.DisposeAsync();

    [Fact]
    public async Task A_failing_delivery_is_attempted_ten_times_in_75_hours_and_then_exhausted()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(500);
        var start = _webhooks.Time.GetUtcNow();
        await _webhooks.Writer.CreateUserAsync("afr_ka");

        var waits = new List<double>();
        for (var attempt = 1; attempt < 10; attempt++)
        {
            var delivery = await _webhooks.AttemptedAsync(endpoint, attempt);
            Assert.Equal("pending", delivery.Text("state"));
            waits.Add((WebhookServer.NextAttempt(delivery)!.Value - Ended(delivery)).TotalSeconds);
            _webhooks.AdvanceTo(delivery);
        }

        var last = await _webhooks.AttemptedAsync(endpoint, 10);
        Assert.Equal("exhausted", last.Text("state"));
        Assert.Null(last.Text("next_attempt"));
        Assert.Null(last.Text("delivered_at"));
        Assert.All(RetrySchedule.DefaultDelays.Skip(1).Zip(waits), pair => Assert.InRange(pair.Second / pair.First.TotalSeconds, 0.79, 1.21));
        Assert.InRange((_webhooks.Time.GetUtcNow() - start).TotalHours, 75.6 * 0.8, 75.6 * 1.2);

        // The same id, bytes and correlation each time; a new time and so a new signature.
        Assert.Single(_webhooks.Inbox.Posts.Select(p => (p.Id, p.Text, p.Headers["X-Correlation-Id"], p.Headers["X-FinAut-Timestamp"])).Distinct());
        Assert.Equal(10, _webhooks.Inbox.Posts.Select(p => p.Headers["webhook-timestamp"]).Distinct().Count());
        Assert.Equal(10, _webhooks.Inbox.Posts.Select(p => p.Headers["webhook-signature"]).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 10), last.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("number").GetInt32()));
        Assert.All(last.GetProperty("attempts").EnumerateArray(), a =>
            Assert.Equal(("schedule", 500, "server_error"), (a.Text("trigger"), a.GetProperty("status").GetInt32(), a.Text("error"))));
    }

    [Fact]
    public async Task A_schedule_that_begins_with_a_wait_is_kept_to()
    {
        await using var webhooks = await WebhookServer.StartAsync(new Dictionary<string, string> { ["Webhooks:RetrySeconds"] = "600 60" });
        var endpoint = (await webhooks.AddEndpointAsync()).Text("id");
        var start = webhooks.Time.GetUtcNow();
        await webhooks.Writer.CreateUserAsync("afr_ka");

        var delivery = Assert.Single(await webhooks.DeliveriesAsync(endpoint));
        Assert.InRange((WebhookServer.NextAttempt(delivery)!.Value - start).TotalSeconds, 480, 730);
        Assert.Equal(0, webhooks.Inbox.Count);
        webhooks.AdvanceTo(delivery);

        await webhooks.DeliveryAsync(endpoint, "delivered");
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task What_takes_long_is_left_to_its_node_for_as_long_as_the_claim_is_renewed(bool isRenewed, int taken)
    {
        // Full with one, it does not look for more itself.
        await using var webhooks = await WebhookServer.StartAsync(new Dictionary<string, string> { ["Webhooks:MaxInFlight"] = "1" });
        await webhooks.AddEndpointAsync();
        var gate = new TaskCompletionSource();
        webhooks.Inbox.Answers = _ => new Answer(200, Gate: gate.Task);
        await webhooks.Writer.CreateUserAsync("afr_ka");
        await webhooks.Inbox.WaitAsync(1);

        webhooks.Time.Advance(TimeSpan.FromSeconds(20));
        if (isRenewed)
        {
            await webhooks.Server.Services.GetRequiredService<WebhookDispatcher>().RenewAsync(CancellationToken.None);
        }

        webhooks.Time.Advance(TimeSpan.FromSeconds(15));
        await using var db = webhooks.Server.Database();
        var now = webhooks.Time.GetUtcNow();
        var claimed = await db.ClaimDeliveriesAsync(Guid.NewGuid(), now, now + WebhookDispatcher.Lease, perEndpoint: 4, count: 64, CancellationToken.None);
        Assert.Equal(taken, claimed.Count);
        gate.SetResult();
    }

    [Fact]
    public async Task A_receiver_that_is_back_gets_what_it_missed()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(_webhooks.Inbox.Count < 3 ? 500 : 204);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        _webhooks.AdvanceTo(await _webhooks.AttemptedAsync(endpoint, 1));
        _webhooks.AdvanceTo(await _webhooks.AttemptedAsync(endpoint, 2));

        var delivery = await _webhooks.DeliveryAsync(endpoint, "delivered");

        Assert.Equal(3, delivery.GetProperty("attempts").GetArrayLength());
        Assert.NotNull(delivery.Text("delivered_at"));
    }

    [Theory]
    [InlineData(429, null, 60, 90)]
    [InlineData(503, null, 60, 90)]
    [InlineData(502, null, 60, 90)]
    [InlineData(504, null, 60, 90)]
    [InlineData(429, "7200", 7200, 7202)]
    [InlineData(500, "600", 600, 602)]
    [InlineData(429, "1", 60, 90)]
    [InlineData(503, "9999999", 86400, 86402)]
    [InlineData(500, null, 4, 6.1)]
    [InlineData(404, null, 4, 6.1)]
    [InlineData(302, null, 4, 6.1)]
    public async Task What_the_receiver_answers_decides_when_it_is_tried_again(int status, string? retryAfter, double least, double most)
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(status, retryAfter is null ? null : ("Retry-After", retryAfter));
        await _webhooks.Writer.CreateUserAsync("afr_ka");

        var delivery = await _webhooks.AttemptedAsync(endpoint, 1);

        Assert.InRange((WebhookServer.NextAttempt(delivery)!.Value - Ended(delivery)).TotalSeconds, least - 0.01, most);
    }

    [Fact]
    public async Task A_receiver_that_answers_410_is_disabled_at_once_and_its_deliveries_are_held()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(410);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.DeliveryAsync(endpoint, "held");

        Assert.Equal(("gone", false), await StateAsync(endpoint));
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        Assert.Equal(["held", "held"], (await _webhooks.DeliveriesAsync(endpoint)).Select(d => d.Text("state")));
        Assert.Equal(1, _webhooks.Inbox.Count);
        Assert.Contains(_webhooks.Server.Logs.Lines, line => line.Message.Contains("answered 410", StringComparison.Ordinal));

        _webhooks.Inbox.Answers = _ => Answer.Ok;
        Assert.Equal("active", (await _webhooks.Admin.PatchAsync(endpoint, new JsonObject { ["enabled"] = true })).Text("state"));
        foreach (var held in await _webhooks.DeliveriesAsync(endpoint))
        {
            await ReplayAsync(held);
        }

        await _webhooks.Inbox.WaitAsync(3);
        await Until.TrueAsync(async () => (await _webhooks.DeliveriesAsync(endpoint)).All(d => d.Text("state") == "delivered"));
    }

    [Fact]
    public async Task About_one_person_nothing_newer_is_sent_before_the_first_attempt_of_what_is_older()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        var gate = new TaskCompletionSource();
        _webhooks.Inbox.Answers = post => post.Json.Text("status") == "afrnew" ? new Answer(500, Gate: gate.Task) : Answer.Ok;
        var user = await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Inbox.WaitAsync(1);

        // The first is under way; the person's next waits for it, another person's does not.
        await _webhooks.Writer.SetStatusAsync(user, "hvilende");
        await _webhooks.Writer.CreateUserAsync("krd_ka");
        await _webhooks.Inbox.WaitAsync(2);
        Assert.Equal("krdnew", _webhooks.Inbox.Posts[1].Json.Text("status"));

        // It failed, and from then on holds up nobody.
        gate.SetResult();
        var posts = await _webhooks.Inbox.WaitAsync(3);
        Assert.Equal("hvilende", posts[2].Json.Text("status"));
        Assert.True(posts[2].Sequence > posts[0].Sequence);
        await Until.TrueAsync(async () => (await StatesAsync(endpoint)).SequenceEqual(["pending", "delivered", "delivered"]));
    }

    [Fact]
    public async Task At_most_four_are_under_way_to_one_endpoint_and_others_are_not_held_up()
    {
        await _webhooks.AddEndpointAsync(path: "slow");
        await _webhooks.AddEndpointAsync(path: "fast", company: Bodies.Eksempelbanken);
        var gate = new TaskCompletionSource();
        _webhooks.Inbox.Answers = post => post.Path == "/slow" ? new Answer(200, Gate: gate.Task) : Answer.Ok;
        for (var i = 0; i < 7; i++)
        {
            await _webhooks.Writer.CreateUserAsync("afr_ka");
        }

        await _webhooks.Inbox.WaitAsync(4);
        await _webhooks.Writer.CreateAsync(
            "user/", Bodies.User(null, "afr_ka").With("work_for", Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling).ToJsonString()));
        var posts = await _webhooks.Inbox.WaitAsync(5);
        Assert.Equal("/fast", posts[4].Path);

        gate.SetResult();
        await _webhooks.Inbox.WaitAsync(8);
    }

    [Fact]
    public async Task A_receiver_that_cannot_be_reached_is_left_alone_and_probed_until_it_is_back()
    {
        await using var down = await WebhookInbox.StartAsync();
        var url = down.Url();
        await down.DisposeAsync();
        var endpoint = (await _webhooks.AddEndpointAsync(change: b => b["url"] = url)).Text("id");
        for (var i = 0; i < 6; i++)
        {
            await _webhooks.Writer.CreateUserAsync("afr_ka");
        }

        // Five failures in a row; whatever comes then is not attempted.
        await Until.TrueAsync(async () => await PausedUntilAsync(endpoint) is not null && !await IsSendingAsync(endpoint));
        var before = await AttemptsAsync(endpoint);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        var probes = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var until = (await PausedUntilAsync(endpoint))!.Value;
            probes.Add((until - _webhooks.Time.GetUtcNow()).TotalSeconds);
            var attempts = await AttemptsAsync(endpoint);
            _webhooks.AdvanceTo(until);
            await Until.TrueAsync(async () => await AttemptsAsync(endpoint) == attempts + 1 && await PausedUntilAsync(endpoint) > until);
        }

        Assert.InRange(before, 5, 8);
        Assert.All(probes.Zip([60.0, 120, 240]), p => Assert.InRange(p.First, p.Second - 20, p.Second));

        // Back under another address: the pause is over, and everything follows.
        await _webhooks.Admin.PatchAsync(endpoint, new JsonObject { ["url"] = _webhooks.Inbox.Url() });
        Assert.Null(await PausedUntilAsync(endpoint));
        await Until.TrueAsync(async () =>
        {
            // Only when nothing is under way: what is being sent when its lease ends may be sent again.
            var waiting = (await _webhooks.DeliveriesAsync(endpoint)).Where(d => d.Text("state") == "pending").ToList();
            if (waiting.Count > 0 && waiting.Min(WebhookServer.NextAttempt) > _webhooks.Time.GetUtcNow())
            {
                _webhooks.AdvanceTo(waiting.MinBy(WebhookServer.NextAttempt));
            }

            return waiting.Count == 0;
        });
        Assert.Equal(7, _webhooks.Inbox.Count);
        Assert.Null(await PausedUntilAsync(endpoint));
    }

    [Fact]
    public async Task Nothing_but_failures_for_120_hours_warns_twice_and_then_disables()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(500);
        var start = _webhooks.Time.GetUtcNow();
        var warned = new List<double>();
        for (var hour = 0; hour <= 130 && (await StateAsync(endpoint)).State == "active"; hour += 6)
        {
            _webhooks.AdvanceTo(start.AddHours(hour).AddMinutes(hour / 6));
            await _webhooks.Writer.CreateUserAsync("afr_ka");
            await Until.TrueAsync(async () => (await _webhooks.DeliveriesAsync(endpoint)).All(d => d.Text("state") == "held" || d.GetProperty("attempts").GetArrayLength() > 0));
            if (Logged($"of company {Bodies.Testfirma} has done nothing but fail") > warned.Count)
            {
                warned.Add(hour);
            }
        }

        Assert.Equal(("failed", false), await StateAsync(endpoint));
        Assert.Equal([24.0, 72], warned);
        Assert.InRange((_webhooks.Time.GetUtcNow() - start).TotalHours, 120, 126);
        Assert.DoesNotContain("pending", await StatesAsync(endpoint));
        Assert.Contains("held", await StatesAsync(endpoint));

        // Enabled again it begins with nothing against it.
        await _webhooks.Admin.PatchAsync(endpoint, new JsonObject { ["enabled"] = true });
        await _webhooks.Writer.CreateUserAsync("krd_ka");
        await _webhooks.AttemptedAsync(endpoint, 1);
        Assert.Equal(("active", true), await StateAsync(endpoint));
    }

    [Fact]
    public async Task One_success_forgets_all_failures()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        var start = _webhooks.Time.GetUtcNow();
        foreach (var (hour, status) in new[] { (0, 500), (30, 500), (60, 200), (90, 500), (130, 500), (170, 500) })
        {
            _webhooks.AdvanceTo(start.AddHours(hour));
            _webhooks.Inbox.Answers = _ => new Answer(status);
            await _webhooks.Writer.CreateUserAsync("afr_ka");
            await _webhooks.AttemptedAsync(endpoint, 1);
        }

        Assert.Equal(("active", true), await StateAsync(endpoint));
        Assert.Equal(1, Logged("works again"));
    }

    [Fact]
    public async Task Attempts_by_hand_are_marked_and_say_nothing_of_the_endpoints_health()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        var delivery = await _webhooks.DeliveryAsync(endpoint, "delivered");
        _webhooks.Inbox.Answers = _ => new Answer(500);

        await ReplayAsync(delivery);
        delivery = await _webhooks.AttemptedAsync(endpoint, 2);

        // What has arrived has arrived.
        Assert.Equal(("delivered", null), (delivery.Text("state"), delivery.Text("next_attempt")));
        Assert.Equal(["schedule", "manual"], delivery.GetProperty("attempts").EnumerateArray().Select(a => a.Text("trigger")));
        Assert.Null(await WithEndpointAsync(endpoint, e => e.FailingSince));
        Assert.Equal(_webhooks.Inbox.Posts[0].Id, _webhooks.Inbox.Posts[1].Id);
        Assert.Equal(_webhooks.Inbox.Posts[0].Text, _webhooks.Inbox.Posts[1].Text);
    }

    [Fact]
    public async Task An_exhausted_delivery_that_is_replayed_follows_the_schedule_again()
    {
        await using var webhooks = await WebhookServer.StartAsync(new Dictionary<string, string> { ["Webhooks:RetrySeconds"] = "0 30" });
        var endpoint = (await webhooks.AddEndpointAsync()).Text("id");
        webhooks.Inbox.Answers = _ => new Answer(500);
        await webhooks.Writer.CreateUserAsync("afr_ka");
        webhooks.AdvanceTo(await webhooks.AttemptedAsync(endpoint, 1));
        var exhausted = await webhooks.DeliveryAsync(endpoint, "exhausted");

        using var replayed = await webhooks.Admin.PostAsync(exhausted.Text("id") + "replay/", null);
        await replayed.ReadJsonAsync(System.Net.HttpStatusCode.Accepted);
        var third = await webhooks.AttemptedAsync(endpoint, 3);
        Assert.Equal("pending", third.Text("state"));
        webhooks.Inbox.Answers = _ => Answer.Ok;
        webhooks.AdvanceTo(third);

        var fourth = await webhooks.DeliveryAsync(endpoint, "delivered");
        Assert.Equal(["schedule", "schedule", "manual", "schedule"], fourth.GetProperty("attempts").EnumerateArray().Select(a => a.Text("trigger")));
    }

    [Fact]
    public async Task The_endpoints_own_headers_are_sent_and_never_shown()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        await _webhooks.ChangeAsync(endpoint, (e, secrets) => secrets.SetHeaders(e, [KeyValuePair.Create("Authorization", "Basic aGVtbWVsaWc6aGVtbWVsaWc=")]));
        _webhooks.Inbox.Answers = post => new Answer(400, Body: "You sent " + post.Headers["Authorization"]);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.AttemptedAsync(endpoint, 1);

        Assert.Equal("Basic aGVtbWVsaWc6aGVtbWVsaWc=", _webhooks.Inbox.Posts[0].Headers["Authorization"]);
        await using var db = _webhooks.Server.Database();
        var exchange = await db.WebhookAttempts.Select(a => a.Exchange).SingleAsync();
        Assert.Contains("You sent", exchange, StringComparison.Ordinal);
        Assert.DoesNotContain("aGVtbWVsaWc6aGVtbWVsaWc", exchange + string.Join('\n', _webhooks.Server.Logs.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("aGVtbWVsaWc", await DumpAsync(db), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        await _webhooks.AddEndpointAsync(change: b => b["secret"] = null);
        await _webhooks.Writer.CreateUserAsync("afr_ka");

        var post = Assert.Single(await _webhooks.Inbox.WaitAsync(1));

        Assert.DoesNotContain("webhook-signature", post.Headers.Keys);
        Assert.DoesNotContain("X-Hub-Signature", post.Headers.Keys);
        Assert.Equal("application/json", post.Headers["Content-Type"]);
        Assert.StartsWith("FinAut-Webhooks/", post.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_correlation_id_is_that_of_the_request_that_caused_it()
    {
        await _webhooks.AddEndpointAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, TestServer.Root + "user/")
        {
            Content = new StringContent(Bodies.User(null, "afr_ka").ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Correlation-Id", "lms-42");
        using var response = await _webhooks.Writer.SendAsync(request);

        Assert.Equal("lms-42", (await _webhooks.Inbox.WaitAsync(1))[0].Headers["X-Correlation-Id"]);
    }

    [Fact]
    public async Task A_stopping_server_lets_what_is_under_way_end_and_leaves_no_claims()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        var gate = new TaskCompletionSource();
        _webhooks.Inbox.Answers = _ => new Answer(200, Gate: gate.Task);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Inbox.WaitAsync(1);

        var stopping = _webhooks.Server.StopAsync();
        gate.SetResult();
        await stopping;

        await using var db = _webhooks.Server.Database();
        var delivery = await db.WebhookDeliveries.IgnoreQueryFilters().SingleAsync(d => d.EndpointId == endpoint.Number());
        Assert.Equal((WebhookDeliveryState.Delivered, 1, (Guid?)null), (delivery.State, delivery.Attempts, delivery.ClaimedBy));
    }

    private static DateTimeOffset Ended(JsonElement delivery)
    {
        var last = delivery.GetProperty("attempts")[delivery.GetProperty("attempts").GetArrayLength() - 1];
        return DateTimeOffset.Parse(last.Text("at"), CultureInfo.InvariantCulture).AddMilliseconds(last.GetProperty("duration_ms").GetInt32());
    }

    private static async Task<string> DumpAsync(DbContext db)
    {
        var cells = await db.Database.SqlQuery<string>($"SELECT encode(headers_cipher, 'escape') || url AS \"Value\" FROM webhook_endpoints").ToListAsync();
        return string.Join('\n', cells);
    }

    private int Logged(string text) => _webhooks.Server.Logs.Lines.Count(line => line.Message.Contains(text, StringComparison.Ordinal));

    private async Task ReplayAsync(JsonElement delivery)
    {
        using var response = await _webhooks.Admin.PostAsync(delivery.Text("id") + "replay/", null);
        Assert.Equal("pending", (await response.ReadJsonAsync(System.Net.HttpStatusCode.Accepted)).Text("state"));
    }

    private async Task<(string State, bool Enabled)> StateAsync(string endpoint)
    {
        var answered = await _webhooks.Admin.ReadAsync(endpoint);
        return (answered.Text("state"), answered.GetProperty("enabled").GetBoolean());
    }

    private async Task<IEnumerable<string>> StatesAsync(string endpoint) => (await _webhooks.DeliveriesAsync(endpoint)).Select(d => d.Text("state"));

    private async Task<int> AttemptsAsync(string endpoint) => (await _webhooks.DeliveriesAsync(endpoint)).Sum(d => d.GetProperty("attempts").GetArrayLength());

    private async Task<bool> IsSendingAsync(string endpoint)
    {
        await using var db = _webhooks.Server.Database();
        var id = endpoint.Number();
        return await db.WebhookDeliveries.IgnoreQueryFilters().AnyAsync(d => d.EndpointId == id && d.ClaimedBy != null);
    }

    private Task<DateTimeOffset?> PausedUntilAsync(string endpoint) => WithEndpointAsync(endpoint, e => e.PausedUntil);

    private async Task<T> WithEndpointAsync<T>(string endpoint, Func<WebhookEndpoint, T> read)
    {
        await using var db = _webhooks.Server.Database();
        var id = endpoint.Number();
        return read(await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().SingleAsync(e => e.Id == id));
    }
}
