using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 8 and 49-59 of the OAuth checklist.</summary>
public sealed class BearerTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string NotAuthenticated = "Authentication credentials were not provided.";
    private const string NotPermitted = "You do not have permission to perform this action.";
    private const string WritePath = "/finautapi/v1/user/";
    private const string NoToken = "Bearer realm=\"api\"";
    private const string InvalidToken = "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"The access token is invalid.\"";
    private const string ExpiredToken = "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"The access token has expired.\"";

    private const Scopes AllScopes = Scopes.Read | Scopes.Write | Scopes.Exam | Scopes.Webhooks;

    private TestServer Server => demo.Server;

    private HttpClient Http => Server.Http;

    // Row 49.
    [Theory]
    [InlineData("GET", "/finautapi/v1/")]
    [InlineData("GET", ApiPath)]
    [InlineData("POST", "/finautapi/v1/user/")]
    [InlineData("PATCH", "/finautapi/v1/user/590499/")]
    [InlineData("GET", "/finautapi/v1/no/such/path/")]
    public async Task Without_a_token_a_call_is_challenged_without_an_error_code(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Http.SendAsync(request);

        await AssertUnauthorizedAsync(response, NoToken);
    }

    // Row 50.
    [Theory]
    [InlineData("garbage")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("a.b.c")]
    [InlineData("' OR 1=1 --")]
    public async Task A_token_that_nobody_issued_is_invalid(string token)
    {
        using var response = await Http.CallAsync(token);

        await AssertUnauthorizedAsync(response, InvalidToken);
    }

    // A new connection for each would make the first burst after a start wait for connections, and end in 503.
    [Fact]
    public async Task The_token_of_many_calls_at_once_is_not_looked_up_for_each()
    {
        var token = await Server.TokenAsync();
        using var queries = Server.CountQueries();
        List<Task<HttpResponseMessage>> calls;
        await using (var held = await HeldLock.TableAsync(Server.ConnectionString, "access_tokens"))
        {
            calls = [.. Enumerable.Range(0, 50).Select(_ => Http.CallAsync(token))];
            await held.WaitUntilSomebodyWaitsAsync();
        }

        foreach (var call in calls)
        {
            using var response = await call;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // Again after a second, which a busy machine takes for this.
        Assert.InRange(queries.Statements.Count(s => s.Contains("access_tokens", StringComparison.Ordinal)), 1, calls.Count / 10);
    }

    // Rows 8 and 51.
    [Fact]
    public async Task A_token_is_good_until_it_ends_and_no_longer()
    {
        var issued = Server.Time.GetUtcNow();
        var token = await Server.TokenAsync();
        var hash = AccessToken.HashOf(token);
        await using var db = Server.Database();
        var end = await db.AccessTokens.Where(t => t.Hash == hash).Select(t => t.Expires).SingleAsync();
        Assert.InRange(end - issued, TimeSpan.FromSeconds(3600), TimeSpan.FromSeconds(3660));

        Server.Time.SetUtcNow(end.AddSeconds(-2));
        using var before = await Http.CallAsync(token);
        Server.Time.SetUtcNow(end.AddSeconds(2));
        using var after = await Http.CallAsync(token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await AssertUnauthorizedAsync(after, ExpiredToken);
    }

    // Row 56.
    [Fact]
    public async Task A_token_of_last_year_is_invalid()
    {
        var token = await Server.TokenAsync();
        Server.Time.Advance(TimeSpan.FromDays(365));

        using var response = await Http.CallAsync(token);

        await AssertUnauthorizedAsync(response, ExpiredToken);
    }

    // Row 52.
    [Theory]
    [InlineData("write", "GET", ApiPath, "read")]
    [InlineData("exam webhooks", "GET", "/finautapi/v1/user/590499/", "read")]
    [InlineData("read", "POST", "/finautapi/v1/user/", "write")]
    [InlineData("read", "PUT", "/finautapi/v1/user/590499/", "write")]
    [InlineData("read", "PATCH", "/finautapi/v1/user/590499", "write")]
    [InlineData("read exam webhooks", "POST", "/finautapi/v1/userstatus/", "write")]
    [InlineData("read", "POST", "/finautapi/v1/competency_result/", "write")]
    [InlineData("read write webhooks", "POST", "/finautapi/v1/results/", "write exam")]
    [InlineData("exam", "PATCH", "/finautapi/v1/results/1/", "write exam")]
    public async Task A_scope_that_is_lacking_is_named(string asked, string method, string path, string needed)
    {
        var client = await TestClient.AddAsync(Server, AllScopes);

        using var lacking = await SendAsync(method, path, await client.TokenAsync(asked));
        using var holding = await SendAsync(method, path, await client.TokenAsync(needed));

        await AssertForbiddenAsync(lacking, $"Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"{needed}\"");
        AssertAdmitted(holding);
    }

    [Theory]
    [InlineData("POST", "/finautapi/v1/user/")]
    [InlineData("PUT", "/finautapi/v1/user/590499/")]
    [InlineData("PATCH", "/finautapi/v1/user/590499/")]
    [InlineData("POST", "/finautapi/v1/userstatus/")]
    [InlineData("POST", "/finautapi/v1/competency_result/")]
    [InlineData("POST", "/finautapi/v1/results/")]
    public async Task An_api_user_without_the_permission_to_write_only_reads(string method, string path)
    {
        var client = await TestClient.AddAsync(Server, AllScopes);
        var token = await client.TokenAsync("read write exam webhooks");
        using var before = await SendAsync(method, path, token);
        AssertAdmitted(before);

        await client.ChangeUserAsync(user => user.MayWrite = false);
        Server.Time.Advance(TimeSpan.FromSeconds(1));

        using var write = await SendAsync(method, path, token);
        using var read = await Http.CallAsync(token);

        // A wider scope would not help, so none is asked for.
        await AssertForbiddenAsync(write, "");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    // Rows 53 and 58.
    [Theory]
    [InlineData("?access_token=", false)]
    [InlineData("?Access_Token=", false)]
    [InlineData("", true)]
    public async Task A_token_outside_the_header_is_not_read(string query, bool inForm)
    {
        var token = await Server.TokenAsync();

        using var alone = await SendTokenAsync(token, query, inForm, null);
        using var twice = await SendTokenAsync(token, query, inForm, token);

        await AssertUnauthorizedAsync(alone, NoToken);
        await twice.ReadProblemAsync(HttpStatusCode.BadRequest);
        Assert.StartsWith("Bearer realm=\"api\", error=\"invalid_request\"", twice.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    // Row 54.
    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    [InlineData("Bearer  ")]
    public async Task The_schemes_name_is_read_in_any_case(string scheme)
    {
        var reply = await SendRawAsync($"Authorization: {scheme}{await Server.TokenAsync()}");

        Assert.Equal(200, reply.Status);
    }

    // Row 55.
    [Theory]
    [InlineData("Bearer", InvalidToken)]
    [InlineData("Bearer ", InvalidToken)]
    [InlineData("Bearer {0} {0}", InvalidToken)]
    [InlineData("Bearer {0}, Bearer {0}", InvalidToken)]
    [InlineData("Bearer {0}x", InvalidToken)]
    [InlineData("Bearer \"{0}\"", InvalidToken)]
    [InlineData("Bearer{0}", NoToken)]
    [InlineData("Bearers {0}", NoToken)]
    [InlineData("Token {0}", NoToken)]
    [InlineData("{0}", NoToken)]
    public async Task A_malformed_header_is_no_token(string header, string challenge)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiPath);
        request.Headers.TryAddWithoutValidation("Authorization", header.Replace("{0}", await Server.TokenAsync()));

        using var response = await Http.SendAsync(request);

        await AssertUnauthorizedAsync(response, challenge);
    }

    [Fact]
    public async Task A_token_of_eight_kilobytes_is_invalid()
    {
        using var response = await Http.CallAsync(new string('a', 8 * 1024));

        await AssertUnauthorizedAsync(response, InvalidToken);
    }

    [Fact]
    public async Task Bytes_that_no_header_may_hold_are_refused()
    {
        var token = await Server.TokenAsync();

        var nul = await SendRawAsync($"Authorization: Bearer {token}\0");
        var high = await SendRawAsync($"Authorization: Bearer {token}\u00FF");

        Assert.Equal(400, nul.Status);
        Assert.True(high.Status is 400 or 401);
    }

    [Fact]
    public async Task Two_authorization_headers_are_refused()
    {
        var bearer = $"Authorization: Bearer {await Server.TokenAsync()}";
        var basic = "Authorization: " + Basic("finaut-demo:finaut-demo-secret");

        Assert.Equal(200, (await SendRawAsync(bearer)).Status);
        Assert.Equal(400, (await SendRawAsync(bearer, bearer)).Status);
        Assert.Equal(400, (await SendRawAsync(bearer, basic)).Status);
        Assert.True((await SendRawAsync(basic, bearer)).Status is 400 or 401);
    }

    // Row 57.
    [Fact]
    public async Task A_clients_own_credentials_do_not_open_the_api()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiPath);
        request.Headers.TryAddWithoutValidation("Authorization", Basic("finaut-demo:finaut-demo-secret"));

        using var response = await Http.SendAsync(request);

        await AssertUnauthorizedAsync(response, NoToken);
    }

    // A form that cannot be read might hold a second token.
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("multipart/form-data")]
    public async Task A_form_that_cannot_be_read_is_refused(string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WritePath)
        {
            Content = new StringContent(string.Join('&', Enumerable.Range(0, 2000).Select(n => $"f{n}=1"))),
        };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Server.TokenAsync());

        using var response = await Http.SendAsync(request);

        await response.ReadProblemAsync(HttpStatusCode.BadRequest);
    }

    // Row 59; 429 is the throttle's.
    private static async Task AssertUnauthorizedAsync(HttpResponseMessage response, string challenge)
    {
        var problem = await response.ReadProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(NotAuthenticated, problem.GetProperty("detail").GetString());
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
    }

    private static async Task AssertForbiddenAsync(HttpResponseMessage response, string challenge)
    {
        var problem = await response.ReadProblemAsync(HttpStatusCode.Forbidden);
        Assert.Equal(NotPermitted, problem.GetProperty("detail").GetString());
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
    }

    // What the body lacks is told only to those who may write.
    private static void AssertAdmitted(HttpResponseMessage response) => Assert.True(
        response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity, $"Got {response.StatusCode}.");

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendTokenAsync(string token, string query, bool inForm, string? header)
    {
        using var request = new HttpRequestMessage(inForm ? HttpMethod.Post : HttpMethod.Get, WritePath + (query.Length == 0 ? "" : query + token));
        request.Content = inForm ? new StringContent("access_token=" + token, Encoding.ASCII, "application/x-www-form-urlencoded") : null;
        request.Headers.Authorization = header is null ? null : new AuthenticationHeaderValue("Bearer", header);
        return await Http.SendAsync(request);
    }

    private Task<RawReply> SendRawAsync(params string[] headers) => new RawHttp(Server).GetAsync(ApiPath, headers);
}
