using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;
using Xunit.Abstractions;

namespace FinAut.Tests.Attacks;

/// <summary>The program <c>sqlmap</c> on every parameter, key and field of the OpenAPI document, against a server that runs as such.</summary>
[Trait("Category", "Faults")]
public sealed class SqlmapTests(ExampleServer examples, ITestOutputHelper output) : IClassFixture<ExampleServer>
{
    private const string Program = "sqlmap";
    private const string Clean = "all tested parameters do not appear to be injectable";
    private const int AtOnce = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // What good requests among the program's may add to.
    private static readonly string[] Growing =
    [
        "users", "user_roles", "employments", "user_statuses", "results", "competency_results", "audit_entries", "webhook_endpoints", "webhook_deliveries", "webhook_sequences", "webhook_endpoint_secrets",
        "application_secrets", "access_tokens", "throttle_windows",
    ];

    [SkippableFact]
    public async Task Sqlmap_finds_nothing_to_inject_into()
    {
        ExternalProgram.SkipUnlessInstalled(Program);
        var database = examples.Server;
        var document = await OpenApiDocument.ReadAsync(database);
        await using var server = await ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.Demo(database.ConnectionString))
        {
            ["Throttle__Enabled"] = "false",
            ["OAuth__FailedSecretsPerMinute"] = "100000",
            ["Webhooks__Dispatch"] = "false",
        });
        using var folder = new TemporaryFolder();
        var token = await database.TokenAsync(scope: "read write webhooks");
        var examToken = await database.TokenAsync(TestServer.ExamClient, "read write exam");
        var targets = document.Operations.OrderBy(o => o.Method == "DELETE").SelectMany(o => TargetsOf(o, server.BaseUrl, o.Path.Contains("/results/", StringComparison.Ordinal) ? examToken : token)).ToList();
        var before = await database.CountRowsAsync();
        var started = Stopwatch.GetTimestamp();
        var injectable = new List<string>();

        await Parallel.ForEachAsync(targets.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (target, _) =>
        {
            var report = await ExternalProgram.RunAsync(
                Program,
                [
                    .. target.Item.Arguments, "--batch", "--level=1", "--risk=1", "--dbms=PostgreSQL", "--time-sec=2", "--timeout=10", "--retries=0", "--ignore-code=401,404",
                    "--disable-coloring", $"--output-dir={Path.Combine(folder.FullPath, $"{target.Index}")}",
                ],
                folder.FullPath);
            lock (injectable)
            {
                var last = report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Skip(1).Take(3).Reverse();
                output.WriteLine($"{target.Item.Name} ({string.Join(", ", target.Item.Parameters)}): {string.Join(" ", last)}");
                if (!report.Contains(Clean, StringComparison.Ordinal))
                {
                    injectable.Add($"{target.Item.Name}:\n{report}");
                }
            }
        });

        var took = Stopwatch.GetElapsedTime(started);
        var requests = server.Output.Count;
        var changed = (await database.CountRowsAsync()).Since(before);
        Reliability.Note(
            "Attack surface",
            $"sqlmap on {targets.Sum(t => t.Parameters.Count)} parameters, keys and fields of {targets.Count} requests",
            $"{injectable.Count} injectable, {requests} log lines, {took.TotalMinutes:0.0} min",
            $"0; within {Limit.TotalMinutes} min");
        output.WriteLine(string.Join(", ", changed.Select(c => $"{c.Key} {c.Value:+0;-0}")));
        Assert.True(injectable.Count == 0, string.Join("\n\n", injectable));
        Assert.All(changed, table => Assert.True(table.Value > 0 && Growing.Contains(table.Key), $"{table.Key} {table.Value:+0;-0}"));
        Assert.True(took < Limit, $"{took}");
        Assert.DoesNotContain(server.Output, line => line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" FTL ", StringComparison.Ordinal));
    }

    // A key and what stands in the query or in the body are attacked apart: where one is marked, the program leaves out the others.
    private static IEnumerable<Target> TargetsOf(Operation operation, string baseUrl, string token)
    {
        List<string> common = [$"--method={operation.Method}", .. operation.IsOfApi ? [$"--headers=Authorization: Bearer {token}"] : Array.Empty<string>()];
        var key = operation.Parameters.FirstOrDefault(p => p.Text("in") == "path") is { ValueKind: JsonValueKind.Object } parameter ? parameter.GetProperty("example").ToString() : "";
        var path = operation.Path.Contains('{', StringComparison.Ordinal)
            ? $"{operation.Path[..operation.Path.IndexOf('{', StringComparison.Ordinal)]}{key}*{operation.Path[(operation.Path.IndexOf('}', StringComparison.Ordinal) + 1)..]}"
            : operation.Path;
        var plain = baseUrl + path.Replace("*", "", StringComparison.Ordinal);
        if (key.Length > 0)
        {
            yield return new($"{operation}, key", ["key"], [.. common, $"--url={baseUrl}{path}"]);
        }

        var query = operation.Parameters.Where(p => p.Text("in") == "query").Select(p => p.Text("name")).ToList();
        if (query.Count > 0)
        {
            yield return new($"{operation}, query", query, [.. common, $"--url={plain}?{string.Join('&', query.Select(name => $"{name}={Value(name)}"))}"]);
        }

        if (operation.HasBody)
        {
            var body = operation.IsOfApi ? JsonNode.Parse(operation.Body.GetRawText())!.AsObject().ToJsonString() : "grant_type=client_credentials&client_id=finaut-demo&client_secret=finaut-demo-secret&scope=read&token=x";
            var fields = operation.IsOfApi ? operation.Body.EnumerateObject().Select(f => f.Name).ToList() : ["grant_type", "client_id", "client_secret", "scope", "token"];
            yield return new($"{operation}, body", fields, [.. common, $"--url={plain}", $"--data={body}"]);
        }
    }

    private static string Value(string name) => name switch
    {
        "persnr" => "55110098692",
        "user" => "590499",
        "company" => "2265",
        "department" => "2266",
        "appname" => "afr",
        "year" => "2026",
        "from_date" => "2026-01-01",
        "employee_alias" => "A590499",
        "state" => "pending",
        "encoded_userid" or "encrypted_userid" => "example_encrypted_id_123",
        _ => "1",
    };

    private sealed record Target(string Name, List<string> Parameters, List<string> Arguments);
}
