using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

public sealed class ReplyHeaderTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Header = "X-Correlation-Id";

    /// <summary>Replies of every kind: method, target, status.</summary>
    public static TheoryData<string, string, int> Replies { get; } = new()
    {
        { "GET", "/finautapi/v1/", 200 },
        { "GET", "/finautapi/v1/user/", 200 },
        { "HEAD", "/finautapi/v1/user/", 200 },
        { "OPTIONS", "/finautapi/v1/user/", 200 },
        { "GET", "/finautapi/v1/user", 301 },
        { "GET", "/finautapi/v1/user/5/", 404 },
        { "GET", "/finautapi/v1/user/?page=0", 404 },
        { "GET", "/finautapi/v1/nowhere/", 404 },
        { "GET", "/nowhere", 404 },
        { "GET", "/", 302 },
        { "DELETE", "/finautapi/v1/companies/", 405 },
        { "GET", "/finautapi/v1/user/?format=xml", 406 },
        { "GET", "/finautapi/v1/results/?from_date=x", 422 },
        { "GET", "/o/token/", 405 },
        { "POST", "/o/token/", 400 },
        { "POST", "/finautapi/v1/token/", 400 },
        { "GET", "/.well-known/oauth-authorization-server", 200 },
        { "GET", "/health/live", 200 },
        { "GET", "/health/ready", 200 },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task Every_reply_carries_the_callers_correlation_id_or_one_of_its_own(string method, string target, int status)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var named = await raw.SendAsync(method, target, "", Header + ": order-66_a.B");
        var first = await raw.SendAsync(method, target, "");
        var second = await raw.SendAsync(method, target, "");

        Assert.Equal(status, named.Status);
        Assert.Equal("order-66_a.B", named.Header(Header));
        Assert.NotEmpty(first.Header(Header)!);
        Assert.NotEqual(first.Header(Header), second.Header(Header));
    }

    [Fact]
    public async Task A_refused_call_carries_the_callers_correlation_id_in_its_body_too()
    {
        var reply = await new RawHttp(demo.Server).GetAsync(TestServer.Root + "user/", Header + ": mine");

        Assert.Equal("mine", reply.Problem(401).Text("correlation_id"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("a")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("ABC.def_123-4")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_sane_correlation_id_is_kept(string id)
    {
        var reply = await new RawHttp(demo.Server).GetAsync("/health/live", $"{Header}: {id}");

        Assert.Equal(id, reply.Header(Header));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a;b")]
    [InlineData("a,b")]
    [InlineData("<script>")]
    [InlineData("{id}")]
    [InlineData("../../etc")]
    [InlineData("${jndi:ldap://x}")]
    [InlineData("\"a\"")]
    [InlineData("\u00e6")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_insane_correlation_id_is_replaced(string id)
    {
        var reply = await new RawHttp(demo.Server).GetAsync("/health/live", $"{Header}: {id}");

        Assert.Equal(200, reply.Status);
        Assert.Matches("^[0-9a-f]{32}$", reply.Header(Header));
    }

    [Theory]
    [InlineData("Bl\u00e5klokke HR/1.0")]
    [InlineData("Bl\u00c3\u00a5klokke HR/1.0")]
    public async Task A_client_may_name_itself_in_norwegian_in_either_encoding(string userAgent)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        Assert.Equal(200, (await raw.GetAsync(TestServer.Root, $"User-Agent: {userAgent}")).Status);
    }

    [Fact]
    public async Task Two_correlation_ids_are_replaced_by_one()
    {
        var reply = await new RawHttp(demo.Server).GetAsync("/health/live", Header + ": a", Header + ": b");

        Assert.Matches("^[0-9a-f]{32}$", reply.Header(Header));
    }

    [Fact]
    public async Task A_correlation_id_ties_the_request_to_its_log_lines()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        await raw.GetAsync(TestServer.Root + "user/5/", Header + ": find-me-in-the-log");

        Assert.Contains(demo.Server.Logs.Lines, line => line.Scopes.Contains("CorrelationId=find-me-in-the-log", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("user/", 200)]
    [InlineData("user/590499/", 200)]
    [InlineData("ordninger/", 200)]
    [InlineData("user/5/", 404)]
    [InlineData("nowhere/", 404)]
    [InlineData("user/?format=xml", 406)]
    [InlineData("results/?from_date=x", 422)]
    public async Task What_is_read_of_people_stays_out_of_every_cache(string path, int status)
    {
        var reply = await (await RawHttp.CreateAsync(demo.Server)).GetAsync(TestServer.Root + path);

        Assert.Equal(status, reply.Status);
        Assert.Equal("private, no-store", reply.Header("Cache-Control"));
        Assert.Null(reply.Header("ETag"));
        Assert.Null(reply.Header("Last-Modified"));
    }

    [Fact]
    public async Task The_server_does_not_say_what_it_runs_on()
    {
        var reply = await new RawHttp(demo.Server).GetAsync("/health/live");

        Assert.Null(reply.Header("Server"));
        Assert.Null(reply.Header("X-Powered-By"));
    }
}
