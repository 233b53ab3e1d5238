using System.Net;
using FinAut.Tests.Infrastructure;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Row 87 of the OAuth checklist, and row 77's issuer: a server outside demo mode.</summary>
public sealed class HttpsOnlyTests(ProductionServer production) : IClassFixture<ProductionServer>
{
    private TestServer Server => production.Server;

    [Theory]
    [InlineData(TokenPath)]
    [InlineData("/o/token")]
    [InlineData("/finautapi/v1/token/")]
    [InlineData(RevokePath)]
    [InlineData(IntrospectPath)]
    public async Task Plain_http_is_refused_not_redirected(string path)
    {
        using var response = await Server.Http.PostFormAsync(path, GoodRequest + "&token=x");

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Null(response.Headers.Location);
    }

    [Theory]
    [InlineData("GET", ApiPath)]
    [InlineData("GET", "/finautapi/v1/companies")]
    [InlineData("POST", "/finautapi/v1/user/")]
    [InlineData("GET", MetadataTests.Path)]
    public async Task Plain_http_opens_no_other_path_either(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Server.Http.SendAsync(request);

        await response.ReadProblemAsync(HttpStatusCode.BadRequest);
        Assert.Null(response.Headers.Location);
    }

    [Theory]
    [InlineData("https", HttpStatusCode.OK)]
    [InlineData("http", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    public async Task A_trusted_proxy_says_what_the_client_used(string scheme, HttpStatusCode expected)
    {
        using var client = Server.NewClient(ProductionServer.Proxy);
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Proto", scheme);

        using var response = await client.PostFormAsync(TokenPath, GoodRequest);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-Scheme", "https")]
    [InlineData("Forwarded", "proto=https")]
    [InlineData("Front-End-Https", "on")]
    public async Task Nobody_else_is_believed(string header, string value)
    {
        using var client = Server.NewClient(IPAddress.Parse("127.0.9.2"));
        client.DefaultRequestHeaders.Add(header, value);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", $"{ProductionServer.Proxy}");

        using var response = await client.PostFormAsync(TokenPath, GoodRequest);

        await response.ReadOAuthErrorAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task The_issuer_is_the_public_url_whatever_the_request_says()
    {
        using var client = Server.NewClient(ProductionServer.Proxy);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        var metadata = await client.GetJsonAsync(MetadataTests.Path + "?x=1");

        Assert.Equal(ProductionServer.PublicBaseUrl, metadata.GetProperty("issuer").GetString());
        Assert.Equal(ProductionServer.PublicBaseUrl + TokenPath, metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal(ProductionServer.PublicBaseUrl + RevokePath, metadata.GetProperty("revocation_endpoint").GetString());
        Assert.Equal(ProductionServer.PublicBaseUrl + IntrospectPath, metadata.GetProperty("introspection_endpoint").GetString());
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_refused()
    {
        using var client = Server.NewClient(ProductionServer.Proxy);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Host = "evil.example";

        using var response = await client.PostFormAsync(TokenPath, GoodRequest);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
