using System.Net;
using System.Text.Json;

namespace FinAut.Tests.Infrastructure;

/// <summary>Short words for what most tests do.</summary>
public static class HttpExtensions
{
    /// <summary>Sends a GET and reads the reply as JSON, after checking its status.</summary>
    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await client.GetAsync(path);
        return await response.ReadJsonAsync(expected);
    }

    /// <summary>Reads a reply as JSON, after checking its status.</summary>
    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"Expected {(int)expected}, got {(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Checks that a reply is an error in the API's form.</summary>
    public static async Task<JsonElement> ReadProblemAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var problem = await response.ReadJsonAsync(expected);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Correlation-Id")), problem.GetProperty("correlation_id").GetString());
        return problem;
    }

    /// <summary>Asks for a token with an application's credentials.</summary>
    /// <returns>The access token.</returns>
    public static async Task<string> RequestTokenAsync(this HttpClient client, string clientId, string clientSecret, string? scope = null)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync("/o/token/", content);
        return (await response.ReadJsonAsync()).GetProperty("access_token").GetString()!;
    }

    /// <summary>The only value of a header.</summary>
    public static string Header(this HttpResponseMessage response, string name) =>
        Assert.Single(response.Headers.TryGetValues(name, out var values) ? values : []);

    /// <summary>The URLs under <c>id</c> of a list's rows.</summary>
    public static IReadOnlyList<string> Ids(this JsonElement list) =>
        [.. list.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];
}
