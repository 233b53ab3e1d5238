using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 69-76 of the OAuth checklist; row 72's further ways to fail are in ClientAuthenticationTests.</summary>
public sealed class IntrospectionTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private HttpClient Http => demo.Server.Http;

    // Rows 69 and 76.
    [Theory]
    [InlineData("/o/introspect/", true)]
    [InlineData("/o/introspect", false)]
    public async Task A_client_looks_at_its_own_token(string path, bool basic)
    {
        var before = demo.Server.Time.GetUtcNow().ToUnixTimeSeconds();
        var token = await demo.Server.TokenAsync(scope: "read webhooks");

        using var response = basic
            ? await Http.PostFormAsync(path, "token=" + token, Basic("finaut-demo:finaut-demo-secret"))
            : await Http.PostFormAsync(path, $"token={token}&token_type_hint=refresh_token&{Credentials}");

        var state = await response.ReadOAuthAsync();
        Assert.Equal(["active", "client_id", "exp", "iat", "scope", "token_type"], state.EnumerateObject().Select(p => p.Name).Order());
        Assert.True(state.GetProperty("active").GetBoolean());
        Assert.Equal("read webhooks", state.GetProperty("scope").GetString());
        Assert.Equal("finaut-demo", state.GetProperty("client_id").GetString());
        Assert.Equal("Bearer", state.GetProperty("token_type").GetString());
        var issued = state.GetProperty("iat").GetInt64();
        Assert.InRange(issued, before, demo.Server.Time.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal(issued + 3600, state.GetProperty("exp").GetInt64());
    }

    // Row 70.
    [Theory]
    [InlineData("unknown")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%FF%C3%B8")]
    public async Task An_unknown_token_is_inactive_and_that_is_all(string token) => AssertInactive(await LookAsync(token));

    [Fact]
    public async Task A_token_that_ended_is_inactive_and_that_is_all()
    {
        var token = await demo.Server.TokenAsync();
        var end = DateTimeOffset.FromUnixTimeSeconds((await LookAsync(token)).GetProperty("exp").GetInt64());

        demo.Server.Time.SetUtcNow(end.AddSeconds(-2));
        Assert.True((await LookAsync(token)).GetProperty("active").GetBoolean());

        demo.Server.Time.SetUtcNow(end.AddSeconds(2));
        AssertInactive(await LookAsync(token));
    }

    [Fact]
    public async Task A_revoked_token_is_inactive_and_that_is_all()
    {
        var token = await demo.Server.TokenAsync();
        using var revoked = await Http.PostFormAsync(RevokePath, $"token={token}&{Credentials}");

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        AssertInactive(await LookAsync(token));
    }

    // Rows 71 and 72.
    [Theory]
    [InlineData("")]
    [InlineData("client_id=finaut-demo")]
    [InlineData("client_id=finaut-demo&client_secret=wrong")]
    [InlineData("client_id=nobody&client_secret=finaut-demo-secret")]
    public async Task Without_its_credentials_a_client_learns_nothing(string credentials)
    {
        using var response = await Http.PostFormAsync(IntrospectPath, $"token={await demo.Server.TokenAsync()}&{credentials}");

        await response.AssertInvalidClientAsync();
    }

    [Fact]
    public async Task A_token_alone_does_not_tell_of_itself()
    {
        var token = await demo.Server.TokenAsync();

        using var response = await Http.PostFormAsync(IntrospectPath, $"token={token}", "Bearer " + token);

        await response.AssertInvalidClientAsync();
    }

    // Row 73.
    [Theory]
    [InlineData("")]
    [InlineData("token=")]
    [InlineData("token=a&token=b")]
    [InlineData("token=%00")]
    public async Task A_request_without_one_token_is_refused(string body)
    {
        using var response = await Http.PostFormAsync(IntrospectPath, $"{body}&{Credentials}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    // Row 74.
    [Fact]
    public async Task Another_clients_token_is_inactive_and_that_is_all()
    {
        var curious = await TestClient.AddAsync(demo.Server);

        AssertInactive(await LookAsync(await demo.Server.TokenAsync(), curious.Credentials));
    }

    [Fact]
    public async Task A_resource_server_looks_at_every_token()
    {
        var server = await TestClient.AddAsync(demo.Server);
        await server.ChangeAsync(application => application.AllowIntrospection = true);

        var state = await LookAsync(await demo.Server.TokenAsync(), server.Credentials);

        Assert.True(state.GetProperty("active").GetBoolean());
        Assert.Equal("finaut-demo", state.GetProperty("client_id").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_whose_client_or_api_user_was_disabled_is_inactive(bool client)
    {
        var owner = await TestClient.AddAsync(demo.Server);
        var token = await owner.TokenAsync();
        var server = await TestClient.AddAsync(demo.Server);
        await server.ChangeAsync(application => application.AllowIntrospection = true);
        Assert.True((await LookAsync(token, server.Credentials)).GetProperty("active").GetBoolean());

        await (client ? owner.ChangeAsync(a => a.Enabled = false) : owner.ChangeUserAsync(u => u.Enabled = false));

        AssertInactive(await LookAsync(token, server.Credentials));
    }

    // Row 75.
    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "?token=x")]
    [InlineData("HEAD", "")]
    public async Task Only_post_is_allowed(string method, string query)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), IntrospectPath + query);
        using var response = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        AssertNotStored(response);
    }

    [Fact]
    public async Task A_token_in_the_url_is_refused()
    {
        using var response = await Http.PostFormAsync($"{IntrospectPath}?token={await demo.Server.TokenAsync()}", Credentials);

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    private static void AssertInactive(JsonElement state) => Assert.Equal("""{"active":false}""", state.GetRawText());

    private async Task<JsonElement> LookAsync(string token, string credentials = Credentials)
    {
        using var response = await Http.PostFormAsync(IntrospectPath, $"token={token}&{credentials}");
        return await response.ReadOAuthAsync();
    }
}
