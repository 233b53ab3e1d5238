using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Faults;

/// <summary>
/// Clients that read and write at once, whatever happens to the server. They may see success, 503 with <c>Retry-After</c>, or a
/// connection that breaks; anything else ends the load and fails the test. What was answered with success must be there at the end.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Steady = 10;
    private const int PeoplePerClient = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // So that clients who are refused at once leave the processor to what is tested.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly string _baseUrl;
    private readonly Func<PostgreSqlDbContext> _database;
    private readonly WebhookInbox _inbox;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, double[]> _results = new();
    private readonly ConcurrentBag<long> _people = [];
    private readonly ConcurrentBag<long> _statuses = [];
    private readonly ConcurrentBag<double> _milliseconds = [];
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _paths = [];
    private readonly List<Client> _clients = [];
    private Changes _changes = null!;
    private Task _running = Task.CompletedTask;
    private int _reads;
    private int _writes;
    private int _unavailable;
    private int _unavailableReads;
    private int _broken;
    private long _slowestRefusal;

    private Load(string baseUrl, Func<PostgreSqlDbContext> database, WebhookInbox inbox) =>
        (_baseUrl, _database, _inbox) = (baseUrl, database, inbox);

    /// <summary>Reads that succeeded.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Writes that succeeded.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Requests that were answered 503.</summary>
    public int Unavailable => Volatile.Read(ref _unavailable);

    /// <summary>Reads among them.</summary>
    public int UnavailableReads => Volatile.Read(ref _unavailableReads);

    /// <summary>Requests whose connection broke, or was refused.</summary>
    public int Broken => Volatile.Read(ref _broken);

    /// <summary>The longest wait for a 503.</summary>
    public TimeSpan SlowestRefusal => new(Volatile.Read(ref _slowestRefusal));

    /// <summary>How long successful requests took, in milliseconds.</summary>
    public IReadOnlyCollection<double> Milliseconds => _milliseconds;

    /// <summary>What was answered 503, and how often.</summary>
    public string Refused => string.Join(", ", _refused.OrderByDescending(r => r.Value).Select(r => $"{r.Key} {r.Value} times"));

    /// <summary>All of it in one line.</summary>
    public string Summary => FormattableString.Invariant($"{Reads} reads and {Writes} writes succeeded, {Unavailable} answered 503 (after {SlowestRefusal.TotalSeconds:F1} s at most), {Broken} connections broke");

    /// <summary>Registers webhooks of two companies and begins.</summary>
    /// <param name="baseUrl">The server.</param>
    /// <param name="database">Makes a context on its database, past whatever fails between the two.</param>
    /// <param name="inbox">Where webhooks go.</param>
    /// <param name="writers">How many clients write; half as many read.</param>
    public static async Task<Load> StartAsync(string baseUrl, Func<PostgreSqlDbContext> database, WebhookInbox inbox, int writers = 4)
    {
        var load = new Load(baseUrl, database, inbox);
        using var http = load.NewClient();
        var admin = await http.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret", "read write webhooks");
        var exam = await http.RequestTokenAsync(TestServer.ExamClient, TestServer.ExamClient + "-secret", "read write exam");
        await using (var db = database())
        {
            var people = await db.Users.IgnoreQueryFilters().Where(u => u.CompanyId == Bodies.Testfirma || u.CompanyId == Bodies.Eksempelbanken)
                .OrderBy(u => u.Id).Select(u => u.Id).Take(writers * PeoplePerClient).ToListAsync();
            load._changes = await Changes.BeginAsync(database, people);
            using var registrar = load.NewClient(admin);
            foreach (var company in new[] { Bodies.Testfirma, Bodies.Eksempelbanken })
            {
                var body = new JsonObject { ["company"] = Bodies.Path("companies", company), ["kind"] = "all", ["url"] = inbox.Url($"company{company}") };
                var endpoint = (await registrar.CreateAsync("webhook_endpoint/", body)).Text("id").Number();
                load._paths[endpoint] = $"/company{company}";
            }

            // Clients share no person, so that none has to give way to another.
            load._clients.AddRange(people.Chunk(Math.Max(1, people.Count / writers)).Take(writers)
                .Select((own, i) => new Client(load.NewClient(admin), load.NewClient(exam), own, new Random(TestSeed.Value + i), Writes: true)));
            load._clients.AddRange(Enumerable.Range(0, writers / 2)
                .Select(i => new Client(load.NewClient(admin), load.NewClient(exam), [.. people], new Random(TestSeed.Value + 100 + i), Writes: false)));
        }

        load._running = Task.WhenAll(load._clients.Select(client => Task.Run(() => load.RunAsync(client))));
        return load;
    }

    /// <summary>Does something, and waits until every client is served again, time after time.</summary>
    /// <param name="action">What is done.</param>
    /// <returns>The time from its end to the last request that failed; zero when none did.</returns>
    public async Task<TimeSpan> RecoveryAsync(Func<Task> action)
    {
        await action();
        var since = Stopwatch.GetTimestamp();
        _clients.ForEach(client => client.Begin());
        await Until.TrueAsync(() => Task.FromResult(_running.IsCompleted || _clients.TrueForAll(c => c.InARow >= Steady)), Patience);
        await ThrowAsync();
        return _clients.Max(c => c.LastFailure) is var last and > 0 ? Stopwatch.GetElapsedTime(since, last) : TimeSpan.Zero;
    }

    /// <summary>Waits until a condition holds while the load goes on.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        await Until.TrueAsync(() => Task.FromResult(_running.IsCompleted || condition()), Patience);
        await ThrowAsync();
    }

    /// <summary>Goes on for a while.</summary>
    public async Task ForAsync(TimeSpan time)
    {
        await Task.WhenAny(_running, Task.Delay(time));
        await ThrowAsync();
    }

    /// <summary>Ends the load.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Checks that what was acknowledged is in the database, and that every change arrived at its receivers as it was made.</summary>
    /// <returns>How many deliveries there were.</returns>
    public async Task<int> AssertNothingLostAsync()
    {
        await using var db = _database();
        Assert.Empty(_people.Except(await db.Users.IgnoreQueryFilters().Select(u => u.Id).ToListAsync()));
        Assert.Empty(_statuses.Except(await db.UserStatuses.IgnoreQueryFilters().Select(s => s.Id).ToListAsync()));
        var scores = await db.Results.IgnoreQueryFilters().Where(r => r.Score != null).ToDictionaryAsync(r => r.Id, r => (double)r.Score!.Value);
        Assert.All(_results, result => Assert.Contains(scores[result.Key], result.Value));

        await Until.TrueAsync(async () => !await db.WebhookDeliveries.IgnoreQueryFilters().AnyAsync(d => d.State == WebhookDeliveryState.Pending), Patience);
        var deliveries = await _changes.AssertDeliveriesAsync();
        var arrived = _inbox.Posts.ToLookup(p => (p.Path, p.Id));
        var made = await db.WebhookDeliveries.IgnoreQueryFilters().Select(d => new { d.EndpointId, d.EventId, d.Payload, d.State }).ToListAsync();
        Assert.All(made, d => Assert.Equal(WebhookDeliveryState.Delivered, d.State));
        Assert.Equal(made.Select(d => (_paths[d.EndpointId], d.EventId)).Order(), arrived.Select(g => g.Key).Order());
        Assert.All(made, d => Assert.All(arrived[(_paths[d.EndpointId], d.EventId)], p => Assert.Equal(d.Payload, p.Text)));
        return deliveries;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var client in _clients)
        {
            client.Admin.Dispose();
            client.Exam.Dispose();
        }

        _stop.Dispose();
    }

    private Task ThrowAsync() => _running.IsCompleted ? _running : Task.CompletedTask;

    private HttpClient NewClient(string? token = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(_baseUrl), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task RunAsync(Client client)
    {
        while (!_stop.IsCancellationRequested)
        {
            var succeeded = client.Writes ? await WriteAsync(client) : await ReadAsync(client);
            client.Note(succeeded);
            if (!succeeded)
            {
                await Task.Delay(PauseAfterFailure);
            }
        }
    }

    private async Task<bool> ReadAsync(Client client)
    {
        var person = client.People[client.Random.Next(client.People.Length)];
        var path = client.Random.Next(4) switch
        {
            0 => $"user/{person}/",
            1 => "user/?page_size=20",
            2 => $"results/?user={person}",
            _ => $"latestuserstatus/?user={person}",
        };
        if (await SendAsync(client.Admin, HttpMethod.Get, path, null, HttpStatusCode.OK) is null)
        {
            return false;
        }

        Interlocked.Increment(ref _reads);
        return true;
    }

    private async Task<bool> WriteAsync(Client client)
    {
        long? written;
        switch (client.Random.Next(4))
        {
            case 0:
                written = await SendAsync(client.Admin, HttpMethod.Post, "user/", Bodies.User(null, "afr_ka"), HttpStatusCode.Created);
                if (written is { } person)
                {
                    _people.Add(person);
                    client.Candidates.Enqueue(person);
                }

                break;
            case 1 when client.Candidates.TryDequeue(out var candidate):
                var status = Bodies.Status(Bodies.Path("user", candidate), "hvilende");
                written = await SendAsync(client.Admin, HttpMethod.Post, "userstatus/", status, HttpStatusCode.Created);
                if (written is { } number)
                {
                    _statuses.Add(number);
                }

                break;
            case 2 when client.Result is { } corrected:
                // Until it is answered, it may be there or not.
                var score = Math.Round(client.Random.NextDouble() * 100, 2);
                _results[corrected] = [.. _results[corrected], score];
                written = await SendAsync(client.Exam, HttpMethod.Patch, $"results/{corrected}/", new JsonObject { ["score"] = score }, HttpStatusCode.OK);
                if (written is not null)
                {
                    _results[corrected] = [score];
                }
                else
                {
                    // Whether it comes to pass may be open for as long as a connection to the database lives.
                    client.Result = null;
                }

                break;
            default:
                var about = client.People[client.Random.Next(client.People.Length)];
                var body = Bodies.Result(Bodies.Path("user", about));
                written = await SendAsync(client.Exam, HttpMethod.Post, "results/", body, HttpStatusCode.Created);
                if (written is { } result)
                {
                    _results[result] = [82.5];
                    client.Result = result;
                }

                break;
        }

        if (written is null)
        {
            return false;
        }

        Interlocked.Increment(ref _writes);
        return true;
    }

    // The number of what was answered with success, 0 for a list; null when the request failed in a way that it may.
    private async Task<long?> SendAsync(HttpClient http, HttpMethod method, string path, JsonObject? body, HttpStatusCode expected)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(method, TestServer.Root + path);
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
            using var response = await http.SendAsync(request);
            var took = Stopwatch.GetElapsedTime(started);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable);
                Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"{method} {path}: 503 without Retry-After.");
                Interlocked.Increment(ref _unavailable);
                _refused.AddOrUpdate($"{method} {path.Split('/', '?')[0]}", 1, (_, times) => times + 1);
                if (method == HttpMethod.Get)
                {
                    Interlocked.Increment(ref _unavailableReads);
                }

                InterlockedMax(ref _slowestRefusal, took.Ticks);
                return null;
            }

            Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            var json = await response.ReadJsonAsync(expected);
            _milliseconds.Add(took.TotalMilliseconds);
            return json.TryGetProperty("id", out var id) ? id.GetString()!.Number() : 0;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Interlocked.Increment(ref _broken);
            return null;
        }
    }

    private static void InterlockedMax(ref long target, long value)
    {
        var seen = Volatile.Read(ref target);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var before && before == seen ? value : before;
        }
    }

    private sealed record Client(HttpClient Admin, HttpClient Exam, long[] People, Random Random, bool Writes)
    {
        private readonly Lock _lock = new();

        /// <summary>People whom this client made and gave no status.</summary>
        public Queue<long> Candidates { get; } = new();

        /// <summary>A result that this client made, to be corrected.</summary>
        public long? Result { get; set; }

        /// <summary>Successes since the last failure.</summary>
        public int InARow { get; private set; }

        /// <summary>When a request failed last, or 0.</summary>
        public long LastFailure { get; private set; }

        public void Begin()
        {
            lock (_lock)
            {
                (InARow, LastFailure) = (0, 0);
            }
        }

        public void Note(bool succeeded)
        {
            lock (_lock)
            {
                (InARow, LastFailure) = succeeded ? (InARow + 1, LastFailure) : (0, Stopwatch.GetTimestamp());
            }
        }
    }
}
