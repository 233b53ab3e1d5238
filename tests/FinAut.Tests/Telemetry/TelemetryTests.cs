using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Telemetry;

/// <summary>What a collector gets of a server in use: what an operator needs, and nothing that is personal or secret.</summary>
public sealed class TelemetryTests(WatchedServer watched) : IClassFixture<WatchedServer>
{
    private readonly Collector _collector = watched.Collector;

    [Fact]
    public void Nothing_personal_or_secret_leaves_in_traces_or_metrics()
    {
        var raw = _collector.Raw;

        // Without these the test would prove nothing.
        Assert.Contains("finaut.webhooks.attempts", raw, StringComparison.Ordinal);
        Assert.Contains("finautapi/v1/user", raw, StringComparison.Ordinal);
        Assert.Contains("SELECT", raw, StringComparison.Ordinal);
        Assert.Contains("exception.message", raw, StringComparison.Ordinal);
        Assert.All(watched.Secrets, secret => Assert.DoesNotContain(secret, raw, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET finautapi/v1/user", "200")]
    [InlineData("GET finautapi/v1/user/{id:long}", "200")]
    [InlineData("GET finautapi/v1/user", "503")]
    [InlineData("POST o/token", "401")]
    [InlineData("_OTHER", "405")]
    public void A_requests_span_is_named_by_its_route(string name, string status)
    {
        var span = _collector.Spans.First(s => s.Source == "Microsoft.AspNetCore" && s.Name == name && s.Attributes["http.response.status_code"] == status);

        Assert.NotEmpty(span.Attributes["finaut.correlation_id"]);
        Assert.DoesNotContain(span.Attributes.Keys, key => key is "url.path" or "url.query" or "url.full" or "user_agent.original");
    }

    [Fact]
    public void A_callers_trace_goes_on_through_the_request_and_its_statements_to_the_webhook()
    {
        var spans = _collector.Spans.Where(s => s.Trace == WatchedServer.CallersTrace).ToList();
        var request = Assert.Single(spans, s => s.Name == "POST finautapi/v1/user");
        var attempt = Assert.Single(spans, s => s.Source == "FinAut.Webhooks");
        var post = Assert.Single(watched.Posts, p => p.Headers["X-Correlation-Id"] == WatchedServer.CallersTrace);

        Assert.Equal(WatchedServer.CallersSpan, request.Parent);
        Assert.Equal(WatchedServer.CallersTrace, request.Attributes["finaut.correlation_id"]);
        Assert.Contains(spans, s => s.Source == "Npgsql" && s.Parent == request.Id);
        Assert.Equal($"00-{WatchedServer.CallersTrace}-{attempt.Id}-01", post.Headers["traceparent"]);
        Assert.Equal("200", attempt.Attributes["http.response.status_code"]);
        Assert.Equal(WatchedServer.CallersTrace, attempt.Attributes["finaut.correlation_id"]);
    }

    [Fact]
    public void The_servers_own_log_has_the_request_the_attempt_and_its_outcome_under_the_callers_trace()
    {
        var lines = watched.Log.Split('\n').Where(line => line.EndsWith($"[{WatchedServer.CallersTrace}]", StringComparison.Ordinal)).ToList();

        Assert.Contains(lines, line => line.Contains("POST /finautapi/v1/user/ 201", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Attempt 1 of delivery", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("is Delivered.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_correlation_id_that_is_no_traces_is_noted_on_the_request_and_on_the_webhook()
    {
        var spans = _collector.Spans.Where(s => s.Attributes.GetValueOrDefault("finaut.correlation_id") == WatchedServer.OddCorrelationId);

        Assert.Equal(["FinAut.Webhooks", "Microsoft.AspNetCore"], spans.Select(s => s.Source).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("http.server.request.duration", "http.route", "finautapi/v1/user/{id:long}")]
    [InlineData("http.server.request.duration", "http.response.status_code", "503")]
    [InlineData("finaut.oauth.token.requests", "outcome", "issued")]
    [InlineData("finaut.oauth.token.requests", "outcome", "invalid_client")]
    [InlineData("finaut.oauth.token.requests", "outcome", "invalid_scope")]
    [InlineData("finaut.throttle.refused", null, null)]
    [InlineData("finaut.webhooks.attempts", "outcome", "delivered")]
    [InlineData("finaut.webhooks.backlog", null, null)]
    [InlineData("finaut.webhooks.oldest_due", null, null)]
    [InlineData("finaut.jobs.runs", "finaut.job", "WebhookSweeper")]
    [InlineData("finaut.jobs.last_success", "finaut.job", "ExpiredTokenPurge")]
    [InlineData("finaut.jobs.last_success", "finaut.job", "WebhookDispatcher")]
    [InlineData("finaut.health", "check", "database")]
    [InlineData("db.client.connection.count", "db.client.connection.state", "used")]
    public void What_an_operator_watches_is_measured(string name, string? tag, string? value)
    {
        var points = _collector.Metrics.Where(m => m.Name == name).SelectMany(m => m.Points).ToList();

        Assert.NotEmpty(points);
        Assert.Contains(points, point => tag is null || point.GetValueOrDefault(tag) == value);
    }

    [Fact]
    public async Task A_collector_that_is_away_disturbs_nobody()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" });
        using var client = await server.ClientAsync();

        await client.GetJsonAsync("/finautapi/v1/user/590499/");
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(8));

        Assert.DoesNotContain(server.Logs.Lines, line => line.Exception is not null);
    }
}
