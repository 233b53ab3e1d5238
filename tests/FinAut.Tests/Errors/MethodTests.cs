using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Errors;

public sealed class MethodTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [MemberData(nameof(ApiRoutes.All), MemberType = typeof(ApiRoutes))]
    public async Task A_method_that_a_path_does_not_have_is_named_beside_those_that_it_has(string path)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var method in new[] { "DELETE", "TRACE", "PROPFIND", "FOO", "X'!#" })
        {
            var reply = await raw.SendAsync(method, TestServer.Root + path, "");

            Assert.Equal($"Method \"{method}\" not allowed.", reply.Problem(405).Text("detail"));
            var allow = reply.Header("Allow")!.Split(", ");
            Assert.Contains("GET", allow);
            Assert.Contains("HEAD", allow);
            Assert.Contains("OPTIONS", allow);
            Assert.DoesNotContain(method, allow);
        }
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "companies/")]
    [InlineData("PUT", "companies/2265/")]
    [InlineData("PATCH", "companies/2265/")]
    [InlineData("POST", "companies/2265/")]
    [InlineData("POST", "departments/")]
    [InlineData("POST", "franchises/")]
    [InlineData("POST", "employment/")]
    [InlineData("PUT", "employment/1/")]
    [InlineData("POST", "userrole/")]
    [InlineData("PATCH", "userrole/afr_ka/")]
    [InlineData("POST", "ordninger/")]
    [InlineData("PUT", "userstatus/1/")]
    [InlineData("PATCH", "userstatus/1/")]
    [InlineData("POST", "latestuserstatus/")]
    [InlineData("PUT", "results/1/")]
    [InlineData("POST", "competency_goal/")]
    [InlineData("PATCH", "competency_goal/456/")]
    [InlineData("PUT", "competency_result/1/")]
    [InlineData("POST", "user/590499/")]
    [InlineData("PUT", "user/")]
    public async Task What_can_only_be_read_refuses_every_write(string method, string path)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var reply = await raw.SendAsync(method, TestServer.Root + path, "{}", "Content-Type: application/json", "Content-Length: 2");

        Assert.Equal($"Method \"{method}\" not allowed.", reply.Problem(405).Text("detail"));
        Assert.DoesNotContain(method, reply.Header("Allow")!.Split(", "));
    }

    [Fact]
    public async Task A_method_is_refused_before_its_body_is_looked_at()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var (type, body) in new[] { ("application/json", "{"), ("text/xml", "<x/>"), ("", "\0"), ("garbage", "x") })
        {
            (await raw.SendAsync("POST", TestServer.Root + "companies/", body, $"Content-Type: {type}", $"Content-Length: {body.Length}")).Problem(405);
        }
    }

    [Fact]
    public async Task No_header_overrides_the_method()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        (await raw.SendAsync("POST", TestServer.Root + "companies/", "", "X-HTTP-Method-Override: GET", "Content-Length: 0")).Problem(405);
        Assert.Equal(200, (await raw.GetAsync(TestServer.Root + "companies/", "X-HTTP-Method-Override: DELETE")).Status);
    }

    [Fact]
    public async Task The_server_is_no_tunnel() =>
        (await new RawHttp(demo.Server).SendAsync("CONNECT", "example.com:443", "", "Host: example.com:443")).Problem(405);
}
