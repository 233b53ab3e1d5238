using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Webhooks;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Webhooks;

/// <summary>A server that sends webhooks, and an inbox for them.</summary>
public sealed class WebhookServer : IAsyncDisposable
{
    private WebhookServer(TestServer server, WebhookInbox inbox, HttpClient admin, HttpClient writer, HttpClient exam) =>
        (Server, Inbox, Admin, Writer, Exam) = (server, inbox, admin, writer, exam);

    /// <summary>The server.</summary>
    public TestServer Server { get; }

    /// <summary>Where webhooks arrive.</summary>
    public WebhookInbox Inbox { get; }

    /// <summary>A client with the scope <c>webhooks</c>.</summary>
    public HttpClient Admin { get; }

    /// <summary>A client with the scopes <c>read</c> and <c>write</c>.</summary>
    public HttpClient Writer { get; }

    /// <summary>The exam platform.</summary>
    public HttpClient Exam { get; }

    /// <summary>The server's clock.</summary>
    public TestTime Time => Server.Time;

    /// <summary>Starts both.</summary>
    /// <param name="settings">Settings on top of the tests' own.</param>
    /// <param name="connectionString">An existing database, or null for a new one.</param>
    public static async Task<WebhookServer> StartAsync(IReadOnlyDictionary<string, string>? settings = null, string? connectionString = null)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["Webhooks:Dispatch"] = "true",
            ["Webhooks:PerSecondPerEndpoint"] = "1000",
            ["PublicBaseUrl"] = "http://api.test",
        };
        var server = await TestServer.StartAsync(all, connectionString, WriteServer.NewClock());
        var webhooks = new WebhookServer(
            server,
            await WebhookInbox.StartAsync(),
            await server.ClientAsync(scope: "webhooks"),
            await server.ClientAsync(),
            await server.ClientAsync(TestServer.ExamClient, "read write exam"));

        // Tests set the clock ahead by days.
        await using var db = server.Database();
        await db.AccessTokens.ExecuteUpdateAsync(set => set.SetProperty(t => t.Expires, t => t.Expires.AddYears(1)));
        return webhooks;
    }

    /// <summary>Makes an endpoint that posts to the inbox.</summary>
    /// <returns>What was answered.</returns>
    public Task<JsonElement> AddEndpointAsync(string kind = "all", string path = "hook", long company = Bodies.Testfirma, Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["company"] = Bodies.Path("companies", company), ["kind"] = kind, ["url"] = Inbox.Url(path) };
        change?.Invoke(body);
        return Admin.CreateAsync("webhook_endpoint/", body);
    }

    /// <summary>Changes an endpoint in a way that the API has no word for.</summary>
    public async Task ChangeAsync(string endpoint, Action<WebhookEndpoint, WebhookSecrets> change)
    {
        await using var db = Server.Database();
        var id = endpoint.Number();
        var row = await db.WebhookEndpoints.IgnoreQueryFilters().SingleAsync(e => e.Id == id);
        change(row, Server.Services.GetRequiredService<WebhookSecrets>());
        await db.SaveChangesAsync();
    }

    /// <summary>The deliveries of an endpoint, oldest first.</summary>
    public Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string endpoint) => Admin.RowsAsync($"webhook_delivery/?endpoint={endpoint}");

    /// <summary>Waits until the newest delivery of an endpoint is as it should be.</summary>
    public async Task<JsonElement> DeliveryAsync(string endpoint, Func<JsonElement, bool> isAsItShould)
    {
        JsonElement newest = default;
        await Until.TrueAsync(async () =>
        {
            newest = (await DeliveriesAsync(endpoint))[^1];
            return isAsItShould(newest);
        });
        return newest;
    }

    /// <summary>Waits until the newest delivery of an endpoint is in a state.</summary>
    public Task<JsonElement> DeliveryAsync(string endpoint, string state) => DeliveryAsync(endpoint, d => d.Text("state") == state);

    /// <summary>Waits until the newest delivery of an endpoint has had so many attempts.</summary>
    public Task<JsonElement> AttemptedAsync(string endpoint, int attempts) =>
        DeliveryAsync(endpoint, d => d.GetProperty("attempts").GetArrayLength() == attempts);

    /// <summary>Sets the clock to where a delivery is due next, and wakes the dispatcher.</summary>
    public void AdvanceTo(JsonElement delivery) => AdvanceTo(NextAttempt(delivery)!.Value);

    /// <summary>Sets the clock ahead to an instant, and wakes the dispatcher.</summary>
    public void AdvanceTo(DateTimeOffset at)
    {
        if (at > Time.GetUtcNow())
        {
            Time.SetUtcNow(at.AddMilliseconds(1));
        }

        Server.Services.GetRequiredService<WebhookSignal>().Set();
    }

    /// <summary>When a delivery is due next.</summary>
    public static DateTimeOffset? NextAttempt(JsonElement delivery) => delivery.Text("next_attempt") is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
        : null;

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Writer.Dispose();
        Exam.Dispose();
        await Server.DisposeAsync();
        await Inbox.DisposeAsync();
    }
}
