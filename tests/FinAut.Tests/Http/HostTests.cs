using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

public sealed class HostTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string User = TestServer.Root + "user/590499/";

    [Theory]
    [InlineData("api.finaut.example")]
    [InlineData("api.finaut.example:8443")]
    [InlineData("localhost:5080")]
    [InlineData("[::1]:5080")]
    public async Task Urls_in_replies_begin_with_the_host_that_was_asked(string host)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var person = (await raw.GetAsync(User, $"Host: {host}")).Json();
        var list = (await raw.GetAsync(TestServer.Root + "user/?page=2", $"Host: {host}")).Json();
        var root = (await raw.GetAsync(TestServer.Root, $"Host: {host}")).Json();

        Assert.Equal($"http://{host}{User}", person.Text("id"));
        Assert.Equal($"http://{host}{TestServer.Root}companies/2265/", person.GetProperty("work_for").Text("company"));
        Assert.Equal([$"http://{host}{TestServer.Root}userrole/afr_ka/"], person.Texts("userroles"));
        Assert.Equal($"http://{host}{TestServer.Root}user/?page=3", list.Text("next"));
        Assert.Equal($"http://{host}{TestServer.Root}user/", list.Text("previous"));
        Assert.Equal($"http://{host}{TestServer.Root}user/", root.Text("user"));
    }

    [Fact]
    public async Task An_absolute_request_target_names_the_host()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var reply = await raw.GetAsync("http://api.finaut.example" + User, "Host: api.finaut.example");

        Assert.Equal("http://api.finaut.example" + User, reply.Json().Text("id"));
    }

    [Fact]
    public async Task Nobody_is_believed_who_claims_to_be_a_proxy()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var reply = await raw.GetAsync(
            User, "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "X-Forwarded-For: 10.1.2.3", "X-Forwarded-Prefix: /evil", "Forwarded: host=evil.example;proto=https");

        Assert.Equal(demo.Server.BaseUrl + User, reply.Json().Text("id"));
        Assert.DoesNotContain("evil", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_proxy_says_what_the_client_asked_for()
    {
        await using var server = await StartAsync("10.0.0.0/8, 127.0.0.0/8");
        var raw = await RawHttp.CreateAsync(server);

        // The proxy itself may connect under a name that no client may use.
        string[] forwarded =
            ["Host: finaut-internal:5080", "X-Forwarded-Proto: https", "X-Forwarded-Host: api.example.no", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Prefix: /gateway"];

        var person = (await raw.GetAsync(User, forwarded)).Json();
        var list = (await raw.GetAsync(TestServer.Root + "user/?page=2", forwarded)).Json();

        Assert.Equal("https://api.example.no" + User, person.Text("id"));
        Assert.Equal($"https://api.example.no{TestServer.Root}departments/2266/", person.GetProperty("work_for").Text("department"));
        Assert.Equal($"https://api.example.no{TestServer.Root}user/?page=3", list.Text("next"));
        Assert.Equal(TestServer.Root + "user/", (await raw.GetAsync(TestServer.Root + "user", forwarded)).Header("Location"));
    }

    [Fact]
    public async Task A_proxy_outside_the_trusted_networks_is_not_believed()
    {
        await using var server = await StartAsync("10.0.0.0/8 192.168.0.1");
        var raw = await RawHttp.CreateAsync(server);

        var reply = await raw.GetAsync(User, "Host: api.example.no", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example");

        Assert.Equal("http://api.example.no" + User, reply.Json().Text("id"));
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("Host: api.example.no.evil.example")]
    [InlineData("Host: 127.0.0.1", "X-Forwarded-Host: evil.example")]
    public async Task A_host_that_is_not_allowed_is_refused(params string[] headers)
    {
        await using var server = await StartAsync("127.0.0.0/8");
        var raw = await RawHttp.CreateAsync(server);

        foreach (var target in new[] { User, TestServer.Root + "user", "/health/live", "/nowhere" })
        {
            var reply = await raw.GetAsync(target, headers);

            reply.Problem(400);
            Assert.DoesNotContain("evil", reply.Body, StringComparison.Ordinal);
            Assert.Null(reply.Header("Location"));
        }
    }

    [Fact]
    public async Task Outside_demo_mode_plain_http_is_refused_unless_a_trusted_proxy_spoke_https()
    {
        await using var server = await StartAsync("127.0.0.0/8", ("Demo:Enabled", "false"), ("PublicBaseUrl", "https://api.example.no"));
        var anonymous = new RawHttp(server);
        string[] https = ["Host: api.example.no", "X-Forwarded-Proto: https"];
        const string Form = "grant_type=client_credentials&client_id=finaut-demo&client_secret=finaut-demo-secret";

        var token = (await anonymous.SendAsync(
            "POST", "/o/token/", Form, [.. https, "Content-Type: application/x-www-form-urlencoded", $"Content-Length: {Form.Length}"]))
            .Json().Text("access_token");
        var raw = new RawHttp(server, token);

        Assert.Equal("https://api.example.no" + User, (await raw.GetAsync(User, https)).Json().Text("id"));
        (await raw.GetAsync(User, "Host: api.example.no")).Problem(400);
        (await raw.GetAsync(User, "Host: api.example.no", "X-Forwarded-Proto: http")).Problem(400);
        Assert.Equal(200, (await raw.GetAsync("/health/live", "Host: 127.0.0.1")).Status);
    }

    private static Task<TestServer> StartAsync(string trusted, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Proxy:TrustedNetworks"] = trusted,
            ["AllowedHosts"] = "api.example.no; 127.0.0.1",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return TestServer.StartAsync(settings);
    }
}
