using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Docs;

public sealed class OpenApiTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Path = "/finautapi/v1/docs/openapi.json";

    private readonly TestServer _server = demo.Server;

    // Where it was served is not committed.
    [Fact]
    public async Task The_document_is_the_committed_one()
    {
        using var client = await _server.ClientAsync();
        var document = await client.GetStringAsync(Path);
        await Snapshot.AssertAsync("docs/openapi.json", document.Replace(_server.BaseUrl, "https://api.example.no", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_document_is_OpenAPI_3_1()
    {
        using var client = await _server.ClientAsync();
        using var response = await client.GetAsync(Path);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("3.1.", (await response.ReadJsonAsync()).Text("openapi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_served_with_all_that_it_needs()
    {
        using var browser = await Browser.ApiUserAsync(_server);
        var html = await browser.GetAsync("/finautapi/v1/docs/");

        Assert.Contains("swagger-ui", html, StringComparison.Ordinal);
        foreach (var file in (string[])["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "index.js", "index.css"])
        {
            Assert.Contains(file, html, StringComparison.Ordinal);
            await browser.GetAsync("/finautapi/v1/docs/" + file);
        }
    }

    [Fact]
    public async Task The_page_without_its_last_slash_is_redirected()
    {
        using var response = await _server.Http.GetAsync("/finautapi/v1/docs");

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal("/finautapi/v1/docs/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Every_route_is_documented()
    {
        var documented = (await OpenApiDocument.ReadAsync(_server)).Operations.Select(o => $"{o.Method} {o.Path.TrimEnd('/')}").Order();
        var routes = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} /{PathOf(e)}"));

        Assert.Equal(routes.Order(), documented);

        // Without the constraints that routing puts on a key.
        static string PathOf(RouteEndpoint endpoint) =>
            string.Join('/', endpoint.RoutePattern.RawText!.Trim('/').Split('/').Select(s => s.StartsWith('{') ? s.Split(':', '}')[0] + "}" : s));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_how_it_can_fail()
    {
        var document = await OpenApiDocument.ReadAsync(_server);

        Assert.All(document.Operations, operation =>
        {
            Assert.False(string.IsNullOrEmpty(operation.Json.Text("summary")));
            Assert.False(string.IsNullOrEmpty(operation.Json.Text("description")));
            Assert.True(operation.Path.EndsWith('/') || operation.Path.StartsWith("/.well-known/", StringComparison.Ordinal));
            string[] failures = operation switch
            {
                { IsOfApi: true, Method: "GET" } => ["400", "401", "403", "406", "429", "503"],
                { IsOfApi: true, HasBody: false } => ["400", "401", "403", "404", "406", "429", "503"],
                { IsOfApi: true } => ["400", "401", "403", "406", "409", "413", "415", "422", "429", "503"],
                { Method: "POST" } => ["400", "401", "413", "429", "503"],
                _ => ["400"],
            };
            Assert.Subset(operation.Responses.Keys.ToHashSet(), failures.ToHashSet());
        });
        Assert.Equal(document.Operations.Count, document.Operations.Select(o => o.Json.Text("operationId")).Distinct().Count());
    }

    [Fact]
    public async Task Every_reply_and_parameter_is_described()
    {
        var document = await OpenApiDocument.ReadAsync(_server);

        Assert.All(document.Operations, operation =>
        {
            Assert.All(operation.Responses, response => Assert.False(string.IsNullOrEmpty(response.Value.Text("description"))));
            Assert.All(operation.Parameters, parameter => Assert.False(string.IsNullOrEmpty(parameter.Text("description")), operation.ToString()));
            Assert.All(
                operation.Parameters.Where(p => p.Text("in") == "path"),
                parameter => Assert.True(parameter.TryGetProperty("example", out _), $"{operation}: {parameter.Text("name")}"));
        });
    }

    [Fact]
    public async Task Every_error_has_examples_in_the_form_that_it_is_served_in()
    {
        var document = await OpenApiDocument.ReadAsync(_server);

        Assert.All(document.Operations, operation =>
        {
            var errors = operation.Responses.Where(r => r.Key[0] is '4' or '5').ToList();
            Assert.NotEmpty(errors);
            Assert.All(errors, error =>
            {
                var content = Assert.Single(error.Value.GetProperty("content").EnumerateObject());
                var isOAuth = !operation.IsOfApi && operation.Method == "POST";
                Assert.Equal(isOAuth ? "application/json" : "application/problem+json", content.Name);
                Assert.All(OpenApiDocument.ExamplesOf(content.Value), example =>
                {
                    if (isOAuth)
                    {
                        example.AssertFields("error", "error_description");
                        return;
                    }

                    string[] fields = ["type", "title", "status", "detail", "instance", "correlation_id", .. error.Key == "422" ? ["errors"] : Array.Empty<string>()];
                    example.AssertFields(fields);
                    Assert.Equal(error.Key, example.GetProperty("status").GetRawText());
                    Assert.Equal(operation.IsOfApi ? operation.Path.Split('{')[0] : operation.Path, example.Text("instance")![..operation.Path.Split('{')[0].Length]);
                });
            });
        });
    }

    [Fact]
    public async Task Every_call_with_a_token_names_the_scopes_that_it_needs()
    {
        var document = await OpenApiDocument.ReadAsync(_server);

        Assert.All(document.Operations, operation =>
        {
            var security = operation.Json.GetProperty("security");
            if (!operation.IsOfApi)
            {
                Assert.Equal(0, security.GetArrayLength());
                return;
            }

            var isOfExam = operation.Method != "GET" && operation.Path.Contains("/results/", StringComparison.Ordinal);
            var scheme = Assert.Single(security[0].EnumerateObject());
            Assert.Equal(isOfExam ? "oauth2_exam" : operation.IsOfPeople ? "oauth2" : "oauth2_webhooks", scheme.Name);
            var scopes = scheme.Value.EnumerateArray().Select(s => s.GetString()!).ToList();
            if (!operation.IsOfPeople)
            {
                Assert.Equal(["webhooks"], scopes);
                return;
            }

            Assert.Contains(operation.Method == "GET" ? "read" : "write", scopes);
            Assert.Equal(isOfExam, scopes.Contains("exam"));
        });
    }

    // Tools that import the document ask for every scope that a scheme names, and few applications hold them all.
    [Fact]
    public async Task A_token_for_what_every_application_holds_is_had_by_every_scope_that_its_scheme_names()
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var schemes = document.Json.GetProperty("components").GetProperty("securitySchemes");

        schemes.AssertFields("oauth2", "oauth2_exam", "oauth2_webhooks");
        foreach (var (scheme, client) in ((string, string)[])[("oauth2", TestServer.DemoClient), ("oauth2", TestServer.OtherClient), ("oauth2_webhooks", TestServer.DemoClient), ("oauth2_exam", TestServer.ExamClient)])
        {
            var flow = schemes.GetProperty(scheme).GetProperty("flows").GetProperty("clientCredentials");
            Assert.Equal($"{_server.BaseUrl}/o/token/", flow.Text("tokenUrl"));
            Assert.NotEmpty(await _server.Http.RequestTokenAsync(client, client + "-secret", string.Join(' ', flow.GetProperty("scopes").EnumerateObject().Select(s => s.Name))));
        }

        schemes.GetProperty("oauth2").GetProperty("flows").GetProperty("clientCredentials").GetProperty("scopes").AssertFields("read", "write");
        Assert.Equal(_server.BaseUrl, document.Json.GetProperty("servers")[0].Text("url"));
    }

    [Fact]
    public async Task The_document_names_the_public_url()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string> { ["PublicBaseUrl"] = "https://finaut.example.no/" });

        var document = await OpenApiDocument.ReadAsync(server);

        Assert.Equal("https://finaut.example.no", Assert.Single(document.Json.GetProperty("servers").EnumerateArray()).Text("url"));
        Assert.All(
            document.Json.GetProperty("components").GetProperty("securitySchemes").EnumerateObject(),
            scheme => Assert.Equal("https://finaut.example.no/o/token/", scheme.Value.GetProperty("flows").GetProperty("clientCredentials").Text("tokenUrl")));
    }

    [Fact]
    public async Task The_bodies_and_headers_of_webhooks_are_described()
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var page = Repository.Read("docs/webhooks.md").Split('\n');
        var headers = page.SkipWhile(l => l != "## Headers").TakeWhile(l => l != "## Verify").Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => l.Split('|')[1].Split(',')).Select(name => name.Trim(' ', '`')).Where(name => name != "Content-Type").ToList();
        Assert.Equal(10, headers.Count);

        var webhooks = document.Json.GetProperty("webhooks").EnumerateObject().ToDictionary(w => w.Name, w => w.Value.GetProperty("post"));

        Assert.Equal(["result.changed", "userstatus.created", "webhook.ping"], webhooks.Keys);
        Assert.All(webhooks, webhook =>
        {
            var parameters = webhook.Value.GetProperty("parameters").EnumerateArray().ToDictionary(p => p.Text("name"));
            Assert.Equal(headers, parameters.Keys);
            Assert.All(parameters.Values, p => Assert.True(p.Text("in") == "header" && p.Text("description").Length > 0 && p.TryGetProperty("example", out _)));
            Assert.Equal(webhook.Key, parameters["X-FinAut-Event"].Text("example"));
            Assert.Contains("delivered", webhook.Value.GetProperty("responses").GetProperty("2XX").Text("description"), StringComparison.Ordinal);
            Assert.Equal(0, webhook.Value.GetProperty("security").GetArrayLength());
        });
        Assert.Equal("#/components/schemas/Result", SchemaOf("result.changed").Text("$ref"));
        Assert.Equal("#/components/schemas/UserStatus", SchemaOf("userstatus.created").Text("$ref"));
        Assert.Equal("webhook.ping", SchemaOf("webhook.ping").GetProperty("properties").GetProperty("type").Text("const"));
        Assert.Equal("""{"type":"webhook.ping"}""", JsonSerializer.Serialize(MediaOf("webhook.ping").GetProperty("example")));
        Assert.True(JsonElement.DeepEquals(Example("results/{id}/"), MediaOf("result.changed").GetProperty("example")));
        Assert.True(JsonElement.DeepEquals(Example("userstatus/{id}/"), MediaOf("userstatus.created").GetProperty("example")));

        JsonElement MediaOf(string type) => webhooks[type].GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        JsonElement SchemaOf(string type) => MediaOf(type).GetProperty("schema");
        JsonElement Example(string path) => document.Operations.Single(o => o.Method == "GET" && o.Path == TestServer.Root + path).ExampleOf("200")!.Value;
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await OpenApiDocument.ReadAsync(_server);
        var schemas = document.Json.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => "#/components/schemas/" + s.Name).ToHashSet();

        var references = ReferencesIn(document.Json).ToList();

        Assert.NotEmpty(references);
        Assert.Subset(schemas, references.ToHashSet());
    }

    private static IEnumerable<string> ReferencesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.NameEquals("$ref") ? [p.Value.GetString()!] : ReferencesIn(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };
}
