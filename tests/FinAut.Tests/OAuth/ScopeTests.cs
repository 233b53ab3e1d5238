using System.Net;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 6 and 43-46 of the OAuth checklist.</summary>
public sealed class ScopeTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private HttpClient Http => demo.Server.Http;

    // Row 6: what a request without a scope gets, by what the application holds.
    [Theory]
    [InlineData(Scopes.Read | Scopes.Write, "read write")]
    [InlineData(Scopes.Read, "read")]
    [InlineData(Scopes.Write, "write")]
    [InlineData(Scopes.Read | Scopes.Write | Scopes.Exam | Scopes.Webhooks, "read write")]
    [InlineData(Scopes.Read | Scopes.Exam, "read")]
    public async Task Without_a_scope_a_token_may_read_and_write_as_far_as_the_application_may(Scopes held, string granted)
    {
        var client = await TestClient.AddAsync(demo.Server, held);

        using var response = await client.AskAsync();

        Assert.Equal(granted, (await response.ReadOAuthAsync()).GetProperty("scope").GetString());
    }

    [Fact]
    public async Task An_application_without_a_default_scope_must_name_one()
    {
        var client = await TestClient.AddAsync(demo.Server, Scopes.Exam);

        using var without = await client.AskAsync();
        using var with = await Http.PostFormAsync(TokenPath, $"{Grant}&{client.Credentials}&scope=exam");

        await without.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_scope");
        Assert.Equal("exam", (await with.ReadOAuthAsync()).GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("read", "read")]
    [InlineData("write", "write")]
    [InlineData("webhooks", "webhooks")]
    [InlineData("write+read+read", "read write")] // Row 44.
    [InlineData("read++write", "read write")]
    [InlineData("+read+", "read")]
    [InlineData("webhooks+write+read", "read write webhooks")]
    public async Task A_scope_that_is_asked_for_is_granted_and_no_more(string asked, string granted)
    {
        using var response = await Http.PostFormAsync(TokenPath, $"{GoodRequest}&scope={asked}");

        Assert.Equal(granted, (await response.ReadOAuthAsync()).GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("nope")] // Row 43.
    [InlineData("READ")]
    [InlineData("Read")]
    [InlineData("read+nope")]
    [InlineData("read,write")]
    [InlineData("1")]
    [InlineData("+")]
    [InlineData("exam")] // Row 45.
    [InlineData("read+exam")]
    [InlineData("read+write+exam+webhooks")]
    [InlineData("read%22")] // Row 46.
    [InlineData("%22read%22")]
    [InlineData("read%5C")]
    [InlineData("read%09write")]
    [InlineData("read%0Awrite")]
    [InlineData("read%0D%0ASet-Cookie:+evil=1")]
    [InlineData("read%C2%A0write")]
    public async Task A_scope_that_is_unknown_or_not_held_is_refused(string scope)
    {
        using var response = await Http.PostFormAsync(TokenPath, $"{GoodRequest}&scope={scope}");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_scope");
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }
}
