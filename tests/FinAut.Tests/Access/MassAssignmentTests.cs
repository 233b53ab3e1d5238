using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinAut.Tests.Access;

/// <summary>
/// A body writes the fields that its operation documents and nothing else: every property of every reply, and every column and property
/// of every entity, is sent along with a good body, and what comes of it is what comes of the good body alone.
/// </summary>
public sealed class MassAssignmentTests(WriteServer demo) : IClassFixture<WriteServer>
{
    // Found again wherever they are written, in any table.
    private const string Marker = "hostile-marker-5e1f";
    private const long Number = 987_654_321_987;
    private const string Day = "1987-06-05";

    // Values of every kind that a column may take.
    private static readonly string[] Values =
    [
        $"\"{Marker}\"", $"{Number}", "true", "false", "null", $"\"{Day}\"", $"\"{Day}T04:03:02.001Z\"", "\"/finautapi/v1/companies/9001/\"", "9001", "0", $"[\"{Marker}\"]", $"{{\"{Marker}\":1}}",
    ];

    private TestServer Server => demo.Server;

    public static TheoryData<string, string> Writes => new()
    {
        { "POST user/", "users" },
        { "PUT user/{id}/", "users" },
        { "PATCH user/{id}/", "users" },
        { "POST userstatus/", "user_statuses" },
        { "POST results/", "results" },
        { "PATCH results/{id}/", "results" },
        { "POST competency_result/", "competency_results" },
        { "POST webhook_endpoint/", "webhook_endpoints" },
        { "PATCH webhook_endpoint/{id}/", "webhook_endpoints" },
        { "POST webhook_endpoint/{id}/rotate/", "webhook_endpoints" },
    };

    [Fact]
    public async Task Every_route_that_takes_a_body_is_attacked()
    {
        var document = await OpenApiDocument.ReadAsync(Server);

        Assert.Equal(
            RouteTable.Of(Server).Where(r => document.Of(r).HasBody).Select(r => $"{r.Method} {r.Path[TestServer.Root.Length..]}").Order(StringComparer.Ordinal),
            Writes.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_field_that_an_operation_does_not_document_changes_nothing(string write, string table)
    {
        var document = await OpenApiDocument.ReadAsync(Server);
        var (method, template) = write.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException("A method and a path.", nameof(write));
        var operation = document.Operations.Single(o => o.Method == method && o.Path == TestServer.Root + template);
        using var webhooks = await Server.ClientAsync(scope: "read webhooks");
        var client = template.StartsWith("results", StringComparison.Ordinal) ? demo.Exam : template.StartsWith("webhook", StringComparison.Ordinal) ? webhooks : demo.Demo;
        var hostile = HostileNames(document, operation).ToList();
        Assert.True(hostile.Count > 200, $"{hostile.Count} names");

        // Twice what a good body does, to see what differs by itself; then the attacks.
        var (one, other) = (await WriteAsync(null), await WriteAsync(null));
        foreach (var value in Values)
        {
            var attacked = await WriteAsync(value);
            AssertSame(one.Reply, other.Reply, attacked.Reply, $"{write} with {value}");
            AssertSame(one.Row, other.Row, attacked.Row, $"{write} with {value}");
        }

        await AssertNowhereAsync();
        Reliability.Note(
            "Attack surface", $"Mass assignment: {write}", $"{hostile.Count} names that it does not document, {Values.Length} values each, 0 had an effect", "0");

        async Task<(JsonObject Reply, JsonObject Row)> WriteAsync(string? value)
        {
            var (path, body) = await GoodAsync(method, template, operation);
            if (value is not null)
            {
                var nested = new[] { body["work_for"], body["topics"]?[0] }.OfType<JsonObject>().ToList();
                foreach (var name in hostile)
                {
                    body[name] = JsonNode.Parse(value);
                }

                foreach (var inner in nested)
                {
                    foreach (var name in hostile.Where(n => n is not ("company" or "department" or "franchise" or "name" or "score" or "passed")))
                    {
                        inner[name] = JsonNode.Parse(value);
                    }
                }
            }

            using var response = await client.SendAsync(method, path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{write} with {value}: {(int)response.StatusCode} {text}");
            var reply = JsonNode.Parse(text)!.AsObject();
            var id = template.Contains('{', StringComparison.Ordinal) ? path : (string)reply["id"]!;
            return (reply, await RowAsync(table, long.Parse(id.Replace("/rotate", "", StringComparison.Ordinal).TrimEnd('/').Split('/')[^1])));
        }
    }

    // A new person, status and so on each time, always with the same values.
    private async Task<(string Path, JsonObject Body)> GoodAsync(string method, string template, Operation operation)
    {
        var body = JsonNode.Parse(operation.Body.GetRawText())!.AsObject();
        var person = template.StartsWith("user", StringComparison.Ordinal) || template.StartsWith("results", StringComparison.Ordinal)
            ? method == "POST" && template == "user/" ? default : await demo.Demo.CreateAsync("user/", Bodies.User())
            : default;
        switch (template)
        {
            case "user/":
                body["persnr"] = TestPersnr.Next();
                return (template, body);
            case "user/{id}/":
                if (body.ContainsKey("persnr"))
                {
                    body["persnr"] = person.Text("persnr");
                }

                return (person.Text("id"), body);
            case "results/{id}/":
                return ((await demo.Exam.CreateAsync("results/", Bodies.Result(person.Text("id")))).Text("id"), body);
            case "competency_result/":
                body["external_id"] = $"c{Guid.NewGuid():N}";
                return (template, body);
            case "webhook_endpoint/":
                body["enabled"] = false;
                body["url"] = "http://127.0.0.1:9/hook";
                return (template, body);
            case "webhook_endpoint/{id}/" or "webhook_endpoint/{id}/rotate/":
                using (var webhooks = await Server.ClientAsync(scope: "webhooks"))
                {
                    var endpoint = await webhooks.CreateAsync(
                        "webhook_endpoint/", new JsonObject { ["company"] = Bodies.Testfirma, ["kind"] = "all", ["url"] = "http://127.0.0.1:9/hook", ["enabled"] = false });
                    return (endpoint.Text("id") + template["webhook_endpoint/{id}/".Length..], body);
                }

            default:
                body["user"] = person.Text("id");
                return (template, body);
        }
    }

    // What replies and entities are made of, as the wire, C# and the database write it, less what the operation takes.
    private IEnumerable<string> HostileNames(OpenApiDocument document, Operation operation)
    {
        using var db = Server.Database();
        var documented = operation.RequestSchema(document).GetProperty("properties").EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var replies = document.Json.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .SelectMany(s => s.Value.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        var entities = db.Model.GetEntityTypes().SelectMany(e => e.GetProperties().SelectMany(p => new[]
        {
            p.Name, JsonNamingPolicy.CamelCase.ConvertName(p.Name), JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name), p.GetColumnName(),
        }).Concat(e.GetNavigations().SelectMany(n => new[] { n.Name, JsonNamingPolicy.SnakeCaseLower.ConvertName(n.Name) })));
        return replies.Concat(entities).Concat(documented.Select(d => d.ToUpperInvariant())).Concat(["__proto__", "constructor", "$type", "$id", "_id"])
            .Where(name => !documented.Contains(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    // What two good writes agree about, the attacked one must agree about too; what differs between them must not be the attacker's.
    private static void AssertSame(JsonObject one, JsonObject other, JsonObject attacked, string told)
    {
        Assert.Equal(one.Select(p => p.Key).Order(StringComparer.Ordinal), attacked.Select(p => p.Key).Order(StringComparer.Ordinal));
        foreach (var (name, value) in one)
        {
            if (JsonNode.DeepEquals(value, other[name]))
            {
                Assert.True(JsonNode.DeepEquals(value, attacked[name]), $"{told}: {name} is {attacked[name]?.ToJsonString()}, not {value?.ToJsonString()}.");
            }
        }

        Assert.DoesNotContain(Marker, attacked.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task<JsonObject> RowAsync(string table, long id) => JsonNode.Parse(Assert.Single(await ReadAsync($"SELECT to_jsonb(t)::text FROM {table} t WHERE id = {id}")))!.AsObject();

    private async Task AssertNowhereAsync()
    {
        await using var db = Server.Database();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct())
        {
            var marked = await ReadAsync($"SELECT t::text FROM {table} t WHERE t::text LIKE '%{Marker}%' OR t::text LIKE '%{Number}%' OR t::text LIKE '%{Day}%'");
            Assert.True(marked.Count == 0, $"{table} holds what was sent: {marked.FirstOrDefault()}");
        }
    }

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
