using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Results;
using FinAut.Api.Validation;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Docs;

/// <summary>The schemas of request bodies say what the wire accepts, no more and no less.</summary>
public sealed class RequestSchemaTests(ExampleServer examples) : IClassFixture<ExampleServer>
{
    private static readonly string[] TypeFaults =
    [
        FieldMessages.Null, FieldMessages.NotText, FieldMessages.NotBoolean, FieldMessages.NotInteger, FieldMessages.NotNumber, FieldMessages.NotDate,
        ResultWriter.Contradiction,
    ];

    private static readonly string[] Names =
    [
        "POST user/", "PUT user/{id}/", "PATCH user/{id}/", "POST userstatus/", "POST results/", "PATCH results/{id}/", "POST competency_result/",
        "POST webhook_endpoint/", "PATCH webhook_endpoint/{id}/", "POST webhook_endpoint/{id}/rotate/",
    ];

    private readonly TestServer _server = examples.Server;

    public static TheoryData<string> Writes { get; } = [.. Names];

    [Fact]
    public async Task Every_write_is_compared() => Assert.Equal(
        (await OpenApiDocument.ReadAsync(_server)).Operations.Where(o => o is { IsOfApi: true, HasBody: true })
            .Select(NameOf).Order(),
        Names.Order());

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Every_field_accepts_on_the_wire_what_its_schema_says(string write)
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var operation = document.Operations.Single(o => NameOf(o) == write);
        var isResult = write.Contains("results/", StringComparison.Ordinal);
        using var client = await _server.ClientAsync(
            isResult ? TestServer.ExamClient : TestServer.DemoClient,
            isResult ? "read write exam" : write.Contains("webhook", StringComparison.Ordinal) ? "webhooks" : "read write");
        var path = operation.Path.Replace("{id}", isResult ? "1" : write.Contains("webhook", StringComparison.Ordinal) ? "7" : "590499", StringComparison.Ordinal);
        var compared = 0;

        foreach (var field in FieldsOf(document, operation.RequestSchema(document)))
        {
            var (accepted, expected) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(Expected(field), StringComparer.Ordinal));
            foreach (var (type, json) in Samples(field))
            {
                var messages = await MessagesAsync(client, operation.Method, path, field, field.Set(BodyOf(operation), json));
                if (!messages.Exists(IsTypeFault))
                {
                    accepted.Add(type);
                }
            }

            // A bare number names a resource; whether a fraction is no number or no reference is a matter of words.
            if (TypesOf(field.Schema) is { } types && types.Contains("string") && types.Contains("integer"))
            {
                accepted.Remove("number");
                expected.Remove("number");
            }

            Assert.True(expected.SetEquals(accepted), $"{write} {field.Name} accepts {string.Join(", ", accepted)}; its schema says {string.Join(", ", expected)}.");
            var absent = await MessagesAsync(client, operation.Method, path, field, field.Set(BodyOf(operation), null));
            Assert.True(field.Required == absent.Contains(FieldMessages.Required), $"{write} {field.Name} is {(field.Required ? "not " : "")}required on the wire.");
            compared++;
        }

        Assert.True(compared > 0);
    }

    [Theory]
    [InlineData(590499)]
    [InlineData(590496)]
    [InlineData(123)]
    [InlineData(1)]
    public async Task A_person_read_can_be_sent_back(long id)
    {
        using var client = await _server.ClientAsync();
        var document = await OpenApiDocument.ReadAsync(_server);
        var schema = document.Operations.Single(o => o.Method == "PUT").RequestSchema(document);
        foreach (var franchise in (string?[])["/finautapi/v1/franchises/5001/", null])
        {
            await client.PatchAsync($"user/{id}/", new JsonObject { ["work_for"] = new JsonObject { ["department"] = 2266, ["franchise"] = franchise } });
            var person = await client.ReadAsync($"user/{id}/");

            // What is read beside what is written is ignored there.
            Assert.All(SchemaCheck.Faults(document.Json, schema, person), fault => Assert.EndsWith(" is not documented.", fault, StringComparison.Ordinal));
            var written = await client.PutAsync($"user/{id}/", JsonNode.Parse(person.GetRawText())!);

            Assert.Equal(person.GetRawText(), written.GetRawText());
        }
    }

    [Fact]
    public async Task The_types_of_a_person_read_are_types_of_a_person_written()
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var written = document.Operations.Single(o => o.Method == "PUT").RequestSchema(document);
        var read = document.Json.GetProperty("components").GetProperty("schemas").GetProperty("User");

        AssertAssignable(document, read, written, "$");
    }

    [Fact]
    public async Task Every_request_body_has_a_name()
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var bodies = document.Operations.Where(o => o is { IsOfApi: true, HasBody: true })
            .SelectMany(o => o.Json.GetProperty("requestBody").GetProperty("content").EnumerateObject()).Select(c => c.Value.GetProperty("schema").Text("$ref")).Distinct();

        Assert.Equal(
            [
                "CompetencyResultRequest", "ResultPatchRequest", "ResultRequest", "UserPatchRequest", "UserRequest", "UserStatusRequest",
                "WebhookEndpointPatchRequest", "WebhookEndpointRequest", "WebhookRotationRequest",
            ],
            bodies.Select(name => name.Split('/')[^1]).Order(StringComparer.Ordinal));
        var named = document.Json.GetProperty("components").GetProperty("schemas").EnumerateObject().Where(s => s.Name.EndsWith("Request", StringComparison.Ordinal));
        Assert.All(named, schema => Assert.All(
            schema.Value.GetProperty("properties").EnumerateObject(),
            property => Assert.False(property.Value.TryGetProperty("properties", out _), $"{schema.Name}.{property.Name} has no name.")));
    }

    private static void AssertAssignable(OpenApiDocument document, JsonElement read, JsonElement written, string at)
    {
        (read, written) = (document.Resolve(read), document.Resolve(written));
        Assert.True(TypesOf(read).All(TypesOf(written).Contains), $"{at}: {string.Join('|', TypesOf(read))} is read, {string.Join('|', TypesOf(written))} written.");
        if (written.TryGetProperty("items", out var items))
        {
            AssertAssignable(document, read.GetProperty("items"), items, at + "[]");
        }

        foreach (var property in written.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToList() : [])
        {
            AssertAssignable(document, read.GetProperty("properties").GetProperty(property.Name), property.Value, $"{at}.{property.Name}");
        }
    }

    private static bool IsTypeFault(string message) =>
        TypeFaults.Contains(message) || message.StartsWith("Invalid data. Expected a dictionary", StringComparison.Ordinal) || message.StartsWith("Expected a list", StringComparison.Ordinal);

    private static string NameOf(Operation operation) => $"{operation.Method} {operation.Path.Replace(TestServer.Root, "", StringComparison.Ordinal)}";

    private static JsonObject BodyOf(Operation operation) => JsonNode.Parse(operation.Body.GetRawText())!.AsObject();

    private static async Task<List<string>> MessagesAsync(HttpClient client, string method, string path, RequestField field, JsonObject body)
    {
        using var response = await client.SendAsync(method, path, body);
        var status = (int)response.StatusCode;
        Assert.True(status is 200 or 201 or 422, $"{status} for {method} {path} {body.ToJsonString()}");
        return status == 422 && (await response.ReadErrorsAsync()).TryGetValue(field.ErrorKey, out var messages) ? [.. messages] : [];
    }

    private static List<RequestField> FieldsOf(OpenApiDocument document, JsonElement schema)
    {
        var fields = new List<RequestField>();
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            var (name, own) = (property.Name, document.Resolve(property.Value));
            fields.Add(new(name, name, own, IsRequired(schema, name), (body, json) => body.With(name, json)));
            if (own.TryGetProperty("properties", out _))
            {
                fields.AddRange(FieldsOf(document, own).Select(inner => inner with
                {
                    Name = $"{name}.{inner.Name}",
                    ErrorKey = $"{name}.{inner.ErrorKey}",
                    Set = (body, json) =>
                    {
                        body[name] ??= new JsonObject();
                        inner.Set(body[name]!.AsObject(), json);
                        return body;
                    },
                }));
            }
            else if (own.TryGetProperty("items", out var items))
            {
                fields.AddRange(ItemsOf(document, name, document.Resolve(items)));
            }
        }

        return fields;
    }

    private static IEnumerable<RequestField> ItemsOf(OpenApiDocument document, string list, JsonElement item)
    {
        var isObject = item.TryGetProperty("properties", out _);
        yield return new(
            list + "[]",
            isObject ? list + ".0" : list,
            item,
            Required: false,
            (body, json) =>
            {
                body[list] = json is null ? new JsonArray() : new JsonArray(JsonNode.Parse(json));
                return body;
            });
        foreach (var inner in isObject ? FieldsOf(document, item) : [])
        {
            yield return inner with
            {
                Name = $"{list}[].{inner.Name}",
                ErrorKey = $"{list}.0.{inner.ErrorKey}",
                Set = (body, json) =>
                {
                    body[list] = new JsonArray(inner.Set(new JsonObject { ["name"] = "Emne", ["passed"] = true }, json));
                    return body;
                },
            };
        }
    }

    private static bool IsRequired(JsonElement schema, string name) => schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(r => r.GetString() == name);

    private static List<string> TypesOf(JsonElement schema) => schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } types
        ? [.. types.EnumerateArray().Select(t => t.GetString()!)]
        : [schema.Text("type")];

    // Beyond what a schema promises, clients may write numbers and truth values as texts, and texts that are numbers as such.
    private static IEnumerable<string> Expected(RequestField field) => TypesOf(field.Schema).SelectMany(type => type switch
    {
        "string" when IsDate(field.Schema) || IsOutcome(field) => ["string"],
        "string" => ["string", "integer", "number"],
        "integer" => ["integer", "string"],
        "number" => ["number", "integer", "string"],
        "boolean" => ["boolean", "string", "integer"],
        _ => (string[])[type],
    });

    private static IEnumerable<(string Type, string Json)> Samples(RequestField field)
    {
        var (schema, types) = (field.Schema, TypesOf(field.Schema));
        yield return ("null", "null");
        yield return ("object", "{}");
        yield return ("array", "[]");
        yield return ("boolean", "true");
        yield return ("integer", "1");
        yield return ("number", "1.5");
        yield return ("string", IsDate(schema) ? "\"2026-05-01\"" : IsOutcome(field) ? "\"bestått\"" : types.Contains("boolean") ? "\"true\"" : types.Contains("integer") || types.Contains("number") ? "\"1\"" : "\"x\"");
    }

    // A result's status, which may only repeat what passed says.
    private static bool IsOutcome(RequestField field) => field.Name == "status" && field.Schema.Text("description").Contains("passed", StringComparison.Ordinal);

    private static bool IsDate(JsonElement schema) => schema.TryGetProperty("format", out var format) && format.GetString() == "date";

    private sealed record RequestField(string Name, string ErrorKey, JsonElement Schema, bool Required, Func<JsonObject, string?, JsonObject> Set);
}
