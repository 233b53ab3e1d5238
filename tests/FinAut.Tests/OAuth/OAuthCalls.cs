using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.OAuth;

/// <summary>Calls of the OAuth endpoints, and what holds for every answer of theirs.</summary>
internal static class OAuthCalls
{
    public const string TokenPath = "/o/token/";
    public const string RevokePath = "/o/revoke_token/";
    public const string IntrospectPath = "/o/introspect/";

    /// <summary>A path of the API that every token opens.</summary>
    public const string ApiPath = "/finautapi/v1/companies/";

    public const string Grant = "grant_type=client_credentials";
    public const string Credentials = "client_id=finaut-demo&client_secret=finaut-demo-secret";

    /// <summary>A token request that works.</summary>
    public const string GoodRequest = Grant + "&" + Credentials;

    /// <summary>Posts a form as it stands.</summary>
    /// <param name="client">A client without a token.</param>
    /// <param name="path">The endpoint.</param>
    /// <param name="body">The form.</param>
    /// <param name="authorization">The Authorization header, or null.</param>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string path, string body, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Posts a form byte by byte.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">The endpoint, and what follows it.</param>
    /// <param name="body">The form, each character one byte.</param>
    /// <param name="headers">Further header lines.</param>
    public static Task<RawReply> PostRawFormAsync(this TestServer server, string path, string body, params string[] headers) => new RawHttp(server)
        .SendAsync("POST", path, body, [$"Content-Length: {body.Length}", "Content-Type: application/x-www-form-urlencoded", .. headers]);

    /// <summary>Credentials for HTTP Basic, as they stand.</summary>
    public static string Basic(string credentials, string scheme = "Basic") =>
        $"{scheme} {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";

    /// <summary>Calls the API with a token.</summary>
    public static async Task<HttpResponseMessage> CallAsync(this HttpClient client, string token, string path = ApiPath)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return await client.SendAsync(request);
    }

    /// <summary>Reads the answer of an OAuth endpoint (rows 3 and 4).</summary>
    public static async Task<JsonElement> ReadOAuthAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var reply = await response.ReadJsonAsync(expected);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        AssertNotStored(response);
        return reply;
    }

    /// <summary>Checks that no cache may keep the answer.</summary>
    public static void AssertNotStored(HttpResponseMessage response)
    {
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("no-cache", response.Headers.Pragma.ToString());
    }

    /// <summary>Reads an error of an OAuth endpoint: two texts of the allowed characters, and nothing else (row 47).</summary>
    /// <returns>The description.</returns>
    public static async Task<string> ReadOAuthErrorAsync(this HttpResponseMessage response, HttpStatusCode status, string error)
    {
        var reply = await response.ReadOAuthAsync(status);
        Assert.Equal(["error", "error_description"], reply.EnumerateObject().Select(p => p.Name));
        Assert.Equal(error, reply.GetProperty("error").GetString());
        var description = reply.GetProperty("error_description").GetString()!;
        Assert.Matches(@"^[\x20\x21\x23-\x5B\x5D-\x7E]+$", description);
        return description;
    }

    /// <summary>Checks that the client was not recognised, with the challenge that belongs to it (row 23).</summary>
    public static async Task AssertInvalidClientAsync(this HttpResponseMessage response)
    {
        await response.ReadOAuthErrorAsync(HttpStatusCode.Unauthorized, "invalid_client");
        Assert.Equal("Basic realm=\"oauth\"", response.Headers.WwwAuthenticate.ToString());
    }
}
