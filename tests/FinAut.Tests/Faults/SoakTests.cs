using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Faults;

/// <summary>A server that is asked for everything, for long, at ten times the rate that is expected of all customers together.</summary>
public sealed partial class SoakTests(ITestOutputHelper output)
{
    // A hundred API users who all use up their 200 requests an hour come to 5.6 a second.
    private const int PerSecond = 56;
    private const double MemoryMayChange = 0.10;
    private const string NoPersnr = "11111111111";

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OldestDueLimit = TimeSpan.FromSeconds(120);

    [Fact]
    public Task Ten_seconds_of_everything_at_ten_times_the_expected_rate_bring_no_error() => RunAsync(TimeSpan.FromSeconds(10), warmUp: null);

    [Fact]
    [Trait("Category", "Faults")]
    public Task Half_an_hour_of_everything_at_ten_times_the_expected_rate_leaves_memory_flat() =>
        RunAsync(TimeSpan.FromMinutes(30), warmUp: TimeSpan.FromMinutes(5));

    // Memory is compared when there was time to warm up: its average over as long again, and over as long at the end.
    private async Task RunAsync(TimeSpan length, TimeSpan? warmUp)
    {
        await using var fleet = await Fleet.CreateAsync(new Dictionary<string, string>
        {
            ["Throttle__Enabled"] = "true",
            ["Throttle__PermitLimit"] = "10000000",
        });
        var posts = 0;
        // Receivers fail now and then, and are tried again after five seconds; who failed the same delivery twice would be left alone for
        // five minutes.
        var failed = new ConcurrentDictionary<(string Path, string Id), bool>();
        fleet.Inbox.Answers = post =>
            Interlocked.Increment(ref posts) % 50 == 0 && failed.TryAdd((post.Path, post.Id), true) ? new Answer(500) : Answer.Ok;
        var node = await fleet.StartAsync();
        foreach (var company in new[] { Bodies.Testfirma, Bodies.Testfirma, Bodies.Eksempelbanken })
        {
            await fleet.AddEndpointAsync(node, company);
        }

        using var stranger = new HttpClient { BaseAddress = new Uri(node.Process.BaseUrl) };
        var visitor = new Visitor(node, stranger, await fleet.CompaniesAsync(20));
        var started = Stopwatch.GetTimestamp();
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(fleet, node, started, over.Token);
        var visits = await DriveAsync(visitor, started, length);
        await over.CancelAsync();
        var samples = await watching;
        await fleet.DrainAsync(TimeSpan.FromMinutes(3));

        var oldest = samples.Max(s => s.OldestDue);
        var complaints = node.Process.Output.Count(line => Complaint().IsMatch(line));
        var perSecond = visits.Count / length.TotalSeconds;
        var took = visits.Select(v => v.Took.TotalMilliseconds).ToList();
        var wrong = visits.Where(v => v.Wrong is not null).Select(v => v.Wrong!).ToList();
        var load = string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0.#} min at {perSecond:F0} requests/s");
        output.Figure($"{load}: p50 {took.Percentile(50):F1} ms, p99 {took.Percentile(99):F1} ms, {fleet.Inbox.Count} posts to receivers");
        Note($"{load}: errors not asked for", $"{wrong.Count} of {visits.Count}; {complaints} error lines", "none");
        Note($"{load}: oldest due delivery", FormattableString.Invariant($"{oldest.TotalSeconds:F1} s"), FormattableString.Invariant($"under {OldestDueLimit.TotalSeconds} s"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(10)));
        Assert.Equal(0, complaints);
        Assert.InRange(oldest, TimeSpan.Zero, OldestDueLimit);
        Assert.InRange(perSecond, PerSecond * 0.9, PerSecond * 1.1);
        if (warmUp is { } warm)
        {
            var before = samples.Where(s => s.At >= warm && s.At < 2 * warm).Average(s => s.Memory);
            var after = samples.Where(s => s.At >= length - warm).Average(s => s.Memory);
            var p99 = took.Percentile(99);
            const double Megabyte = 1 << 20;
            Note($"{load}: p99 of requests", FormattableString.Invariant($"{p99:F0} ms"), "under 1000 ms");
            Note(
                $"{load}: memory from minute {warm.TotalMinutes:0} to {length.TotalMinutes:0}",
                FormattableString.Invariant($"{before / Megabyte:F0} to {after / Megabyte:F0} MB"),
                FormattableString.Invariant($"±{MemoryMayChange:P0}"));
            Assert.InRange(p99, 0, 1000);
            Assert.InRange(after / before, 1 - MemoryMayChange, 1 + MemoryMayChange);
        }
    }

    private static void Note(string what, string measured, string limit) => Reliability.Note("Soak", what, measured, limit);

    // On time whether or not the earlier requests were answered, as customers do who know nothing of each other.
    private static async Task<IReadOnlyCollection<Visit>> DriveAsync(Visitor visitor, long started, TimeSpan length)
    {
        var random = new Random(TestSeed.Value);
        var visits = new List<Task<Visit>>();
        for (var number = 0; number < length.TotalSeconds * PerSecond; number++)
        {
            var ahead = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(ahead);
            }

            visits.Add(visitor.VisitAsync(random));
        }

        return await Task.WhenAll(visits);
    }

    private static async Task<List<Sample>> WatchAsync(Fleet fleet, Node node, long started, CancellationToken over)
    {
        var samples = new List<Sample>();
        do
        {
            await using var db = fleet.Database();
            var now = TimeProvider.System.GetUtcNow();
            var due = await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.NextAttempt < now).MinAsync(d => d.NextAttempt, CancellationToken.None);
            samples.Add(new Sample(Stopwatch.GetElapsedTime(started), node.Process.Memory, now - (due ?? now)));
            await Task.WhenAny(Task.Delay(Sampling, over));
        }
        while (!over.IsCancellationRequested);
        return samples;
    }

    [GeneratedRegex(@"^[0-9:.]+ (ERR|FTL) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complaint();

    private sealed record Sample(TimeSpan At, long Memory, TimeSpan OldestDue);

    private sealed record Visit(TimeSpan Took, string? Wrong);

    /// <summary>Asks as LMSes, the exam platform, and clients with faults do.</summary>
    private sealed class Visitor(Node node, HttpClient stranger, List<(long Company, List<long> People)> companies)
    {
        private readonly List<long> _people = [.. companies.SelectMany(c => c.People)];

        public async Task<Visit> VisitAsync(Random random)
        {
            // Everything is drawn before the first wait, so that the seed decides it.
            var (client, request, expected) = Choose(random);
            using var _ = request;
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var response = await client.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                return new Visit(
                    Stopwatch.GetElapsedTime(started),
                    response.StatusCode == expected ? null : $"{request.Method} {request.RequestUri}: {(int)response.StatusCode}, not {(int)expected}: {text}");
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                return new Visit(Stopwatch.GetElapsedTime(started), $"{request.Method} {request.RequestUri}: {exception.Message}");
            }
        }

        private (HttpClient Client, HttpRequestMessage Request, HttpStatusCode Expected) Choose(Random random)
        {
            var person = _people[random.Next(_people.Count)];
            return random.Next(100) switch
            {
                < 24 => (node.Admin, Get($"user/?page={1 + random.Next(3)}"), HttpStatusCode.OK),
                < 38 => (node.Admin, Get($"user/{person}/"), HttpStatusCode.OK),
                < 48 => (node.Admin, Get($"user/?persnr={TestPersnr.OfDemo(1 + random.Next(300))}"), HttpStatusCode.OK),
                < 58 => (node.Admin, Get($"latestuserstatus/?persnr={TestPersnr.OfDemo(1 + random.Next(300))}"), HttpStatusCode.OK),
                < 66 => (node.Admin, Get("results/?from_date=2026-01-01"), HttpStatusCode.OK),
                < 70 => (node.Admin, Get("companies/"), HttpStatusCode.OK),
                < 73 => (stranger, Token(), HttpStatusCode.OK),
                < 83 => (node.Exam, Write("POST", "results/", Bodies.Result(Bodies.Path("user", person))), HttpStatusCode.Created),
                < 88 => (node.Admin, Write("POST", "user/", Bodies.User(null, "afr_ka")), HttpStatusCode.Created),
                < 93 => (node.Admin, Write("PATCH", $"user/{person}/", new JsonObject { ["first_name"] = "Kari " + (char)('A' + random.Next(26)) }), HttpStatusCode.OK),
                < 95 => (node.Admin, Write("POST", "user/", Bodies.User(NoPersnr, "afr_ka")), HttpStatusCode.UnprocessableEntity),
                < 97 => (node.Admin, Get($"user/{Bodies.OutsideUser}/"), HttpStatusCode.NotFound),
                < 99 => (stranger, Get("user/"), HttpStatusCode.Unauthorized),
                _ => (node.Admin, Get("user/?page=0"), HttpStatusCode.NotFound),
            };
        }

        private static HttpRequestMessage Get(string resource) => new(HttpMethod.Get, TestServer.Root + resource);

        private static HttpRequestMessage Write(string method, string resource, JsonObject body) => new(new HttpMethod(method), TestServer.Root + resource)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };

        private static HttpRequestMessage Token() => new(HttpMethod.Post, "/o/token/")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = TestServer.DemoClient,
                ["client_secret"] = TestServer.DemoClient + "-secret",
            }),
        };
    }
}
