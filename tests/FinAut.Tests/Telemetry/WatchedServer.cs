using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;

namespace FinAut.Tests.Telemetry;

/// <summary>
/// The server's own executable with a collector, after clients have used it in all the ways in which things go well and wrong, with
/// what must not leave it wherever a client can put it.
/// </summary>
public sealed class WatchedServer : IAsyncLifetime
{
    /// <summary>The trace in which a caller says its request is.</summary>
    public const string CallersTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>The caller's own span.</summary>
    public const string CallersSpan = "00f067aa0ba902b7";

    /// <summary>A correlation id that is no trace's.</summary>
    public const string OddCorrelationId = "lms-4711";

    private const string Persnr = "55110098692";
    private const string NewPersnr = "55110094247";
    private const string Secret = "finaut-demo-secret";
    private const string WrongSecret = "fas_nobody-knows-this-one";
    private const string PathSecret = "path-that-nobody-may-know";
    private const string QuerySecret = "query-that-nobody-may-know";
    private const string Alias = "kari.nordmann-at-the-bank";
    private const string Link = "lms.name.of.a.person";
    private const int Limit = 30;

    private readonly List<string> _secrets = [Persnr, "551100 98692", NewPersnr, Secret, WrongSecret, PathSecret, QuerySecret, Alias, Link];
    private WebhookInbox _inbox = null!;
    private string _connectionString = "";

    /// <summary>Where traces and metrics go.</summary>
    public Collector Collector { get; private set; } = null!;

    /// <summary>What must be in no trace and no metric.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>What the server logged.</summary>
    public string Log { get; private set; } = "";

    /// <summary>Webhooks that it posted.</summary>
    public IReadOnlyList<Post> Posts => _inbox.Posts;

    public async Task InitializeAsync()
    {
        _connectionString = await TestDatabase.CreateDemoAsync();
        await using var proxy = new DatabaseProxy(_connectionString);
        Collector = await Collector.StartAsync();
        _inbox = await WebhookInbox.StartAsync();
        var settings = ServerProcess.Demo(proxy.ConnectionString);
        settings["Throttle__PermitLimit"] = Limit.ToString();
        foreach (var (name, value) in Collector.Settings)
        {
            settings[name] = value;
        }

        await using var server = await ServerProcess.StartAsync(settings);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server.BaseUrl) };
        await PostWebhooksAsync(client);
        await CallAsync(client);
        await ThrottleAsync(client);
        await Until.TrueAsync(() => Task.FromResult(Collector.Metrics.Any(m => m.Name == "finaut.health")));
        await BreakAsync(client, proxy);

        // What is left is sent when the server stops.
        server.Terminate();
        Log = (await server.EndAsync()).With(0).Output;
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await Collector.DisposeAsync();
        await TestDatabase.DropAsync(_connectionString);
    }

    private async Task PostWebhooksAsync(HttpClient client)
    {
        var admin = await BearerAsync(client, TestServer.DemoClient, "webhooks");
        var endpoint = new JsonObject
        {
            ["company"] = Bodies.Path("companies", Bodies.Testfirma),
            ["kind"] = "all",
            ["url"] = _inbox.Url($"{PathSecret}?key={QuerySecret}"),
        };
        using var made = await SendAsync(client, HttpMethod.Post, "webhook_endpoint/", admin, endpoint);
        var answered = await made.ReadJsonAsync(HttpStatusCode.Created);
        _secrets.Add(answered.Text("secret"));

        var writer = await BearerAsync(client, TestServer.DemoClient);
        foreach (var (name, value) in (IEnumerable<(string, string)>)
            [("traceparent", $"00-{CallersTrace}-{CallersSpan}-01"), ("X-Correlation-Id", OddCorrelationId), ("X-Correlation-Id", Persnr)])
        {
            using var created = await SendAsync(client, HttpMethod.Post, "user/", writer, Bodies.User(null, "afr_ka"), (name, value));
            await created.ReadJsonAsync(HttpStatusCode.Created);
        }

        await Until.TrueAsync(() => Task.FromResult(_inbox.Count >= 3));
    }

    private async Task CallAsync(HttpClient client)
    {
        var bearer = await BearerAsync(client, TestServer.DemoClient);
        string[] reads =
        [
            $"user/?persnr={Persnr}", $"user/?persnr=551100%2098692", $"user/?employee_alias={Alias}", $"user/{Persnr}/", $"user/{Persnr}",
            $"nothing/{Persnr}/?persnr={Persnr}", $"userlogin/demo/{Link}/", $"user/?access_token={bearer.Parameter}", "user/590499/",
        ];
        foreach (var path in reads)
        {
            using var reply = await SendAsync(client, HttpMethod.Get, path, bearer, body: null, ("tracestate", $"rojo={Persnr}"), ("baggage", $"who={Persnr}"));
        }

        using var refused = await SendAsync(client, HttpMethod.Post, "user/", bearer, Bodies.User(Persnr, "afr_ka").With("work_for", "7"));
        using var twice = await SendAsync(client, HttpMethod.Post, "user/", bearer, Bodies.User(NewPersnr, "afr_ka"));
        using var unknown = await SendAsync(client, new HttpMethod("X" + Persnr), "user/", bearer);
        using var wrong = await client.PostAsync("/o/token/", Form($"grant_type=client_credentials&client_id=finaut-demo&client_secret={WrongSecret}"));
        using var scope = await client.PostAsync("/o/token/", Form($"grant_type=client_credentials&client_id=finaut-demo&client_secret={Secret}&scope={Persnr}"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest), (wrong.StatusCode, scope.StatusCode));
    }

    private async Task ThrottleAsync(HttpClient client)
    {
        var other = await BearerAsync(client, TestServer.OtherClient);
        for (var i = 0; i <= Limit; i++)
        {
            using var reply = await SendAsync(client, HttpMethod.Get, "companies/", other);
            Assert.Equal(i < Limit ? 200 : 429, (int)reply.StatusCode);
        }
    }

    private async Task BreakAsync(HttpClient client, DatabaseProxy proxy)
    {
        var bearer = await BearerAsync(client, TestServer.ExamClient);
        proxy.Cut();
        using var reply = await SendAsync(client, HttpMethod.Get, $"user/?persnr={Persnr}", bearer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
    }

    private async Task<AuthenticationHeaderValue> BearerAsync(HttpClient client, string application, string? scope = null)
    {
        var token = await client.RequestTokenAsync(application, application + "-secret", scope);
        _secrets.Add(token);
        return new("Bearer", token);
    }

    private static StringContent Form(string body) => new(body, Encoding.UTF8, "application/x-www-form-urlencoded");

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, AuthenticationHeaderValue bearer, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, TestServer.Root + path);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Authorization = bearer;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
