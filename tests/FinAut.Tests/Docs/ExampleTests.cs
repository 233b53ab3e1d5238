using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Docs;

/// <summary>The document's examples are what a server with the demo data, and webhooks of its own, answers.</summary>
public sealed class ExampleTests(ExampleServer examples) : IClassFixture<ExampleServer>
{
    private const string ExampleHost = "https://api.example.no";
    private const string Reader = "read webhooks";

    private readonly TestServer _server = examples.Server;

    [Fact]
    public async Task Everything_that_can_be_read_by_number_reads_as_its_example()
    {
        var operations = (await OpenApiDocument.ReadAsync(_server)).Operations
            .Where(o => o is { IsOfApi: true, Method: "GET" } && o.Path.Contains('{', StringComparison.Ordinal)).ToList();
        using var client = await _server.ClientAsync(scope: Reader);

        Assert.Equal(13, operations.Count);
        foreach (var operation in operations)
        {
            var example = operation.ExampleOf("200")!.Value;
            AssertSame(operation, example, await client.GetJsonAsync(example.Text("id")![ExampleHost.Length..]));

            // The key that the page fills in leads to the example, or at least somewhere.
            var key = operation.Parameters.Single(p => p.Text("in") == "path").GetProperty("example").ToString();
            await client.GetJsonAsync($"{operation.Path.Split('{')[0]}{key}/");
        }
    }

    [Fact]
    public async Task Every_list_has_the_fields_of_its_example()
    {
        var operations = (await OpenApiDocument.ReadAsync(_server)).Operations
            .Where(o => o is { IsOfApi: true, Method: "GET" } && o.Parameters.Any(p => p.Text("name") == "page")).ToList();
        using var client = await _server.ClientAsync(scope: Reader);

        Assert.Equal(14, operations.Count);
        foreach (var operation in operations)
        {
            var example = operation.ExampleOf("200")!.Value;
            var row = example.Rows().Single();
            var list = await client.GetJsonAsync(operation.Path);

            list.AssertFields(FieldsOf(example));
            Assert.Contains(list.Rows(), live => FieldsOf(live).SequenceEqual(FieldsOf(row)));
        }
    }

    [Fact]
    public async Task The_root_reads_as_its_example()
    {
        var operation = (await OpenApiDocument.ReadAsync(_server)).Operations.Single(o => o.Path == TestServer.Root);
        using var client = await _server.ClientAsync();

        AssertSame(operation, operation.ExampleOf("200")!.Value, await client.GetJsonAsync(TestServer.Root));
    }

    [Fact]
    public async Task The_OAuth_endpoints_answer_with_the_fields_of_their_examples()
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var token = await _server.TokenAsync();

        foreach (var operation in document.Operations.Where(o => !o.IsOfApi && o.ExampleOf("200") is not null))
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path);
            if (operation.Method == "POST")
            {
                request.Content = FormOf(operation, token);
            }

            using var response = await _server.Http.SendAsync(request);
            (await response.ReadJsonAsync()).AssertFields(FieldsOf(operation.ExampleOf("200")!.Value));

            if (operation.Method == "POST")
            {
                using var refused = await _server.Http.PostAsync(operation.Path, FormOf(operation, token, secret: "wrong"));
                AssertSame(operation, operation.ExampleOf("401")!.Value, await refused.ReadJsonAsync(HttpStatusCode.Unauthorized));
            }
        }
    }

    [Fact]
    public async Task Every_example_of_a_write_is_accepted_and_answered_with_the_fields_of_its_example()
    {
        var operations = (await OpenApiDocument.ReadAsync(_server)).Operations;
        await using var server = await TestServer.StartAsync();
        using var client = await server.ClientAsync();
        using var exam = await server.ClientAsync(TestServer.ExamClient, "read write exam");
        using var webhooks = await server.ClientAsync(scope: "webhooks");

        // What others' examples name, or change, must exist before: a person first, an endpoint before its ping, a ping before its replay.
        var created = new Dictionary<string, string>();
        foreach (var operation in operations.Where(o => o is { IsOfApi: true, Method: not "GET" }).OrderBy(Turn))
        {
            var collection = operation.Path.Split('{')[0];
            var path = operation.Path.Contains('{', StringComparison.Ordinal) ? created[collection] + operation.Path.Split("{id}/")[1] : operation.Path;
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
            request.Content = operation.HasBody ? JsonContent.Create(operation.Body) : null;
            var caller = collection.EndsWith("/results/", StringComparison.Ordinal) ? exam
                : collection.Contains("webhook", StringComparison.Ordinal) ? webhooks
                : client;

            using var response = await caller.SendAsync(request);

            var status = operation.Responses.Keys.Where(s => s[0] == '2').Max()!;
            Assert.True(status == ((int)response.StatusCode).ToString(), $"{operation}: {await response.Content.ReadAsStringAsync()}");
            if (operation.ExampleOf(status) is not { } example)
            {
                Assert.Empty(await response.Content.ReadAsByteArrayAsync());
                continue;
            }

            var reply = await response.ReadJsonAsync(response.StatusCode);
            Assert.Equal(FieldsOf(example), FieldsOf(reply));
            created.TryAdd(reply.Text("id")[server.BaseUrl.Length..].TrimEnd('/').TrimEnd([.. "0123456789"]), reply.Text("id"));
        }

        Assert.Equal(6, created.Count);

        static int Turn(Operation operation) => (operation.Method, operation.Path) switch
        {
            ("POST", var path) when !path.Contains('{', StringComparison.Ordinal) => 0,
            ("DELETE", _) => 3,
            (_, var path) when path.EndsWith("/replay/", StringComparison.Ordinal) => 2,
            _ => 1,
        };
    }

    private static FormUrlEncodedContent FormOf(Operation operation, string token, string secret = "finaut-demo-secret")
    {
        var fields = operation.Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/x-www-form-urlencoded")
            .GetProperty("schema").GetProperty("properties").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetProperty("examples")[0].GetString()!);
        fields["client_secret"] = secret;
        if (fields.ContainsKey("token"))
        {
            fields["token"] = token;
        }

        return new FormUrlEncodedContent(fields);
    }

    private static string[] FieldsOf(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    private void AssertSame(Operation operation, JsonElement example, JsonElement live)
    {
        var expected = JsonNode.Parse(example.GetRawText().Replace(ExampleHost, _server.BaseUrl, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(live.GetRawText())), $"{operation} answers\n{live}\nand not\n{expected}");
    }
}
