using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.OAuth;

/// <summary>Row 77 of the OAuth checklist; the issuer outside demo mode is in HttpsOnlyTests.</summary>
public sealed class MetadataTests(DemoServer demo) : IClassFixture<DemoServer>
{
    public const string Path = "/.well-known/oauth-authorization-server";

    [Fact]
    public async Task A_client_finds_everything_out_by_itself()
    {
        var issuer = demo.Server.BaseUrl;
        using var response = await demo.Server.Http.GetAsync(Path);

        var metadata = await response.ReadJsonAsync();

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(issuer, metadata.GetProperty("issuer").GetString());
        Assert.Equal(issuer + "/o/token/", metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal(issuer + "/o/revoke_token/", metadata.GetProperty("revocation_endpoint").GetString());
        Assert.Equal(issuer + "/o/introspect/", metadata.GetProperty("introspection_endpoint").GetString());
        Assert.Equal("[]", metadata.GetProperty("response_types_supported").GetRawText());
        Assert.Equal(["client_credentials"], Texts("grant_types_supported"));
        Assert.Equal(["read", "write", "exam", "webhooks"], Texts("scopes_supported"));
        foreach (var endpoint in new[] { "token", "revocation", "introspection" })
        {
            Assert.Equal(["client_secret_basic", "client_secret_post"], Texts(endpoint + "_endpoint_auth_methods_supported"));
        }

        IEnumerable<string?> Texts(string name) => metadata.GetProperty(name).EnumerateArray().Select(text => text.GetString());
    }

    [Fact]
    public async Task The_endpoints_that_are_named_answer()
    {
        var metadata = await demo.Server.Http.GetJsonAsync(Path);

        foreach (var endpoint in new[] { "token_endpoint", "revocation_endpoint", "introspection_endpoint" })
        {
            using var response = await demo.Server.Http.PostFormAsync(metadata.GetProperty(endpoint).GetString()!, OAuthCalls.GoodRequest + "&token=x");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
