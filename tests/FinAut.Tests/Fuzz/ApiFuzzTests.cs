using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FinAut.Api.Webhooks;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace FinAut.Tests.Fuzz;

/// <summary>
/// Requests of every kind for every operation of the OpenAPI document, drawn from a seed: each answer must be one that the document
/// promises, in status and in form, and none may show what is not the caller's to see.
/// </summary>
public sealed class ApiFuzzTests(ITestOutputHelper output)
{
    private const int ShortRequests = 1_500;
    private const int LongRequests = 50_000;
    private const int LongLanes = 4;
    private const int PeopleOfALane = 6;
    private const int MostFaults = 20;
    private const string Area = "Fuzz";

    [Fact]
    public Task Every_answer_is_one_that_the_document_promises() => FuzzAsync(ShortRequests, lanes: 1, TestSeed.Value);

    [Fact]
    [Trait("Category", "Faults")]
    public Task Every_one_of_very_many_answers_is_one_that_the_document_promises() => FuzzAsync(LongRequests, LongLanes, TestSeed.Value + 1);

    private async Task FuzzAsync(int requests, int lanes, int seed)
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string> { ["AllowedHosts"] = "127.0.0.1" }, time: WriteServer.NewClock(), configure: builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostResolver>(new NoResolver()));
        });
        var document = await OpenApiDocument.ReadAsync(server);
        var check = new ReplyCheck(document, Enumerable.Range(1, TestDatabase.DemoUsers).Select(i => TestPersnr.OfDemo(i)).ToHashSet());
        var (tally, faults) = (new FuzzTally(), new ConcurrentDictionary<string, string>());

        await Parallel.ForEachAsync(Enumerable.Range(0, lanes), new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (lane, _) =>
            await RunLaneAsync(server, document, check, tally, faults, (requests + lanes - 1) / lanes, seed + (lane * 1_000_003)));

        output.WriteLine(tally.ToString());
        var missed = tally.Missed(document.Operations).ToList();
        var errors = server.Logs.Lines.Where(line => line.Level >= LogLevel.Error).Select(line => $"{line.Message} {line.Exception}").ToList();
        if (lanes > 1)
        {
            Reliability.Note(
                Area,
                $"{tally.Total} requests drawn from the OpenAPI document ({document.Operations.Count} operations), valid and spoilt",
                $"{faults.Count} answers that the document does not promise, {errors.Count} errors logged",
                "0 and 0; every operation succeeds and refuses");
        }

        Assert.True(faults.IsEmpty, string.Join("\n\n", [.. faults.Values, .. errors]));
        Assert.True(tally.Total >= requests, $"{tally.Total} requests.");
        Assert.Empty(missed);
        Assert.Empty(errors);
    }

    private static async Task RunLaneAsync(TestServer server, OpenApiDocument document, ReplyCheck check, FuzzTally tally, ConcurrentDictionary<string, string> faults, int requests, int seed)
    {
        var random = new Random(seed);
        var world = await FuzzWorld.OpenAsync(server, document, PeopleOfALane);
        var generator = new RequestGenerator(world, document, random);
        var operations = document.Operations.OrderBy(Turn).ToList();
        var handler = TestServer.NewHandler(from: null);
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        using var client = new HttpClient(handler) { BaseAddress = new Uri(server.BaseUrl) };
        for (var i = 0; i < requests && faults.Count < MostFaults; i++)
        {
            // Each operation is first asked for what it should grant, then for what it must refuse, and from then on for anything.
            var operation = operations[i % operations.Count];
            var request = (i / operations.Count) switch { 0 => generator.Good(operation), 1 => generator.Refused(operation), _ => generator.Next(operation) };
            var told = $"Request {i} of the lane with {TestSeed.Variable}={seed}:\n{request}";
            try
            {
                using var message = request.ToMessage(server.BaseUrl);
                using var response = await client.SendAsync(message);
                var text = await response.Content.ReadAsStringAsync();
                told += $"\n-> {(int)response.StatusCode} {response.Content.Headers.ContentType} {text}";
                tally.Count(request, (int)response.StatusCode);
                check.Check(request, response, text);
                await LearnAsync(client, world, request, response, text);
            }
            catch (Exception exception)
            {
                // One of a kind is enough to see.
                faults.TryAdd(exception.Message, $"{told}\n{exception}");
            }
        }
    }

    private static async Task LearnAsync(HttpClient client, FuzzWorld world, FuzzRequest request, HttpResponseMessage response, string text)
    {
        if (request.Aim != Aim.Operation || !response.IsSuccessStatusCode)
        {
            return;
        }

        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            world.Forget(request);
            return;
        }

        if (text.Length == 0)
        {
            return;
        }

        var reply = JsonDocument.Parse(text).RootElement;
        world.Learn(request, (int)response.StatusCode, reply);
        if (response.StatusCode == HttpStatusCode.Created)
        {
            // What was created reads as it was answered; a secret is shown once.
            using var read = new HttpRequestMessage(HttpMethod.Get, new Uri(response.Headers.Location!.PathAndQuery, UriKind.Relative));
            read.Headers.TryAddWithoutValidation("Authorization", "Bearer " + world.Token);
            using var again = await client.SendAsync(read);
            var now = await again.ReadJsonAsync();
            Assert.All(now.EnumerateObject(), field => Assert.True(JsonElement.DeepEquals(field.Value, reply.GetProperty(field.Name)), $"{field.Name} reads {field.Value}."));
        }
    }

    // What others name or change comes first, and what takes it away last.
    private static int Turn(Operation operation) => (operation.Method, operation.Path) switch
    {
        ("POST", var path) when path.EndsWith("/token/", StringComparison.Ordinal) => 0,
        ("POST", var path) when !path.Contains('{', StringComparison.Ordinal) && !path.Contains("revoke", StringComparison.Ordinal) => 1,
        ("POST", var path) when path.EndsWith("/ping/", StringComparison.Ordinal) => 2,
        ("DELETE", _) => 4,
        _ => 3,
    };

    // No name is looked up anywhere, and nothing is posted.
    private sealed class NoResolver : IHostResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => throw new SocketException((int)SocketError.HostNotFound);
    }
}

/// <summary>How often each operation gave each status.</summary>
internal sealed class FuzzTally
{
    private readonly ConcurrentDictionary<(string Operation, Aim Aim, int Status), int> _counts = new();

    public int Total => _counts.Values.Sum();

    public void Count(FuzzRequest request, int status) => _counts.AddOrUpdate((request.Operation.ToString(), request.Aim, status), 1, (_, count) => count + 1);

    /// <summary>Operations that never succeeded, or never refused.</summary>
    public IEnumerable<string> Missed(IEnumerable<Operation> operations) => operations.SelectMany(operation =>
    {
        var seen = _counts.Keys.Where(k => k.Operation == operation.ToString()).ToList();
        return new[]
        {
            seen.Exists(k => k is { Aim: Aim.Operation, Status: < 300 }) ? null : $"{operation} never succeeded.",
            seen.Exists(k => k is { Aim: Aim.Operation or Aim.Astray, Status: >= 400 }) ? null : $"{operation} never refused.",
        };
    }).OfType<string>();

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var operation in _counts.GroupBy(c => c.Key.Operation).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"{operation.Key}: {ByStatus(operation)}");
        }

        return text.Append($"{Total} requests: {ByStatus(_counts)}").ToString();

        static string ByStatus(IEnumerable<KeyValuePair<(string Operation, Aim Aim, int Status), int>> counts) =>
            string.Join(", ", counts.GroupBy(c => c.Key.Status).OrderBy(g => g.Key).Select(g => $"{g.Key} × {g.Sum(c => c.Value)}"));
    }
}
