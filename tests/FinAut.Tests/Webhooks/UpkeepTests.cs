using System.Diagnostics.Metrics;
using System.Text.Json;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Webhooks;

/// <summary>What keeps the queue in order: the sweeper, the purge, the metrics and the health check.</summary>
public sealed class UpkeepTests : IAsyncLifetime
{
    private WebhookServer _webhooks = null!;

    private WebhookSweeper Sweeper => _webhooks.Server.Services.GetRequiredService<WebhookSweeper>();

    public async Task InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async Task DisposeAsync() => await _webhooks.DisposeAsync();

    [Theory]
    [InlineData("next_attempt = NULL")]
    [InlineData("next_attempt = {0} + interval '90 days'")]
    [InlineData("claimed_by = gen_random_uuid(), claimed_until = {0} + interval '90 days', next_attempt = {0} - interval '1 hour'")]
    [InlineData("claimed_by = gen_random_uuid(), claimed_until = NULL, next_attempt = {0} - interval '1 hour'")]
    public async Task A_delivery_that_nobody_would_send_is_found_and_sent(string broken)
    {
        var endpoint = await FailedOnceAsync();
        _webhooks.Inbox.Answers = _ => Answer.Ok;
        await using (var db = _webhooks.Server.Database())
        {
            // The dispatcher, which may find some of them by itself, claims under this lock: the sweep is to come first.
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PostgreSqlDbContext.ClaimLock})");
            await ExecuteAsync($"UPDATE webhook_deliveries SET {broken}");

            Assert.Equal(1, await Sweeper.SweepAsync(CancellationToken.None));
        }

        await _webhooks.DeliveryAsync(endpoint, "delivered");
        Assert.Equal(0, await Sweeper.SweepAsync(CancellationToken.None));
        Assert.Contains(_webhooks.Server.Logs.Lines, line => line.Message.StartsWith("Webhooks put right", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_claim_of_a_node_that_died_ends_by_itself()
    {
        var endpoint = await FailedOnceAsync();
        await ExecuteAsync("UPDATE webhook_deliveries SET claimed_by = gen_random_uuid(), claimed_until = next_attempt + interval '30 seconds'");
        _webhooks.Inbox.Answers = _ => Answer.Ok;
        var delivery = (await _webhooks.DeliveriesAsync(endpoint))[0];

        _webhooks.AdvanceTo(delivery);
        Assert.Equal(0, await _webhooks.Server.Services.GetRequiredService<WebhookDispatcher>().ClaimAsync(CancellationToken.None));
        _webhooks.AdvanceTo(WebhookServer.NextAttempt(delivery)!.Value.AddSeconds(31));

        await _webhooks.DeliveryAsync(endpoint, "delivered");
    }

    [Fact]
    public async Task A_pause_that_a_clock_ahead_began_ends()
    {
        var endpoint = await FailedOnceAsync();
        await ExecuteAsync("UPDATE webhook_endpoints SET paused_until = {0} + interval '9 years'");
        _webhooks.Inbox.Answers = _ => Answer.Ok;

        Assert.Equal(1, await Sweeper.SweepAsync(CancellationToken.None));

        _webhooks.AdvanceTo((await _webhooks.DeliveriesAsync(endpoint))[0]);
        await _webhooks.DeliveryAsync(endpoint, "delivered");
    }

    [Theory]
    [InlineData(WebhookEndpointState.Disabled, WebhookDeliveryState.Held)]
    [InlineData(WebhookEndpointState.Deleted, WebhookDeliveryState.Cancelled)]
    public async Task What_is_pending_for_an_endpoint_that_is_off_is_held_or_cancelled(WebhookEndpointState state, WebhookDeliveryState becomes)
    {
        await FailedOnceAsync();
        await ExecuteAsync($"UPDATE webhook_endpoints SET state = {(int)state}");

        Assert.Equal(1, await Sweeper.SweepAsync(CancellationToken.None));

        await using var db = _webhooks.Server.Database();
        Assert.Equal(becomes, (await db.WebhookDeliveries.IgnoreQueryFilters().SingleAsync()).State);
    }

    [Fact]
    public async Task Bodies_are_purged_after_30_days_and_deliveries_with_their_attempts_after_90()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        var delivery = await _webhooks.DeliveryAsync(endpoint, "delivered");
        _webhooks.Inbox.Answers = _ => new Answer(410);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.DeliveryAsync(endpoint, "held");
        var start = _webhooks.Time.GetUtcNow();

        Assert.Equal((2, 2, 2), await PurgedAsync(start.AddDays(29.9)));
        Assert.Equal((2, 0, 2), await PurgedAsync(start.AddDays(30.1)));

        // Without its body it cannot be posted again.
        Assert.Equal(["delivered", "cancelled"], (await _webhooks.DeliveriesAsync(endpoint)).Select(d => d.Text("state")));
        using var replayed = await _webhooks.Admin.PostAsync(delivery.Text("id") + "replay/", null);
        Assert.Equal(WebhookDeliveryController.TooOld, (await replayed.ReadProblemAsync(System.Net.HttpStatusCode.Conflict)).Text("detail"));

        Assert.Equal((2, 0, 2), await PurgedAsync(start.AddDays(89.9)));
        Assert.Equal((0, 0, 0), await PurgedAsync(start.AddDays(90.1)));
        Assert.Empty(await _webhooks.DeliveriesAsync(endpoint));
    }

    [Fact]
    public async Task What_is_still_to_be_sent_is_not_purged()
    {
        var endpoint = await FailedOnceAsync();
        await ExecuteAsync("UPDATE webhook_deliveries SET created = created - interval '100 days'");

        await _webhooks.Server.Services.GetRequiredService<WebhookPurge>().PurgeAsync(CancellationToken.None);

        _webhooks.Inbox.Answers = _ => Answer.Ok;
        _webhooks.AdvanceTo((await _webhooks.DeliveriesAsync(endpoint))[0]);
        await _webhooks.DeliveryAsync(endpoint, "delivered");
    }

    [Fact]
    public async Task Metrics_tell_of_the_backlog_attempts_and_latency()
    {
        var measured = new Dictionary<string, double>();
        var meters = _webhooks.Server.Services.GetRequiredService<IMeterFactory>().Create(WebhookMetrics.MeterName);
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter == meters) { l.EnableMeasurementEvents(instrument); } } };
        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (measured)
            {
                var name = instrument.Name + (tags.IsEmpty ? "" : $"[{tags[0].Value}]");
                measured[name] = (instrument is ObservableInstrument<long> or ObservableInstrument<double> ? 0 : measured.GetValueOrDefault(name)) + value;
            }
        }

        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Note(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Note(i, v, tags));
        listener.Start();
        var endpoint = await FailedOnceAsync();
        await _webhooks.Server.Services.GetRequiredService<WebhookMetrics>().MeasureAsync(CancellationToken.None);
        listener.RecordObservableInstruments();
        Assert.Equal(1, measured["finaut.webhooks.backlog"]);
        Assert.Equal(0, measured["finaut.webhooks.oldest_due"]);
        Assert.Equal(1, measured["finaut.webhooks.attempts[server_error]"]);

        _webhooks.Inbox.Answers = _ => Answer.Ok;
        _webhooks.AdvanceTo((await _webhooks.DeliveriesAsync(endpoint))[0]);
        await _webhooks.DeliveryAsync(endpoint, "delivered");

        Assert.Equal(1, measured["finaut.webhooks.attempts[delivered]"]);
        Assert.InRange(measured["finaut.webhooks.latency"], 3.9, 60);
        Assert.True(measured["finaut.webhooks.attempt.duration"] > 0);
    }

    [Fact]
    public async Task Readiness_warns_when_the_oldest_due_delivery_has_waited_for_two_minutes()
    {
        // On a node that sends nothing.
        await using var idle = await TestServer.StartAsync(connectionString: _webhooks.Server.ConnectionString, time: _webhooks.Time);
        var endpoint = await FailedOnceAsync();
        var due = WebhookServer.NextAttempt((await _webhooks.DeliveriesAsync(endpoint))[0])!.Value;
        await _webhooks.Server.StopAsync();

        _webhooks.Time.SetUtcNow(due.AddSeconds(100));
        Assert.Equal(("Healthy", 200), await HealthAsync(idle));
        _webhooks.Time.SetUtcNow(due.AddSeconds(121));
        Assert.Equal(("Degraded", 200), await HealthAsync(idle));
    }

    [Fact]
    public async Task An_idle_server_asks_its_database_less_than_once_a_second()
    {
        await _webhooks.AddEndpointAsync();
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.Inbox.WaitAsync(1);
        await Until.TrueAsync(async () => (await _webhooks.Admin.RowsAsync("webhook_delivery/?state=delivered")).Count == 1);

        using var queries = _webhooks.Server.CountQueries();
        await Task.Delay(TimeSpan.FromSeconds(20)); // the one thing that can only be seen by waiting

        Assert.InRange(queries.Count, 1, 20);
    }

    [Fact]
    public async Task A_delivery_is_sent_at_once_though_the_dispatcher_sleeps()
    {
        await _webhooks.AddEndpointAsync();
        for (var i = 1; i <= 3; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            await _webhooks.Writer.CreateUserAsync("afr_ka");
            await _webhooks.Inbox.WaitAsync(i);
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(4), "Only a poll found it.");
        }
    }

    private static async Task<(string Webhooks, int Status)> HealthAsync(TestServer server)
    {
        using var response = await server.Http.GetAsync("/health/ready");
        var health = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return (health.GetProperty("checks").GetProperty("webhooks").Text("status"), (int)response.StatusCode);
    }

    private async Task<string> FailedOnceAsync()
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(500);
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.AttemptedAsync(endpoint, 1);
        return endpoint;
    }

    // {0} is the time by the server's clock.
    private async Task ExecuteAsync(string sql)
    {
        await using var db = _webhooks.Server.Database();
        await db.Database.ExecuteSqlRawAsync(sql, _webhooks.Time.GetUtcNow());
    }

    private async Task<(int Deliveries, int Bodies, int Attempts)> PurgedAsync(DateTimeOffset at)
    {
        _webhooks.Time.SetUtcNow(at);
        await _webhooks.Server.Services.GetRequiredService<WebhookPurge>().PurgeAsync(CancellationToken.None);
        await using var db = _webhooks.Server.Database();
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().ToListAsync();
        return (deliveries.Count, deliveries.Count(d => d.Payload is not null), await db.WebhookAttempts.CountAsync());
    }
}
