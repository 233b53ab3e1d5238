using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FinAut.Tests.Infrastructure;

/// <summary>Short words for what tests of writes do.</summary>
public static class WriteExtensions
{
    /// <summary>Sends a body as JSON.</summary>
    /// <param name="client">Who sends.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="resource">The path below the API's root, or a URL.</param>
    /// <param name="body">The body.</param>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, string method, string resource, JsonNode body) =>
        client.SendTextAsync(method, resource, body.ToJsonString());

    /// <summary>Sends a text as a body.</summary>
    public static async Task<HttpResponseMessage> SendTextAsync(
        this HttpClient client, string method, string resource, string text, string? contentType = "application/json") =>
        await client.SendBytesAsync(method, resource, Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>Sends bytes as a body.</summary>
    public static async Task<HttpResponseMessage> SendBytesAsync(
        this HttpClient client, string method, string resource, byte[] bytes, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Url(resource)) { Content = new ByteArrayContent(bytes) };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Creates something.</summary>
    /// <returns>What was answered with 201.</returns>
    public static async Task<JsonElement> CreateAsync(this HttpClient client, string resource, JsonNode body)
    {
        using var response = await client.SendAsync("POST", resource, body);
        return await response.ReadJsonAsync(HttpStatusCode.Created);
    }

    /// <summary>Creates a person.</summary>
    /// <returns>The person's URL.</returns>
    public static async Task<string> CreateUserAsync(this HttpClient client, params string[] roles) =>
        (await client.CreateAsync("user/", Bodies.User(null, roles))).Text("id");

    /// <summary>Sets a status.</summary>
    public static Task<JsonElement> SetStatusAsync(
        this HttpClient client, string user, string status, string? date = null, string appname = "afr") =>
        client.CreateAsync("userstatus/", Bodies.Status(user, status, date, appname));

    /// <summary>Sends a PATCH.</summary>
    /// <returns>What was answered with 200.</returns>
    public static async Task<JsonElement> PatchAsync(this HttpClient client, string resource, JsonNode body)
    {
        using var response = await client.SendAsync("PATCH", resource, body);
        return await response.ReadJsonAsync();
    }

    /// <summary>Sends a PUT.</summary>
    /// <returns>What was answered with 200.</returns>
    public static async Task<JsonElement> PutAsync(this HttpClient client, string resource, JsonNode body)
    {
        using var response = await client.SendAsync("PUT", resource, body);
        return await response.ReadJsonAsync();
    }

    /// <summary>Reads something by its URL or its path below the API's root.</summary>
    public static Task<JsonElement> ReadAsync(this HttpClient client, string resource) => client.GetJsonAsync(Url(resource).ToString());

    /// <summary>The rows of a list that fits on one page.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RowsAsync(this HttpClient client, string resource)
    {
        var list = await client.ReadAsync(resource);
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next").ValueKind);
        return [.. list.GetProperty("results").EnumerateArray()];
    }

    /// <summary>A person's status in force in an ordning, or null.</summary>
    public static async Task<string?> CurrentStatusAsync(this HttpClient client, string user, string appname = "afr") =>
        (await client.RowsAsync($"latestuserstatus/?user={user}&appname={appname}")).Select(r => r.Text("status")).SingleOrDefault(s => !s.StartsWith("tl", StringComparison.Ordinal));

    /// <summary>The keys of a person's roles.</summary>
    public static async Task<IReadOnlyList<string>> RolesAsync(this HttpClient client, string user) => (await client.ReadAsync(user)).Roles();

    /// <summary>The keys of the roles in a person's representation.</summary>
    public static IReadOnlyList<string> Roles(this JsonElement user) =>
        [.. user.GetProperty("userroles").EnumerateArray().Select(role => role.GetString()!.TrimEnd('/').Split('/')[^1])];

    /// <summary>The number in a URL.</summary>
    public static long Number(this string url) => long.Parse(url.TrimEnd('/').Split('/')[^1]);

    /// <summary>Reads a 422.</summary>
    /// <returns>The messages by field.</returns>
    public static async Task<IReadOnlyDictionary<string, string[]>> ReadErrorsAsync(this HttpResponseMessage response)
    {
        var problem = await response.ReadProblemAsync(HttpStatusCode.UnprocessableEntity);
        var errors = problem.GetProperty("errors").Deserialize<Dictionary<string, string[]>>()!;
        Assert.NotEmpty(errors);
        Assert.All(errors.Values, Assert.NotEmpty);
        Assert.Contains(errors.First().Value[0], problem.Text("detail"));
        return errors;
    }

    /// <summary>Checks that a body is refused with one message, for one field.</summary>
    public static async Task AssertRefusedAsync(this HttpClient client, string method, string resource, JsonNode body, string field, string message)
    {
        using var response = await client.SendAsync(method, resource, body);
        var (name, messages) = Assert.Single(await response.ReadErrorsAsync());
        Assert.Equal(field, name);
        Assert.Equal(message, Assert.Single(messages));
    }

    /// <summary>Sets a field of a body, in an object inside it when the name has a dot.</summary>
    /// <param name="body">The body, which is changed.</param>
    /// <param name="field">The field.</param>
    /// <param name="json">The value as JSON, or null to take the field out.</param>
    public static JsonObject With(this JsonObject body, string field, string? json)
    {
        var names = field.Split('.');
        var parent = names[..^1].Aggregate(body, (parent, name) => parent[name]!.AsObject());
        if (json is null)
        {
            parent.Remove(names[^1]);
        }
        else
        {
            parent[names[^1]] = JsonNode.Parse(json);
        }

        return body;
    }

    private static Uri Url(string resource) => new(
        resource.StartsWith('/') || resource.StartsWith("http", StringComparison.Ordinal) ? resource : TestServer.Root + resource,
        UriKind.RelativeOrAbsolute);
}
