using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Errors;

public sealed class AbsurdPathTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] Resources =
    [
        "user", "companies", "departments", "franchises", "employment", "userrole", "ordninger", "userstatus", "results", "competency_goal",
        "competency_result",
    ];

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("1,0")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("%EF%BC%91")]
    [InlineData("%D9%A1")]
    [InlineData("%ff")]
    [InlineData("%C3")]
    [InlineData("%ED%A0%80")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("1%0d%0aX-Evil:1")]
    [InlineData("%")]
    [InlineData("%zz")]
    [InlineData("1%2F")]
    [InlineData("%2F1")]
    [InlineData("%5C")]
    [InlineData("..%2F1")]
    [InlineData("1;2")]
    [InlineData("1'--")]
    [InlineData("{id}")]
    [InlineData("<script>")]
    [InlineData("*")]
    [InlineData("afr_ka_x")]
    [InlineData("_")]
    [InlineData("%20")]
    public async Task An_absurd_id_is_not_found(string id)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var resource in Resources)
        {
            var problem = (await raw.GetAsync($"{TestServer.Root}{resource}/{id}/")).Problem(404);
            Assert.Equal("Not found.", problem.Text("detail"));
        }
    }

    [Fact]
    public async Task A_nul_in_the_path_is_a_bad_request()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var target in new[] { "user/%00/", "user/1%00/", "userrole/afr_ka%00/", "%00", "user/%00" })
        {
            (await raw.GetAsync(TestServer.Root + target)).Problem(400);
        }
    }

    [Theory]
    [InlineData("nowhere/")]
    [InlineData("user//")]
    [InlineData("user/1//")]
    [InlineData("user/1/work_for/")]
    [InlineData("/user/")]
    [InlineData("companies/2265/departments/")]
    [InlineData("latestuserstatus/1/")]
    [InlineData("%20/")]
    [InlineData("user%5C1/")]
    [InlineData("user;v=1/")]
    [InlineData("%25%32%65/")]
    [InlineData("admin/")]
    [InlineData(".env/")]
    public async Task An_unknown_path_is_not_found(string path)
    {
        var problem = (await (await RawHttp.CreateAsync(demo.Server)).GetAsync(TestServer.Root + path)).Problem(404);

        Assert.Equal("Not found.", problem.Text("detail"));
        Assert.Equal("about:blank", problem.Text("type"));
        Assert.Equal("Not Found", problem.Text("title"));
        problem.AssertFields("type", "title", "status", "detail", "instance", "correlation_id");
    }

    [Fact]
    public async Task An_unknown_path_is_refused_like_any_other_without_a_token()
    {
        var raw = new RawHttp(demo.Server);

        foreach (var target in new[] { "nowhere/", "user/1/", "user/%ff/", "" })
        {
            (await raw.GetAsync(TestServer.Root + target)).Problem(401);
        }
    }

    [Theory]
    [InlineData("/finautapi")]
    [InlineData("/finautapi/v2/user/")]
    [InlineData("/admin/")]
    [InlineData("/o/nowhere/")]
    [InlineData("/.git/config")]
    [InlineData("/wp-login.php")]
    public async Task What_lies_outside_the_api_is_not_found_either(string target) => (await new RawHttp(demo.Server).GetAsync(target)).Problem(404);

    [Theory]
    [InlineData("user/../companies/2265/")]
    [InlineData("user/%2e%2e/companies/2265/")]
    [InlineData("user/%2E./companies/2265/")]
    public async Task Dots_in_a_path_are_resolved_before_anything_looks_at_it(string path)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        Assert.Equal(demo.Server.Url("companies/2265/"), (await raw.GetAsync(TestServer.Root + path)).Json().Text("id"));
        (await new RawHttp(demo.Server).GetAsync(TestServer.Root + path)).Problem(401);
        (await raw.GetAsync(TestServer.Root + "../../../../etc/passwd")).Problem(404);
    }

    [Fact]
    public async Task A_token_is_needed_however_the_path_is_spelt()
    {
        var raw = new RawHttp(demo.Server);

        foreach (var target in new[] { "/FINAUTAPI/V1/user/", "/finautapi/v1/USER/", "/finautapi/%76%31/user/", "/finautapi/v1/%75ser/", "/x/../finautapi/v1/user/", "/finautapi/v1/token/../user/", "/finautapi/v1/docs/../user/" })
        {
            (await raw.GetAsync(target)).Problem(401);
        }
    }

    [Fact]
    public async Task Long_paths_and_queries_are_read_or_refused_as_too_long()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);
        var (near, far) = (new string('1', 7000), new string('1', 9000));

        (await raw.GetAsync($"{TestServer.Root}user/{near}/")).Problem(404);
        (await raw.GetAsync($"{TestServer.Root}{near}/")).Problem(404);
        (await raw.GetAsync($"{TestServer.Root}user/{far}/")).Problem(414);
        (await raw.GetAsync($"{TestServer.Root}user/?employee_alias={far}")).Problem(414);
        foreach (var name in new[] { "persnr", "employee_alias", "encoded_userid", "encrypted_userid" })
        {
            (await raw.GetAsync($"{TestServer.Root}user/?{name}={near}")).Json().AssertEmptyList();
        }

        (await raw.GetAsync($"{TestServer.Root}user/?page={near}")).Problem(404);
        (await raw.GetAsync($"{TestServer.Root}results/?from_date={near}")).Problem(422);
    }

    [Fact]
    public async Task A_thousand_unknown_parameters_do_no_harm()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);
        var query = string.Join('&', Enumerable.Range(0, 1000).Select(i => $"k{i}="));

        var list = (await raw.GetAsync($"{TestServer.Root}companies/?{query}")).Json();

        Assert.NotEmpty(list.Rows());
    }
}
