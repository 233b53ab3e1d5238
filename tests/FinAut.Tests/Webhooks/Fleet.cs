using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>Server processes on one database, with the real clock, and an inbox for what they send.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Dictionary<string, string> _settings;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<long, string> _paths = [];
    private string? _adminToken;
    private string? _examToken;

    private Fleet(string connectionString, WebhookInbox inbox, Dictionary<string, string> settings) =>
        (ConnectionString, Inbox, _settings) = (connectionString, inbox, settings);

    /// <summary>The database.</summary>
    public string ConnectionString { get; }

    /// <summary>Where webhooks arrive.</summary>
    public WebhookInbox Inbox { get; }

    /// <summary>The paths of the inbox by the numbers of the endpoints that post to them.</summary>
    public IReadOnlyDictionary<long, string> Paths => _paths;

    /// <summary>Makes the database and the inbox; no server runs yet.</summary>
    /// <param name="settings">Settings of all servers on top of the tests' own.</param>
    public static async Task<Fleet> CreateAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var connectionString = await TestDatabase.CreateDemoAsync();
        var all = new Dictionary<string, string>(ServerProcess.Demo(connectionString))
        {
            ["Throttle__Enabled"] = "false",
            // The tests wait for one of these lines; the rest would cost more than what is tested.
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            ["Webhooks__PerSecondPerEndpoint"] = "10000",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        return new Fleet(connectionString, await WebhookInbox.StartAsync(), all);
    }

    /// <summary>Starts a server.</summary>
    public async Task<Node> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(_settings);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var process = await ServerProcess.StartAsync(all);
        if (_adminToken is null)
        {
            using var http = new HttpClient { BaseAddress = new Uri(process.BaseUrl) };
            _adminToken = await http.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret", "read write webhooks");
            _examToken = await http.RequestTokenAsync(TestServer.ExamClient, TestServer.ExamClient + "-secret", "read write exam");
        }

        var node = new Node(process, Client(process, _adminToken), Client(process, _examToken!));
        _nodes.Add(node);
        return node;
    }

    /// <summary>Makes an endpoint that posts to a path of the inbox of its own.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> AddEndpointAsync(Node node, long company, string kind = "all", string? url = null)
    {
        var path = $"e{_paths.Count + 1}";
        var body = new JsonObject { ["company"] = Bodies.Path("companies", company), ["kind"] = kind, ["url"] = url ?? Inbox.Url(path) };
        var endpoint = (await node.Admin.CreateAsync("webhook_endpoint/", body)).Text("id").Number();
        _paths[endpoint] = "/" + path;
        return endpoint;
    }

    /// <summary>A context on the database; tests say <c>IgnoreQueryFilters</c>.</summary>
    public PostgreSqlDbContext Database() => TestDatabase.Context(ConnectionString);

    /// <summary>The companies of the demo data that have the most people, with some of these.</summary>
    public async Task<List<(long Company, List<long> People)>> CompaniesAsync(int count, int people = 5)
    {
        await using var db = Database();
        var users = await db.Users.IgnoreQueryFilters().Where(u => u.CompanyId != Places.Utenfor).Select(u => new { u.Id, u.CompanyId }).ToListAsync();
        return [.. users.GroupBy(u => u.CompanyId).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(count)
            .Select(g => (g.Key, g.Select(u => u.Id).Order().Take(people).ToList()))];
    }

    /// <summary>Waits until nothing is to be sent any more.</summary>
    public Task DrainAsync(TimeSpan patience) => Until.TrueAsync(
        async () =>
        {
            await using var db = Database();
            return !await db.WebhookDeliveries.IgnoreQueryFilters().AnyAsync(d => d.State == WebhookDeliveryState.Pending);
        },
        patience);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Inbox.DisposeAsync();
        await TestDatabase.DropAsync(ConnectionString);
    }

    private static HttpClient Client(ServerProcess process, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(process.BaseUrl) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}

/// <summary>A server process and clients of it.</summary>
internal sealed record Node(ServerProcess Process, HttpClient Admin, HttpClient Exam) : IAsyncDisposable
{
    /// <summary>Records a result of a person.</summary>
    /// <returns>Its URL.</returns>
    public async Task<string> AddResultAsync(long person) =>
        (await Exam.CreateAsync("results/", Bodies.Result(Bodies.Path("user", person)))).Text("id");

    /// <summary>Corrects a result.</summary>
    public Task CorrectAsync(string result, double score) =>
        Exam.PatchAsync(Bodies.Path("results", result.Number()), new JsonObject { ["score"] = Math.Round(score, 2) });

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Exam.Dispose();
        await Process.DisposeAsync();
    }
}

/// <summary>Numbers that a test measured, for people to read.</summary>
internal static class Figures
{
    /// <summary>The value that this part of all values does not exceed.</summary>
    public static double Percentile(this IReadOnlyCollection<double> values, double percent) =>
        values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(values.Count * percent / 100) - 1));

    /// <summary>Writes a line that <c>bench/webhooks.sh</c> shows.</summary>
    public static void Figure(this Xunit.Abstractions.ITestOutputHelper output, FormattableString text) =>
        output.WriteLine("figure: " + text.ToString(CultureInfo.InvariantCulture));
}
