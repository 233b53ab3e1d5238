using System.Net;
using FinAut.Domain.Audit;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 60-64 and 66-68 of the OAuth checklist; row 63's further ways to fail are in ClientAuthenticationTests.</summary>
public sealed class RevocationTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private HttpClient Http => demo.Server.Http;

    // Row 60; other nodes are in RightsChangeTests.
    [Theory]
    [InlineData("/o/revoke_token/", true)]
    [InlineData("/o/revoke_token", false)]
    public async Task A_client_revokes_its_own_token(string path, bool basic)
    {
        var token = await demo.Server.TokenAsync();
        var kept = await demo.Server.TokenAsync();
        await AssertStateAsync(token, HttpStatusCode.OK);

        using var response = basic
            ? await Http.PostFormAsync(path, "token=" + token, Basic("finaut-demo:finaut-demo-secret"))
            : await Http.PostFormAsync(path, $"token={token}&{Credentials}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        AssertNotStored(response);
        await AssertStateAsync(token, HttpStatusCode.Unauthorized);
        await AssertStateAsync(kept, HttpStatusCode.OK);
    }

    // Row 61.
    [Theory]
    [InlineData("unknown")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%FF%C3%B8")]
    public async Task An_unknown_token_is_no_error(string token)
    {
        using var response = await Http.PostFormAsync(RevokePath, $"token={token}&{Credentials}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_token_may_be_revoked_again()
    {
        var client = await TestClient.AddAsync(demo.Server);
        var token = await client.TokenAsync();

        for (var n = 0; n < 3; n++)
        {
            using var response = await Http.PostFormAsync(RevokePath, $"token={token}&{client.Credentials}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Single(await AuditOfAsync(client));
    }

    [Fact]
    public async Task A_token_that_ended_may_be_revoked()
    {
        var token = await demo.Server.TokenAsync();
        demo.Server.Time.Advance(TimeSpan.FromHours(2));

        using var response = await Http.PostFormAsync(RevokePath, $"token={token}&{Credentials}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_hint_changes_nothing(string hint)
    {
        var token = await demo.Server.TokenAsync();

        using var response = await Http.PostFormAsync(RevokePath, $"token={token}&token_type_hint={hint}&{Credentials}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await AssertStateAsync(token, HttpStatusCode.Unauthorized);
    }

    // Row 62.
    [Theory]
    [InlineData("")]
    [InlineData("token=")]
    [InlineData("Token=x")]
    [InlineData("token=a&token=b")]
    [InlineData("token=%00")]
    public async Task A_request_without_one_token_is_refused(string body)
    {
        using var response = await Http.PostFormAsync(RevokePath, $"{body}&{Credentials}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    // Row 63.
    [Theory]
    [InlineData("")]
    [InlineData("client_id=finaut-demo")]
    [InlineData("client_id=finaut-demo&client_secret=wrong")]
    public async Task Without_its_credentials_a_client_revokes_nothing(string credentials)
    {
        var token = await demo.Server.TokenAsync();

        using var response = await Http.PostFormAsync(RevokePath, $"token={token}&{credentials}");

        await response.AssertInvalidClientAsync();
        await AssertStateAsync(token, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_alone_does_not_revoke_itself()
    {
        var token = await demo.Server.TokenAsync();

        using var response = await Http.PostFormAsync(RevokePath, $"token={token}", "Bearer " + token);

        await response.AssertInvalidClientAsync();
        await AssertStateAsync(token, HttpStatusCode.OK);
    }

    // Row 64.
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    public async Task Only_post_is_allowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), RevokePath);
        using var response = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    // Row 66.
    [Fact]
    public async Task A_token_in_the_url_is_refused()
    {
        var token = await demo.Server.TokenAsync();

        using var response = await Http.PostFormAsync($"{RevokePath}?token={token}", $"token={token}&{Credentials}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
        await AssertStateAsync(token, HttpStatusCode.OK);
    }

    // Row 67.
    [Fact]
    public async Task A_hundred_parallel_revocations_are_one()
    {
        var client = await TestClient.AddAsync(demo.Server);
        var token = await client.TokenAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(async n =>
        {
            using var response = await Http.PostFormAsync(RevokePath, $"token={token}&{client.Credentials}");
            return response.StatusCode;
        }));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        await AssertStateAsync(token, HttpStatusCode.Unauthorized);
        var entry = Assert.Single(await AuditOfAsync(client));
        Assert.Equal((ActorKind.Application, "revoked", "access_token"), (entry.ActorKind, entry.Action, entry.Entity));
    }

    // Row 68.
    [Fact]
    public async Task Another_clients_token_stays_active()
    {
        var token = await demo.Server.TokenAsync();
        var thief = await TestClient.AddAsync(demo.Server);

        using var response = await Http.PostFormAsync(RevokePath, $"token={token}&{thief.Credentials}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_grant");
        await AssertStateAsync(token, HttpStatusCode.OK);
        Assert.Empty(await AuditOfAsync(thief));
    }

    private async Task AssertStateAsync(string token, HttpStatusCode expected)
    {
        using var response = await Http.CallAsync(token, "/finautapi/v1/");
        Assert.Equal(expected, response.StatusCode);
    }

    private async Task<List<AuditEntry>> AuditOfAsync(TestClient client)
    {
        await using var db = demo.Server.Database();
        return await db.AuditEntries.Where(e => e.Actor == client.Id).ToListAsync();
    }
}
