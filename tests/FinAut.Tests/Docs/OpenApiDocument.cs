using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Docs;

/// <summary>The served document, in the words of the tests.</summary>
internal sealed record OpenApiDocument(JsonElement Json, IReadOnlyList<Operation> Operations)
{
    public static async Task<OpenApiDocument> ReadAsync(TestServer server)
    {
        using var client = await server.ClientAsync();
        var json = await client.GetJsonAsync("/finautapi/v1/docs/openapi.json");
        return new OpenApiDocument(json, [.. json.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Select(method => new Operation(method.Name.ToUpperInvariant(), path.Name, method.Value)))]);
    }

    /// <summary>What the document says of a route.</summary>
    public Operation Of(ApiRoute route) => Operations.Single(o => o.Method == route.Method && o.Path == route.Path);

    /// <summary>A schema itself in place of a reference to it.</summary>
    public JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Json.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    /// <summary>The one example of a body, or all of several.</summary>
    public static List<JsonElement> ExamplesOf(JsonElement content) => content.TryGetProperty("example", out var example)
        ? [example]
        : [.. content.GetProperty("examples").EnumerateObject().Select(e => e.Value.GetProperty("value"))];
}

/// <summary>A method of a path.</summary>
internal sealed record Operation(string Method, string Path, JsonElement Json)
{
    /// <summary>False for what needs no access token: the OAuth endpoints and their metadata.</summary>
    public bool IsOfApi => Path.StartsWith(TestServer.Root, StringComparison.Ordinal) && !Path.EndsWith("/token/", StringComparison.Ordinal);

    public Dictionary<string, JsonElement> Responses => Json.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value);

    public List<JsonElement> Parameters => Json.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    /// <summary>The example of a JSON reply, or null when the reply has no body.</summary>
    public JsonElement? ExampleOf(string status) =>
        Responses[status].TryGetProperty("content", out var content) ? OpenApiDocument.ExamplesOf(content.GetProperty("application/json")).Single() : null;

    /// <summary>False for what takes no body.</summary>
    public bool HasBody => Json.TryGetProperty("requestBody", out _);

    /// <summary>False for the resources that have a scope of their own.</summary>
    public bool IsOfPeople => !Path.StartsWith($"{TestServer.Root}webhook_", StringComparison.Ordinal);

    /// <summary>The schema of the JSON body.</summary>
    public JsonElement RequestSchema(OpenApiDocument document) =>
        document.Resolve(Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));

    /// <summary>The example of the JSON body.</summary>
    public JsonElement Body => OpenApiDocument.ExamplesOf(Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/json")).Single();

    public override string ToString() => $"{Method} {Path}";
}
