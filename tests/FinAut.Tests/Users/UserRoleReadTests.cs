using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class UserRoleReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] AppNames =
        ["afr", "krd", "gos", "aip", "sfn", "pfn", "inf", "ukr", "ink", "dig", "fin", "rob", "n2", "n3"];

    private static readonly string[] Types = ["ka", "ba", "tl"];

    [Fact]
    public async Task There_are_three_roles_in_each_of_fourteen_ordninger()
    {
        using var client = await demo.Server.ClientAsync();

        var list = await client.GetJsonAsync(TestServer.Root + "userrole/");

        Assert.Equal(42, list.Count());
        Assert.Null(list.Text("next"));
        Assert.Null(list.Text("previous"));
        Assert.Equal(
            AppNames.SelectMany(_ => Types, (app, type) => demo.Server.Url($"userrole/{app}_{type}/")),
            list.Ids());
    }

    [Fact]
    public async Task A_role_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var role = await client.GetJsonAsync(TestServer.Root + "userrole/krd_tl/");

        role.AssertFields("id", "appname", "usertype", "ordning", "name");
        Assert.Equal(demo.Server.Url("userrole/krd_tl/"), role.Text("id"));
        Assert.Equal("krd", role.Text("appname"));
        Assert.Equal("tl", role.Text("usertype"));
        Assert.Equal(demo.Server.Url("ordninger/2/"), role.Text("ordning"));
        Assert.Equal("Testleder Kreditt", role.Text("name"));
    }

    [Fact]
    public async Task Every_role_of_the_list_reads_as_it_does_alone_and_leads_to_its_ordning()
    {
        using var client = await demo.Server.ClientAsync();
        var ordninger = (await client.AllRowsAsync(TestServer.Root + "ordninger/")).ToDictionary(o => o.Text("id")!, o => o.Text("appname"));

        foreach (var role in (await client.GetJsonAsync(TestServer.Root + "userrole/")).Rows())
        {
            Assert.Equal((await client.GetJsonAsync(role.Text("id")!)).GetRawText(), role.GetRawText());
            Assert.Equal(role.Text("appname"), ordninger[role.Text("ordning")!]);
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("afr")]
    [InlineData("afr_")]
    [InlineData("_ka")]
    [InlineData("afr_xx")]
    [InlineData("xyz_ka")]
    [InlineData("AFR_KA")]
    [InlineData("afr_KA")]
    [InlineData("afr_ka_")]
    [InlineData("afr-ka")]
    [InlineData("%20afr_ka")]
    public async Task Only_codes_that_exist_are_roles(string key)
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync($"{TestServer.Root}userrole/{key}/");

        Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }
}
