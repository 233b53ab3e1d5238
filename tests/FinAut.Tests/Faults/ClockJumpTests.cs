using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Throttling;
using FinAut.Tests.Webhooks;

namespace FinAut.Tests.Faults;

/// <summary>A clock that is set by an hour, ahead or back, while everything runs.</summary>
[Trait("Category", "Faults")]
public sealed class ClockJumpTests
{
    private const string Area = "Faults";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_token_lives_for_its_hour_and_the_jump_at_most()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ClientAsync();
        await client.GetJsonAsync(TestServer.Root);

        server.Time.Jump(-Hour);
        await client.GetJsonAsync(TestServer.Root);
        using var later = await server.ClientAsync();
        server.Time.Jump(Hour + Minute);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(later));
        await client.GetJsonAsync(TestServer.Root);
        server.Time.Jump(Hour);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));

        // Who asks for another one goes on.
        using var fresh = await server.ClientAsync();
        await fresh.GetJsonAsync(TestServer.Root);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Who_was_throttled_is_let_in_again_when_the_clock_jumps(int hours)
    {
        const int limit = 2;
        await using var server = await TestServer.StartAsync(ThrottleServer.On);
        var application = await server.NewApplicationAsync(await server.NewApiUserAsync(limit));
        using (var client = await server.ClientAsync(application))
        {
            await Window.AfterCallAsync(client);
            await Window.AfterCallAsync(client);
            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client));
        }

        server.Time.Jump(hours * Hour);

        using var again = await server.ClientAsync(application);
        var window = await Window.AfterCallAsync(again);
        Assert.Equal(limit - 1, window.Remaining);
        Assert.InRange(window.Reset - server.Time.GetUtcNow().ToUnixTimeSeconds(), 3500, 3601);
        await Window.AfterCallAsync(again);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(again));
        Reliability.Note(Area, $"The clock set {(hours > 0 ? "ahead" : "back")} by an hour: a throttled caller", "a new window at once", "not blocked for longer than one window");
    }

    [Fact]
    public async Task A_session_survives_an_hour_back_and_ends_by_an_hour_ahead()
    {
        await using var server = await TestServer.StartAsync();
        using var staff = await Browser.StaffAsync(server);

        server.Time.Jump(-Hour);
        await staff.GetAsync("/staff/");
        using (var visitor = await Browser.ApiUserAsync(server))
        {
            await visitor.GetAsync("/o/applications/");
        }

        // Idle for longer than a session may be, as far as anybody can tell.
        server.Time.Jump(2 * Hour);
        using var ended = await staff.SendAsync(HttpMethod.Get, "/staff/");
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        using var again = await Browser.StaffAsync(server);
        await again.GetAsync("/staff/");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_is_posted_when_the_clock_jumps_is_posted_once(int hours)
    {
        await using var webhooks = await WebhookServer.StartAsync();
        var release = new TaskCompletionSource();
        webhooks.Inbox.Answers = _ => new Answer(200, Gate: release.Task);
        var endpoint = (await webhooks.AddEndpointAsync()).Text("id");
        await webhooks.Exam.CreateAsync("results/", Bodies.Result(Bodies.Path("user", 590499)));
        await webhooks.Inbox.WaitAsync(1);

        webhooks.Time.Jump(hours * Hour);
        webhooks.AdvanceTo(webhooks.Time.GetUtcNow());

        // Of another person, for those of one follow each other.
        var other = await webhooks.Writer.CreateUserAsync("afr_ka");
        await webhooks.Inbox.WaitAsync(2);
        await webhooks.Exam.CreateAsync("results/", Bodies.Result(Bodies.Path("user", 590499)));
        release.SetResult();

        await webhooks.Inbox.WaitAsync(3);
        await Until.TrueAsync(async () => (await webhooks.DeliveriesAsync(endpoint)).All(d => d.Text("state") == "delivered"));
        Assert.Equal(3, webhooks.Inbox.Posts.Select(post => post.Id).Distinct().Count());
        Assert.Equal(3, webhooks.Inbox.Count);
        Assert.Contains(webhooks.Inbox.Posts, post => post.Json.Text("user").EndsWith($"/user/{other.Number()}/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_retry_comes_when_its_time_has_come_by_the_clock_as_it_is(int hours)
    {
        await using var webhooks = await WebhookServer.StartAsync();
        webhooks.Inbox.Answers = _ => new Answer(500);
        var endpoint = (await webhooks.AddEndpointAsync()).Text("id");
        await webhooks.Exam.CreateAsync("results/", Bodies.Result(Bodies.Path("user", 590499)));
        var failed = await webhooks.AttemptedAsync(endpoint, 1);
        webhooks.Inbox.Answers = _ => Answer.Ok;

        webhooks.Time.Jump(hours * Hour);
        webhooks.AdvanceTo(webhooks.Time.GetUtcNow());

        if (hours < 0)
        {
            Assert.Equal(1, webhooks.Inbox.Count);
            Assert.InRange(WebhookServer.NextAttempt(failed)!.Value - webhooks.Time.GetUtcNow(), TimeSpan.Zero, Hour + Minute);
            webhooks.AdvanceTo(failed);
        }

        await webhooks.DeliveryAsync(endpoint, "delivered");
        Assert.Equal(2, webhooks.Inbox.Count);
        Reliability.Note(Area, $"The clock set {(hours > 0 ? "ahead" : "back")} by an hour: a webhook that waits for its next attempt", hours > 0 ? "posted at once" : "late by the jump", "late by no more than the jump");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(TestServer.Root);
        return response.StatusCode;
    }
}
