using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;

namespace FinAut.Tests.Telemetry;

/// <summary>One id leads from a request's log line over the webhook's attempt and outcome to what the receiver got.</summary>
public sealed class CorrelationTests(SharedWebhooks shared) : IClassFixture<SharedWebhooks>
{
    private const string CallersTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Theory]
    [InlineData(null, null)]
    [InlineData("X-Correlation-Id", "lms-2026-11-23.42")]
    [InlineData("traceparent", $"00-{CallersTrace}-00f067aa0ba902b7-01")]
    public async Task A_request_is_followed_from_its_log_line_to_the_receiver(string? header, string? value)
    {
        var path = shared.NewPath();
        var endpoint = (await shared.Webhooks.AddEndpointAsync(path: path)).Text("id");
        shared.AnswerTo(path, 500);

        var id = await WriteAsync(header, value);
        await shared.Webhooks.AttemptedAsync(endpoint, 1);
        shared.AnswerTo(path, 200);
        shared.Webhooks.AdvanceTo((await shared.Webhooks.DeliveriesAsync(endpoint))[0]);
        await shared.Webhooks.DeliveryAsync(endpoint, "delivered");

        var posts = shared.PostsTo(path);
        Assert.Equal([id, id], posts.Select(p => p.Headers["X-Correlation-Id"]));
        var traces = posts.Select(p => p.Headers["traceparent"].Split('-')).ToList();
        Assert.Single(traces.Select(t => t[1]).Distinct());
        Assert.Equal(2, traces.Select(t => t[2]).Distinct().Count());
        Assert.Equal(header != "X-Correlation-Id", traces[0][1] == id);
        await Until.TrueAsync(() => Task.FromResult(LinesOf(id).Any(line => line.EndsWith(" is Delivered.", StringComparison.Ordinal))));
        var delivery = (await shared.Webhooks.DeliveriesAsync(endpoint))[0].Text("id").Number();
        Assert.Equal(
            [
                "POST /finautapi/v1/user/ 201",
                $"Attempt 1 of delivery {delivery} to endpoint {endpoint.Number()}: server_error, status 500",
                $"Delivery {delivery} is to be tried again",
                $"Attempt 2 of delivery {delivery} to endpoint {endpoint.Number()}: delivered, status 200",
                $"Delivery {delivery} is Delivered",
            ],
            LinesOf(id).Where(line => !line.StartsWith("POST", StringComparison.Ordinal) ? line.Contains($"elivery {delivery} ", StringComparison.Ordinal) : true)
                .Select(Beginning).OrderBy(line => line.StartsWith("POST", StringComparison.Ordinal) ? 0 : 1));
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("nonsense")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    public async Task A_traceparent_that_is_none_is_left_alone(string traceparent)
    {
        var id = await WriteAsync("traceparent", traceparent);

        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.NotEqual(CallersTrace, id);
        Assert.NotEqual(new string('0', 32), id);
    }

    // What follows differs from one run to the next.
    private static string Beginning(string line) =>
        line[..new[] { line.IndexOf(" in ", StringComparison.Ordinal), line.IndexOf(" at ", StringComparison.Ordinal), line.LastIndexOf('.') }.Where(i => i > 0).Min()].TrimEnd(',');

    private async Task<string> WriteAsync(string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TestServer.Root + "user/")
        {
            Content = new StringContent(Bodies.User(null, "afr_ka").ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await shared.Webhooks.Writer.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Header("X-Correlation-Id");
    }

    private List<string> LinesOf(string id) =>
        [.. shared.Server.Logs.Lines.Where(l => l.Scopes.Contains("CorrelationId=" + id, StringComparison.Ordinal)).Select(l => l.Message)];
}
