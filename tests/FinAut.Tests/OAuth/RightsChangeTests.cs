using System.Net;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 38, 60 and 89 of the OAuth checklist: what is taken away is gone within a second, on every node.</summary>
public sealed class RightsChangeTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public enum Loss
    {
        TokenRevoked,
        ApplicationDisabled,
        ApplicationDeleted,
        ApiUserDisabled,
    }

    [Theory]
    [InlineData(Loss.TokenRevoked)]
    [InlineData(Loss.ApplicationDisabled)]
    [InlineData(Loss.ApplicationDeleted)]
    [InlineData(Loss.ApiUserDisabled)]
    public async Task A_token_that_lost_its_ground_opens_nothing(Loss loss)
    {
        var client = await TestClient.AddAsync(nodes.First);
        var token = await client.TokenAsync();
        await AssertEverywhereAsync(token, ApiPath, HttpStatusCode.OK);

        await (loss switch
        {
            Loss.TokenRevoked => RevokeAsync(client, token),
            Loss.ApplicationDisabled => client.ChangeAsync(application => application.Enabled = false),
            Loss.ApplicationDeleted => client.DeleteAsync(),
            Loss.ApiUserDisabled => client.ChangeUserAsync(user => user.Enabled = false),
            _ => throw new ArgumentOutOfRangeException(nameof(loss)),
        });
        nodes.First.Time.Advance(Second);

        await AssertEverywhereAsync(token, ApiPath, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_node_that_revokes_a_token_knows_at_once()
    {
        var client = await TestClient.AddAsync(nodes.First);
        var token = await client.TokenAsync();
        await AssertEverywhereAsync(token, ApiPath, HttpStatusCode.OK);

        await RevokeAsync(client, token);

        using var response = await nodes.First.Http.CallAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task An_application_that_is_gone_gets_no_token_from_a_node_that_remembers_it()
    {
        var client = await TestClient.AddAsync(nodes.First);
        for (var i = 0; i < 3; i++)
        {
            await nodes.Second.Http.RequestTokenAsync(client.Id, client.Secret);
        }

        await client.DeleteAsync();

        using var response = await nodes.Second.Http.PostFormAsync("/o/token/", "grant_type=client_credentials&" + client.Credentials);
        await response.AssertInvalidClientAsync();
    }

    [Fact]
    public async Task A_company_that_was_unlinked_is_out_of_sight()
    {
        var client = await TestClient.AddAsync(nodes.First);
        var token = await client.TokenAsync();
        await AssertEverywhereAsync(token, $"{ApiPath}{TestClient.FirstCompany}/", HttpStatusCode.OK);

        await client.ChangeUserAsync(user => user.Unlink(TestClient.FirstCompany));
        nodes.First.Time.Advance(Second);

        await AssertEverywhereAsync(token, $"{ApiPath}{TestClient.FirstCompany}/", HttpStatusCode.NotFound);
        await AssertEverywhereAsync(token, $"{ApiPath}{TestClient.SecondCompany}/", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_company_that_was_linked_comes_into_sight()
    {
        var client = await TestClient.AddAsync(nodes.First);
        await client.ChangeUserAsync(user => user.Unlink(TestClient.FirstCompany));
        var token = await client.TokenAsync();
        await AssertEverywhereAsync(token, $"{ApiPath}{TestClient.FirstCompany}/", HttpStatusCode.NotFound);

        await client.ChangeUserAsync(user => user.Link(TestClient.FirstCompany));
        nodes.First.Time.Advance(Second);

        await AssertEverywhereAsync(token, $"{ApiPath}{TestClient.FirstCompany}/", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_scope_that_was_cut_is_of_no_more_use()
    {
        var client = await TestClient.AddAsync(nodes.First);
        var token = await client.TokenAsync();
        await AssertEverywhereAsync(token, ApiPath, HttpStatusCode.OK);

        await client.ChangeAsync(application => application.Scopes = Scopes.Write);
        nodes.First.Time.Advance(Second);

        await AssertEverywhereAsync(token, ApiPath, HttpStatusCode.Forbidden);
        using var state = await nodes.Second.Http.PostFormAsync(IntrospectPath, $"token={token}&{client.Credentials}");
        Assert.Equal("write", (await state.ReadOAuthAsync()).GetProperty("scope").GetString());
    }

    // A token never gains a scope that it was not issued for.
    [Fact]
    public async Task A_scope_that_was_added_is_not_in_tokens_issued_before()
    {
        var client = await TestClient.AddAsync(nodes.First, Scopes.Write);
        var token = await client.TokenAsync();

        await client.ChangeAsync(application => application.Scopes = Scopes.Read | Scopes.Write);
        nodes.First.Time.Advance(Second);

        await AssertEverywhereAsync(token, ApiPath, HttpStatusCode.Forbidden);
        await AssertEverywhereAsync(await client.TokenAsync(), ApiPath, HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_permission_to_write_that_was_taken_away_is_gone()
    {
        var client = await TestClient.AddAsync(nodes.First);
        var token = await client.TokenAsync();
        await AssertWriteAsync(token, HttpStatusCode.UnprocessableEntity);

        await client.ChangeUserAsync(user => user.MayWrite = false);
        nodes.First.Time.Advance(Second);

        await AssertWriteAsync(token, HttpStatusCode.Forbidden);
    }

    private async Task RevokeAsync(TestClient client, string token)
    {
        using var response = await nodes.First.Http.PostFormAsync(RevokePath, $"token={token}&{client.Credentials}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task AssertEverywhereAsync(string token, string path, HttpStatusCode expected)
    {
        foreach (var node in new[] { nodes.First, nodes.Second })
        {
            using var response = await node.Http.CallAsync(token, path);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    private async Task AssertWriteAsync(string token, HttpStatusCode expected)
    {
        foreach (var node in new[] { nodes.First, nodes.Second })
        {
            using var response = await node.Http.PostFormAsync("/finautapi/v1/user/", "", "Bearer " + token);
            Assert.Equal(expected, response.StatusCode);
        }
    }
}
