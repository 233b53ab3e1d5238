using System.Net;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 23-38 and 88 of the OAuth checklist.</summary>
public sealed class ClientAuthenticationTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private HttpClient Http => demo.Server.Http;

    [Theory]
    [InlineData("finaut-demo:wrong")] // Row 23.
    [InlineData("nobody:finaut-demo-secret")] // Row 25.
    [InlineData("finaut-demo:finaut-demo-secret ")] // Row 31.
    [InlineData("finaut-demo:finaut-demo-secret%20")]
    [InlineData("finaut-demo:Finaut-demo-secret")]
    [InlineData("FINAUT-DEMO:finaut-demo-secret")]
    [InlineData(" finaut-demo:finaut-demo-secret")]
    [InlineData("finaut-demo:finaut-other-secret")]
    [InlineData("finaut-demo:")] // Row 32.
    [InlineData(":finaut-demo-secret")]
    [InlineData(":")]
    public async Task Wrong_basic_credentials_are_refused(string credentials)
    {
        foreach (var path in new[] { TokenPath, RevokePath, IntrospectPath })
        {
            using var response = await Http.PostFormAsync(path, Grant + "&token=x", Basic(credentials));

            await response.AssertInvalidClientAsync();
        }
    }

    [Theory]
    [InlineData("client_id=finaut-demo&client_secret=wrong")] // Row 24.
    [InlineData("client_id=nobody&client_secret=finaut-demo-secret")] // Row 25.
    [InlineData("")] // Row 26.
    [InlineData("client_id=finaut-demo&client_secret=finaut-demo-secret%20")] // Row 31.
    [InlineData("client_id=finaut-demo&client_secret=finaut-demo-secret+")]
    [InlineData("client_id=finaut-demo&client_secret=FINAUT-demo-secret")]
    [InlineData("client_id=Finaut-Demo&client_secret=finaut-demo-secret")]
    [InlineData("client_id=finaut-demo+&client_secret=finaut-demo-secret")]
    [InlineData("client_id=finaut-demo&client_secret=")] // Row 32.
    [InlineData("client_id=finaut-demo")]
    [InlineData("client_id=nobody")]
    [InlineData("client_secret=finaut-demo-secret")]
    public async Task Wrong_credentials_in_the_body_are_refused(string credentials)
    {
        foreach (var path in new[] { TokenPath, RevokePath, IntrospectPath })
        {
            using var response = await Http.PostFormAsync(path, $"{Grant}&token=x&{credentials}");

            await response.AssertInvalidClientAsync();
        }
    }

    // Row 25.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unknown_client_and_a_wrong_secret_get_the_same_bytes(bool basic)
    {
        var unknown = await AskRawAsync(basic, "nobody", "finaut-demo-secret");
        var unknownAndMalformed = await AskRawAsync(basic, "no%20body%C3%B8", "finaut-demo-secret");
        var wrong = await AskRawAsync(basic, "finaut-demo", "wrong");

        Assert.StartsWith("401", wrong, StringComparison.Ordinal);
        Assert.Equal(wrong, unknown);
        Assert.Equal(wrong, unknownAndMalformed);
    }

    // Row 27.
    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic %%%")]
    [InlineData("Basic finaut-demo:finaut-demo-secret")]
    [InlineData("Basic ZmluYXV0LWRlbW8")] // No padding.
    [InlineData("Basic ZmluYXV0LWRlbW8=")] // No colon.
    [InlineData("Basic //79")] // Not UTF-8.
    [InlineData("Basic AAAA")] // NUL.
    [InlineData("Basic ZmluYXV0LWRlbW86/w==")] // The id, and a secret that is not UTF-8.
    [InlineData("Digest username=finaut-demo")]
    [InlineData("Bearer finaut-demo-secret")]
    [InlineData("finaut-demo")]
    [InlineData("Basic ZmluYXV0LWRlbW86ZmluYXV0LWRlbW8tc2VjcmV0, Basic ZmluYXV0LWRlbW86ZmluYXV0LWRlbW8tc2VjcmV0")]
    public async Task Malformed_basic_credentials_are_refused(string authorization)
    {
        using var response = await Http.PostFormAsync(TokenPath, Grant, authorization);

        await response.AssertInvalidClientAsync();
    }

    [Fact]
    public async Task Two_authorization_headers_are_refused()
    {
        var header = "Authorization: " + Basic("finaut-demo:finaut-demo-secret");

        var one = await demo.Server.PostRawFormAsync(TokenPath, Grant, header);
        var two = await demo.Server.PostRawFormAsync(TokenPath, Grant, header, header);

        Assert.Equal(200, one.Status);
        Assert.Equal(401, two.Status);
    }

    // Row 28.
    [Theory]
    [InlineData("basic")]
    [InlineData("BASIC")]
    [InlineData("bAsIc")]
    public async Task The_schemes_name_is_read_in_any_case(string scheme)
    {
        using var response = await Http.PostFormAsync(TokenPath, Grant, Basic("finaut-demo:finaut-demo-secret", scheme));

        await response.ReadOAuthAsync();
    }

    // Row 29.
    [Theory]
    [InlineData("with space")]
    [InlineData("a+b")]
    [InlineData("100%")]
    [InlineData("urn:client:1")]
    [InlineData("a%20b")]
    [InlineData("a&b=c\"d'e;f")]
    public async Task Reserved_characters_may_be_encoded_inside_basic(string id)
    {
        var client = await TestClient.AddAsync(demo.Server, id: $"{id} {Guid.NewGuid():N}");

        using var basic = await Http.PostFormAsync(TokenPath, Grant, Basic($"{Uri.EscapeDataString(client.Id)}:{Uri.EscapeDataString(client.Secret)}"));
        using var body = await Http.PostFormAsync(TokenPath, $"{Grant}&{client.Credentials}");

        await basic.ReadOAuthAsync();
        await body.ReadOAuthAsync();
    }

    [Fact]
    public async Task A_blank_may_be_a_plus_inside_basic()
    {
        var client = await TestClient.AddAsync(demo.Server, id: $"with blank {Guid.NewGuid():N}");

        using var response = await Http.PostFormAsync(TokenPath, Grant, Basic($"{client.Id}:{client.Secret}".Replace(' ', '+')));

        await response.ReadOAuthAsync();
    }

    // Row 30: none of our secrets' characters needs encoding.
    [Fact]
    public async Task A_new_secret_needs_no_encoding()
    {
        var secrets = Enumerable.Range(0, 20).Select(_ => SecretHash.NewSecret()).ToList();

        Assert.All(secrets, secret => Assert.Equal(secret, Uri.EscapeDataString(secret)));
        var client = await TestClient.AddAsync(demo.Server, hash: SecretHash.Of(secrets[0]));
        using var basic = await Http.PostFormAsync(TokenPath, Grant, Basic($"{client.Id}:{secrets[0]}"));
        using var body = await Http.PostFormAsync(TokenPath, $"{Grant}&client_id={client.Id}&client_secret={secrets[0]}");
        await basic.ReadOAuthAsync();
        await body.ReadOAuthAsync();
    }

    // Row 33.
    [Fact]
    public async Task The_client_id_may_stand_in_both_places()
    {
        using var response = await Http.PostFormAsync(TokenPath, Grant + "&client_id=finaut-demo", Basic("finaut-demo:finaut-demo-secret"));

        await response.ReadOAuthAsync();
    }

    [Theory]
    [InlineData("client_secret=finaut-demo-secret")] // Row 34.
    [InlineData("client_secret=wrong")]
    [InlineData(Credentials)]
    [InlineData("client_id=finaut-other&client_secret=finaut-other-secret")]
    [InlineData("client_id=finaut-other")] // Row 35.
    [InlineData("client_id=Finaut-Demo")]
    public async Task A_client_authenticates_in_one_way_only(string inBody)
    {
        using var response = await Http.PostFormAsync(TokenPath, $"{Grant}&{inBody}", Basic("finaut-demo:finaut-demo-secret"));

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    // Row 36.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_public_client_gets_no_token(bool withSecret)
    {
        var client = await TestClient.AddAsync(demo.Server, type: ClientType.Public);

        using var response = await Http.PostFormAsync(TokenPath, $"{Grant}&{(withSecret ? client.Credentials : "client_id=" + client.Id)}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "unauthorized_client");
    }

    // Row 37.
    [Fact]
    public async Task A_client_that_is_not_registered_for_the_grant_gets_no_token()
    {
        var client = await TestClient.AddAsync(demo.Server);
        await client.ChangeAsync(application => application.AllowClientCredentials = false);

        using var right = await client.AskAsync();
        using var wrong = await client.AskAsync("wrong");

        await right.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "unauthorized_client");
        await wrong.AssertInvalidClientAsync();
    }

    // Row 38; what becomes of their tokens is in RightsChangeTests.
    [Theory]
    [InlineData(ClientType.Confidential)]
    [InlineData(ClientType.Public)]
    public async Task A_disabled_application_is_as_good_as_unknown(ClientType type)
    {
        var client = await TestClient.AddAsync(demo.Server, type: type);
        await client.ChangeAsync(application => application.Enabled = false);

        using var response = await client.AskAsync();

        await response.AssertInvalidClientAsync();
    }

    [Fact]
    public async Task An_application_of_a_disabled_api_user_is_as_good_as_unknown()
    {
        var client = await TestClient.AddAsync(demo.Server);
        await client.ChangeUserAsync(user => user.Enabled = false);

        using var response = await client.AskAsync();

        await response.AssertInvalidClientAsync();
    }

    [Fact]
    public async Task A_deleted_application_is_unknown()
    {
        var client = await TestClient.AddAsync(demo.Server);
        await client.DeleteAsync();

        using var response = await client.AskAsync();

        await response.AssertInvalidClientAsync();
    }

    // Row 88: nothing tells a person's or an API user's number from a client that is named so, because none is ever a subject.
    [Theory]
    [InlineData("590499")]
    [InlineData("1")]
    public async Task A_client_id_that_looks_like_a_user_id_is_only_a_client_id(string id)
    {
        var client = await TestClient.AddAsync(demo.Server, id: id);
        await client.ChangeUserAsync(user => user.Unlink(TestClient.FirstCompany));
        var token = await client.TokenAsync();

        using var state = await Http.PostFormAsync(IntrospectPath, $"token={token}&{client.Credentials}");
        using var person = await Http.CallAsync(token, "/finautapi/v1/user/590499/");
        using var companies = await Http.CallAsync(token);

        var reply = await state.ReadOAuthAsync();
        Assert.Equal(id, reply.GetProperty("client_id").GetString());
        Assert.False(reply.TryGetProperty("sub", out _));
        Assert.False(reply.TryGetProperty("username", out _));
        Assert.Equal(HttpStatusCode.NotFound, person.StatusCode);
        Assert.Single((await companies.ReadJsonAsync()).Ids());
    }

    // The reply without the date, which is all in which equal replies may differ.
    private async Task<string> AskRawAsync(bool basic, string id, string secret)
    {
        const string Correlation = "X-Correlation-Id: same";
        var reply = basic
            ? await demo.Server.PostRawFormAsync(TokenPath, Grant, Correlation, "Authorization: " + Basic($"{id}:{secret}"))
            : await demo.Server.PostRawFormAsync(TokenPath, $"{Grant}&client_id={id}&client_secret={secret}", Correlation);
        var headers = reply.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {header.Value}");
        return string.Join("\n", [$"{reply.Status}", .. headers, reply.Body]);
    }
}
