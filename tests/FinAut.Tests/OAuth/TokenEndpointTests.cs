using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 1-7, 9-22, 47 and 90 of the OAuth checklist.</summary>
public sealed class TokenEndpointTests(DemoServer demo) : IClassFixture<DemoServer>
{
    // Something that must never come back in an error: none of it is a word of the endpoints' own.
    private const string Echo = "Zq7x";

    private HttpClient Http => demo.Server.Http;

    // Rows 1-6, and row 21: without the slash, and under the older path.
    [Theory]
    [InlineData("/o/token/", true)]
    [InlineData("/o/token/", false)]
    [InlineData("/o/token", true)]
    [InlineData("/o/token", false)]
    [InlineData("/finautapi/v1/token/", true)]
    [InlineData("/finautapi/v1/token/", false)]
    [InlineData("/finautapi/v1/token", true)]
    [InlineData("/finautapi/v1/token", false)]
    public async Task A_client_gets_a_token(string path, bool basic)
    {
        using var response = basic
            ? await Http.PostFormAsync(path, Grant, Basic("finaut-demo:finaut-demo-secret"))
            : await Http.PostFormAsync(path, GoodRequest);

        var reply = await response.ReadOAuthAsync();
        Assert.Equal(["access_token", "expires_in", "scope", "token_type"], reply.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("Bearer", reply.GetProperty("token_type").GetString());
        Assert.Equal(3600, reply.GetProperty("expires_in").GetInt32());
        Assert.Equal("read write", reply.GetProperty("scope").GetString());
        var token = reply.GetProperty("access_token").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{22,255}$", token);
        using var called = await Http.CallAsync(token);
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
    }

    // Row 7.
    [Fact]
    public Task Two_hundred_tokens_are_unique_and_stay_valid() => AssertUniqueAndValidAsync(200);

    [Fact]
    [Trait("Category", "Faults")]
    public Task A_thousand_tokens_are_unique_and_stay_valid() => AssertUniqueAndValidAsync(1000);

    [Theory]
    [InlineData("", "invalid_request")] // Row 9.
    [InlineData("grant_type=foo", "unsupported_grant_type")] // Row 10.
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=Client_Credentials", "unsupported_grant_type")] // Row 11.
    [InlineData("grant_type=client_credentials+", "unsupported_grant_type")]
    [InlineData("Grant_Type=client_credentials", "invalid_request")] // Row 12.
    [InlineData("grant_type=", "invalid_request")] // Row 13.
    [InlineData("grant_type", "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request")] // Row 14.
    [InlineData("grant_type=client_credentials&scope=read&scope=read", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=finaut-demo", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_secret=finaut-demo-secret", "invalid_request")]
    public async Task A_malformed_request_is_refused(string body, string error)
    {
        using var response = await Http.PostFormAsync(TokenPath, $"{body}&{Credentials}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, error);
    }

    [Theory]
    [InlineData("scope=")] // Row 13.
    [InlineData("foo=bar")] // Row 15.
    [InlineData("resource=https%3A%2F%2Fapi.example&scope=read+write")]
    public async Task An_empty_scope_and_unknown_parameters_are_as_if_left_out(string addition)
    {
        using var response = await Http.PostFormAsync(TokenPath, $"{GoodRequest}&{addition}");

        Assert.Equal("read write", (await response.ReadOAuthAsync()).GetProperty("scope").GetString());
    }

    // Rows 16 and 17.
    [Theory]
    [InlineData("application/json", """{"grant_type":"client_credentials","client_id":"finaut-demo","client_secret":"finaut-demo-secret"}""")]
    [InlineData("application/json", """{"grant_type":""")]
    [InlineData("application/json", "")]
    [InlineData("text/plain", GoodRequest)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n")]
    [InlineData("multipart/form-data", "--x--")]
    [InlineData("nonsense", GoodRequest)]
    [InlineData(null, GoodRequest)]
    public async Task Only_forms_are_read(string? contentType, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenPath) { Content = new StringContent(body) };
        request.Content.Headers.Remove("Content-Type");
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await Http.SendAsync(request);

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    // Row 18.
    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-8\"")]
    [InlineData("application/x-www-form-urlencoded;charset=iso-8859-1")]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense")]
    [InlineData("Application/X-WWW-Form-URLEncoded")]
    public async Task A_form_may_name_its_charset(string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenPath) { Content = new StringContent(GoodRequest) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await Http.SendAsync(request);

        await response.ReadOAuthAsync();
    }

    [Fact]
    public async Task A_chunked_form_is_read_like_another()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenPath) { Content = new StringContent(GoodRequest) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.TransferEncodingChunked = true;

        using var response = await Http.SendAsync(request);

        await response.ReadOAuthAsync();
    }

    // Rows 19 and 90.
    [Theory]
    [InlineData("GET", "/o/token/")]
    [InlineData("HEAD", "/o/token/")]
    [InlineData("PUT", "/o/token/")]
    [InlineData("PATCH", "/o/token/")]
    [InlineData("DELETE", "/o/token/")]
    [InlineData("OPTIONS", "/o/token/")]
    [InlineData("PROPFIND", "/o/token")]
    [InlineData("GET", "/finautapi/v1/token/")]
    [InlineData("HEAD", "/finautapi/v1/token/")]
    [InlineData("DELETE", "/finautapi/v1/token")]
    public async Task Only_post_is_allowed(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        AssertNotStored(response);
        if (method != "HEAD")
        {
            await response.ReadOAuthErrorAsync(HttpStatusCode.MethodNotAllowed, "invalid_request");
        }
    }

    // Row 20.
    [Theory]
    [InlineData(GoodRequest, "")]
    [InlineData(Credentials, Grant)]
    [InlineData("client_secret=finaut-demo-secret", "grant_type=client_credentials&client_id=finaut-demo")]
    [InlineData("CLIENT_SECRET=finaut-demo-secret", "grant_type=client_credentials&client_id=finaut-demo")]
    [InlineData("client_secret=finaut-demo-secret", GoodRequest)]
    public async Task Credentials_in_the_url_are_refused(string query, string body)
    {
        using var response = await Http.PostFormAsync($"{TokenPath}?{query}", body);

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    // Row 22: the body, and with a bearer token too, which makes the body be read earlier.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_huge_body_is_refused(bool withToken)
    {
        var authorization = "Authorization: " + (withToken ? "Bearer " + await demo.Server.TokenAsync() : Basic("finaut-demo:finaut-demo-secret"));

        // The server does not wait for the body, so it is only announced: to send it would be a race against the closing connection.
        var reply = await new RawHttp(demo.Server).SendAsync(
            "POST", TokenPath, "", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 3000000", authorization);

        Assert.Equal(413, reply.Status);
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Equal("invalid_request", reply.Json().GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_thousand_fields_are_refused(bool withToken)
    {
        var authorization = withToken ? "Bearer " + await demo.Server.TokenAsync() : null;
        var fields = string.Concat(Enumerable.Range(0, 2000).Select(n => $"&f{n}=1"));

        using var response = await Http.PostFormAsync(TokenPath, GoodRequest + fields, authorization);

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("scope=%zz", 400, "invalid_scope")]
    [InlineData("scope=%", 400, "invalid_scope")]
    [InlineData("scope=%00", 400, "invalid_request")]
    [InlineData("scope=read%00", 400, "invalid_request")]
    [InlineData("scope=\0", 400, "invalid_scope")]
    [InlineData("scope=%FF%FE", 400, "invalid_scope")]
    [InlineData("scope=\u00FF\u00C3", 400, "invalid_scope")]
    [InlineData("foo=\u00FF%FF", 200, null)]
    [InlineData("%FF=\u00FF\0", 200, null)]
    public async Task Bytes_that_are_no_text_do_no_harm(string addition, int status, string? error)
    {
        var reply = await demo.Server.PostRawFormAsync(TokenPath, $"{GoodRequest}&{addition}");

        Assert.Equal(status, reply.Status);
        Assert.StartsWith("application/json", reply.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(error, reply.Json().TryGetProperty("error", out var code) ? code.GetString() : null);
    }

    [Theory]
    [InlineData("client_id=finaut-demo%00&client_secret=finaut-demo-secret", 400, "invalid_request")]
    [InlineData("client_id=%00&client_secret=finaut-demo-secret", 400, "invalid_request")]
    [InlineData("client_id=finaut-demo&client_secret=finaut-demo-secret%00", 400, "invalid_request")]
    [InlineData("client_id=finaut-demo\0&client_secret=finaut-demo-secret", 401, "invalid_client")]
    [InlineData("client_id=finaut-demo&client_secret=finaut-demo-secret\0", 401, "invalid_client")]
    [InlineData("client_id=%FF%FE&client_secret=%FF", 401, "invalid_client")]
    [InlineData("client_id=\u00FF\0&client_secret=\u00FF", 401, "invalid_client")]
    public async Task Bytes_that_are_no_text_are_no_credentials(string credentials, int status, string error)
    {
        var reply = await demo.Server.PostRawFormAsync(TokenPath, $"{Grant}&{credentials}");

        Assert.Equal(status, reply.Status);
        Assert.Equal(error, reply.Json().GetProperty("error").GetString());
    }

    // Row 47.
    [Theory]
    [InlineData($"{GoodRequest}&scope={Echo}")]
    [InlineData($"{GoodRequest}&scope=%22{Echo}%22%5C")]
    [InlineData($"grant_type={Echo}&{Credentials}")]
    [InlineData($"{Grant}&client_id={Echo}&client_secret={Echo}")]
    [InlineData($"{GoodRequest}&{Echo}=1&{Echo}=2")]
    [InlineData($"{Grant}&client_id=finaut-demo&client_secret=%3Cscript%3E{Echo}")]
    public async Task An_error_repeats_nothing_that_was_sent(string body)
    {
        using var response = await Http.PostFormAsync(TokenPath, body);

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(Echo, await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Echo, response.Headers.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    // Row 90.
    [Theory]
    [InlineData("OPTIONS", "/o/token/")]
    [InlineData("POST", "/o/token/")]
    [InlineData("OPTIONS", "/finautapi/v1/token/")]
    public async Task No_other_origin_is_invited(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        request.Content = method == "POST" ? new StringContent(GoodRequest, Encoding.ASCII, "application/x-www-form-urlencoded") : null;

        using var response = await Http.SendAsync(request);

        Assert.Equal(method == "POST" ? HttpStatusCode.OK : HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private async Task AssertUniqueAndValidAsync(int count)
    {
        var tokens = new List<string>();
        for (var n = 0; n < count; n++)
        {
            tokens.Add(await demo.Server.TokenAsync());
        }

        Assert.Equal(count, tokens.Distinct().Count());

        // 128 bits need 22 characters of base64url; each of them must really vary.
        var varying = Enumerable.Range(0, tokens[0].Length).Count(at => tokens.Select(t => t[at]).Distinct().Count() >= 32);
        Assert.True(varying >= 22, $"Only {varying} characters of a token vary.");
        foreach (var token in tokens)
        {
            using var response = await Http.CallAsync(token, "/finautapi/v1/");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
