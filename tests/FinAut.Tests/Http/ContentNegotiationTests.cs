using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

public sealed class ContentNegotiationTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Path = TestServer.Root + "ordninger/1/";

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/*")]
    [InlineData("application/json; indent=4")]
    [InlineData("application/json;charset=utf-8")]
    [InlineData("application/problem+json")]
    [InlineData("text/html;q=0.9, application/json;q=0.1")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("application/json, text/plain, */*")]
    [InlineData("")]
    [InlineData(",,,")]
    [InlineData("garbage")]
    [InlineData("*")]
    public async Task Whoever_takes_json_or_says_nothing_readable_gets_json(string accept)
    {
        var reply = await (await RawHttp.CreateAsync(demo.Server)).GetAsync(Path, $"Accept: {accept}");

        Assert.Equal(200, reply.Status);
        Assert.Equal("application/json; charset=utf-8", reply.Header("Content-Type"));
        Assert.Equal("afr", reply.Json().Text("appname"));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("text/*")]
    [InlineData("application/json;q=0")]
    [InlineData("application/*;q=0.0")]
    [InlineData("application/vnd.api+json, image/png")]
    public async Task Whoever_takes_no_json_is_told_so_in_json(string accept)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var path in new[] { Path, TestServer.Root, TestServer.Root + "user/", TestServer.Root + "user/?page=0" })
        {
            var problem = (await raw.GetAsync(path, $"Accept: {accept}")).Problem(406);
            Assert.Equal("Could not satisfy the request Accept header.", problem.Text("detail"));
        }
    }

    [Fact]
    public async Task Several_accept_headers_count_as_one()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        Assert.Equal(200, (await raw.GetAsync(Path, "Accept: text/html", "Accept: application/json")).Status);
        (await raw.GetAsync(Path, "Accept: text/html", "Accept: text/plain")).Problem(406);
    }

    [Theory]
    [InlineData("?format=json")]
    [InlineData("?format=")]
    [InlineData("?format=xml&format=json")]
    public async Task The_format_json_may_be_asked_for_by_the_query(string query)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var path in ApiRoutes.AllPaths)
        {
            Assert.Equal(200, (await raw.GetAsync(TestServer.Root + path + query)).Status);
        }
    }

    [Theory]
    [InlineData("xml")]
    [InlineData("api")]
    [InlineData("json&format=xml")]
    [InlineData("%00")]
    public async Task A_format_that_is_not_spoken_is_refused(string format) =>
        (await (await RawHttp.CreateAsync(demo.Server)).GetAsync(Path + "?format=" + format)).Problem(406);

    [Fact]
    public async Task The_format_stays_in_the_links_to_other_pages()
    {
        using var client = await demo.Server.ClientAsync();

        var page = await client.GetJsonAsync(TestServer.Root + "user/?format=json");

        Assert.Equal(demo.Server.Url("user/?format=json&page=2"), page.Text("next"));
    }

    [Fact]
    public async Task Norwegian_letters_come_as_utf8()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var reply = await raw.GetAsync(TestServer.Root + "user/590499/");

        Assert.Contains("\"first_name\":\"Åse\"", reply.Body, StringComparison.Ordinal);
        Assert.Equal("Bø Hansen", reply.Json().Text("last_name"));
    }
}
