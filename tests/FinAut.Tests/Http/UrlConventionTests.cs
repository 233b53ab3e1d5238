using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

public sealed class UrlConventionTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [MemberData(nameof(ApiRoutes.All), MemberType = typeof(ApiRoutes))]
    public async Task A_get_without_the_last_slash_is_redirected_with_its_query(string path)
    {
        using var client = await demo.Server.ClientAsync();
        var bare = (TestServer.Root + path).TrimEnd('/');

        using var plain = await client.GetAsync(bare);
        using var withQuery = await client.GetAsync(bare + "?page=1&employee_alias=%C3%A6%20%2B+&x&persnr=");

        Assert.Equal(HttpStatusCode.MovedPermanently, plain.StatusCode);
        Assert.Equal(bare + "/", plain.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.MovedPermanently, withQuery.StatusCode);
        Assert.Equal(bare + "/?page=1&employee_alias=%C3%A6%20%2B+&x&persnr=", withQuery.Headers.Location?.OriginalString);
        Assert.Empty(await withQuery.Content.ReadAsByteArrayAsync());
        await client.GetJsonAsync(plain.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_redirect_leads_to_the_same_server_whatever_the_path_holds()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var target in new[] { "user/%0d%0aX-Evil:1", "//evil.example", "user/%2F%2Fevil.example", "user/\\evil", "%ff", "a%20b", "%C3%A6" })
        {
            var reply = await raw.GetAsync(TestServer.Root + target);

            Assert.Equal(301, reply.Status);
            var location = reply.Header("Location");
            Assert.StartsWith(TestServer.Root, location, StringComparison.Ordinal);
            Assert.EndsWith("/", location, StringComparison.Ordinal);
            Assert.Null(reply.Header("X-Evil"));
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_served_as_if_the_last_slash_were_there(string method)
    {
        using var client = await demo.Server.ClientAsync();

        using var without = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), TestServer.Root + "companies/2265"));
        using var with = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), TestServer.Root + "companies/2265/"));

        Assert.Equal(with.StatusCode, without.StatusCode);
        Assert.Equal(with.Content.Headers.Allow, without.Content.Headers.Allow);
        Assert.NotEmpty(without.Content.Headers.Allow);
        Assert.Null(without.Headers.Location);
    }

    [Theory]
    [InlineData("/o/token")]
    [InlineData("/finautapi/v1/token")]
    public async Task A_token_is_issued_without_the_last_slash(string path)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "finaut-demo",
            ["client_secret"] = "finaut-demo-secret",
        };
        using var content = new FormUrlEncodedContent(form);

        using var response = await demo.Server.Http.PostAsync(path, content);

        Assert.NotEmpty((await response.ReadJsonAsync()).Text("access_token")!);
    }

    [Fact]
    public async Task A_token_request_whose_body_comes_in_chunks_is_read_like_any_other()
    {
        const string Form = "grant_type=client_credentials&client_id=finaut-demo&client_secret=finaut-demo-secret";
        var chunks = Form.Chunk(7).Select(chunk => $"{chunk.Length:x}\r\n{new string(chunk)}\r\n").Append("0\r\n\r\n");

        var reply = await new RawHttp(demo.Server).SendAsync(
            "POST", "/o/token/", string.Concat(chunks), "Transfer-Encoding: chunked", "Content-Type: application/x-www-form-urlencoded");

        Assert.Equal(200, reply.Status);
        Assert.Equal("Bearer", reply.Json().Text("token_type"));
    }

    [Theory]
    [MemberData(nameof(ApiRoutes.All), MemberType = typeof(ApiRoutes))]
    public async Task Head_answers_as_get_does_without_a_body(string path) => await AssertHeadIsGetAsync(TestServer.Root + path, 200);

    [Theory]
    [InlineData("user/5/", 404)]
    [InlineData("nowhere/", 404)]
    [InlineData("user/?page=0", 404)]
    [InlineData("results/?from_date=x", 422)]
    [InlineData("user", 301)]
    public async Task Head_answers_errors_and_redirects_as_get_does_without_a_body(string path, int status) =>
        await AssertHeadIsGetAsync(TestServer.Root + path, status);

    [Fact]
    public async Task Head_without_a_token_is_refused_without_a_body()
    {
        var reply = await new RawHttp(demo.Server).SendAsync("HEAD", TestServer.Root + "user/", "");

        Assert.Equal(401, reply.Status);
        Assert.Equal("Bearer realm=\"api\"", reply.Header("WWW-Authenticate"));
        Assert.Empty(reply.Body);
    }

    [Theory]
    [MemberData(nameof(ApiRoutes.All), MemberType = typeof(ApiRoutes))]
    public async Task Options_lists_the_methods_of_a_path(string path)
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, TestServer.Root + path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("GET", response.Content.Headers.Allow);
        Assert.Contains("HEAD", response.Content.Headers.Allow);
        Assert.Contains("OPTIONS", response.Content.Headers.Allow);
        Assert.Equal(response.Content.Headers.Allow.Distinct(), response.Content.Headers.Allow);
        Assert.DoesNotContain("DELETE", response.Content.Headers.Allow);
        if (path.StartsWith("companies/", StringComparison.Ordinal) || path.StartsWith("ordninger/", StringComparison.Ordinal))
        {
            Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task Options_of_an_unknown_path_is_not_found()
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, TestServer.Root + "nowhere/"));

        await response.ReadProblemAsync(HttpStatusCode.NotFound);
    }

    private async Task AssertHeadIsGetAsync(string target, int status)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);
        const string Correlation = "X-Correlation-Id: the-same";

        var get = await raw.GetAsync(target, Correlation);
        var head = await raw.SendAsync("HEAD", target, "", Correlation);

        Assert.Equal(status, get.Status);
        Assert.Equal(status, head.Status);
        Assert.Empty(head.Body);
        Assert.Equal(Described(get), Described(head));
    }

    // What tells how a body is framed, or when it was sent, may differ.
    private static IEnumerable<string> Described(RawReply reply) => reply.Headers
        .Where(h => h.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
        .Select(h => $"{h.Key}: {h.Value}")
        .Order(StringComparer.Ordinal);
}
