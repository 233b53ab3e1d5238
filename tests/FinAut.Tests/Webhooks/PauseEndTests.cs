using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>A pause of an endpoint ends when there is a reason to expect better, and nobody is told of an attempt in the past.</summary>
public sealed class PauseEndTests(SharedWebhooks shared) : IClassFixture<SharedWebhooks>
{
    private const string Nowhere = "http://127.0.0.1:1/";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(20);

    private WebhookServer Webhooks => shared.Webhooks;

    [Fact]
    public async Task A_new_url_ends_the_pause_at_once()
    {
        var (endpoint, path) = await PausedAsync(Nowhere);

        var changed = await shared.Admin.PatchAsync(endpoint, new JsonObject { ["url"] = Webhooks.Inbox.Url(path) });

        Assert.Equal("active", changed.Text("state"));
        await shared.WaitAsync(path, 1);
        Assert.Equal(EndpointHealth.Good, await HealthAsync(endpoint));
    }

    [Fact]
    public async Task The_same_url_ends_no_pause()
    {
        var (endpoint, _) = await PausedAsync(Nowhere);
        var before = await HealthAsync(endpoint);

        await shared.Admin.PatchAsync(endpoint, new JsonObject { ["url"] = Nowhere, ["kind"] = "userstatuses", ["enabled"] = true });

        Assert.Equal(before, await HealthAsync(endpoint));
    }

    [Fact]
    public async Task Staff_end_the_pause_by_a_new_url()
    {
        var (endpoint, path) = await PausedAsync(Nowhere);
        using var staff = await Browser.StaffAsync(shared.Server);

        await staff.SubmitAsync($"/staff/webhooks/{endpoint.Number()}/change/", "Lagre", ("Target", Webhooks.Inbox.Url(path)), ("Kind", "all"));

        await shared.WaitAsync(path, 1);
        Assert.Equal(EndpointHealth.Good, await HealthAsync(endpoint));
    }

    [Fact]
    public async Task A_ping_that_arrives_ends_the_pause_at_once()
    {
        var (endpoint, path) = await PausedAsync(url: null);

        await shared.PingAsync(endpoint);

        await shared.WaitAsync(path, 2);
        Assert.Null((await HealthAsync(endpoint)).PausedUntil);
    }

    [Fact]
    public async Task A_ping_that_does_not_arrive_ends_no_pause()
    {
        var (endpoint, _) = await PausedAsync(Nowhere);
        var before = await HealthAsync(endpoint);

        await shared.PingAsync(endpoint);
        await Webhooks.DeliveryAsync(endpoint, "exhausted");

        Assert.Equal(before, await HealthAsync(endpoint));
    }

    [Fact]
    public async Task The_next_attempt_is_never_in_the_past()
    {
        var (endpoint, _) = await PausedAsync(Nowhere);
        var until = (await HealthAsync(endpoint)).PausedUntil!.Value;

        var delivery = (await Webhooks.DeliveriesAsync(endpoint))[0];

        Assert.Equal("pending", delivery.Text("state"));
        Assert.Equal(until.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), delivery.Text("next_attempt"));
        Assert.True(JsonElement.DeepEquals(delivery, await shared.Admin.ReadAsync(delivery.Text("id"))));
        using var staff = await Browser.StaffAsync(shared.Server);
        var shown = $"{TimeZoneInfo.ConvertTimeBySystemTimeZoneId(until, "Europe/Oslo"):HH:mm}";
        Assert.Contains($"{shown}</span>", await staff.ReadAsync($"/staff/webhooks/{endpoint.Number()}/"));
        Assert.Contains($"{shown}</span>", await staff.ReadAsync($"/staff/webhooks/deliveries/?endpoint={endpoint.Number()}"));
        Assert.Contains($"{shown}</dd>", await staff.ReadAsync($"/staff/webhooks/deliveries/{delivery.Text("id").Number()}/"));
    }

    [Theory]
    [InlineData(null, false, null, null)]
    [InlineData(-10, false, null, 0)]
    [InlineData(-10, false, -5, 0)]
    [InlineData(-10, false, 5, 5)]
    [InlineData(10, false, 5, 10)]
    [InlineData(3, false, 5, 5)]
    [InlineData(-10, true, 5, 0)]
    public void A_delivery_is_expected_when_it_is_due_its_endpoint_is_sent_to_and_not_before_now(int? due, bool manual, int? pausedUntil, int? expected)
    {
        var now = shared.Server.Time.GetUtcNow();

        Assert.Equal(At(expected), WebhookDelivery.Expect(At(due), manual, At(pausedUntil), now));

        DateTimeOffset? At(int? minutes) => minutes is { } m ? now.AddMinutes(m) : null;
    }

    // An endpoint that pauses, with a delivery that was due before.
    private async Task<(string Endpoint, string Path)> PausedAsync(string? url)
    {
        var path = shared.NewPath();
        var now = shared.Server.Time.GetUtcNow();
        var endpoint = (await Webhooks.AddEndpointAsync("userstatuses", path, change: body => body["url"] = url ?? Webhooks.Inbox.Url(path))).Text("id");
        await Webhooks.ChangeAsync(endpoint, (row, _) => row.Health = new EndpointHealth(now.AddHours(-1), now.AddMinutes(-1), 9, now + Pause));
        await Webhooks.Writer.CreateUserAsync("afr_ka");
        await using var db = shared.Server.Database();
        var id = endpoint.Number();
        await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.EndpointId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttempt, now.AddMinutes(-5)));
        Assert.Equal("pending", Assert.Single(await Webhooks.DeliveriesAsync(endpoint)).Text("state"));
        return (endpoint, path);
    }

    private async Task<EndpointHealth> HealthAsync(string endpoint)
    {
        await using var db = shared.Server.Database();
        var id = endpoint.Number();
        return (await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().SingleAsync(e => e.Id == id)).Health;
    }
}
