using System.Net;
using FinAut.Api.Http;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class UserReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_known_persnr_finds_its_person()
    {
        using var client = await demo.Server.ClientAsync();

        var list = await client.GetJsonAsync("/finautapi/v1/user/?persnr=55110098692");

        Assert.Equal(1, list.GetProperty("count").GetInt32());
        Assert.Equal([demo.Server.BaseUrl + "/finautapi/v1/user/590499/"], list.Ids());
    }

    [Theory]
    [InlineData("12345678901")]
    [InlineData("abc")]
    [InlineData("５５１１００９８６９２")]
    [InlineData("%00")]
    public async Task An_unknown_or_malformed_persnr_finds_nobody(string persnr)
    {
        using var client = await demo.Server.ClientAsync();

        var list = await client.GetJsonAsync($"/finautapi/v1/user/?persnr={persnr}");

        Assert.Equal(0, list.GetProperty("count").GetInt32());
        Assert.Empty(list.Ids());
    }

    [Fact]
    public async Task A_page_of_a_hundred_people_costs_a_query_and_a_count()
    {
        using var client = await demo.Server.ClientAsync();
        using var queries = demo.Server.CountQueries();
        demo.Server.Time.Advance(ListExtents.Freshness);

        Assert.Equal(100, (await client.GetJsonAsync("/finautapi/v1/user/")).Ids().Count);
        Assert.Equal(2, WithoutToken(queries));
        queries.Reset();
        Assert.Single((await client.GetJsonAsync("/finautapi/v1/user/?persnr=55110098692")).Ids());

        Assert.Equal(1, WithoutToken(queries));
    }

    [Fact]
    public async Task Another_customers_person_is_not_found()
    {
        using var client = await demo.Server.ClientAsync(TestServer.OtherClient);

        using var response = await client.GetAsync("/finautapi/v1/user/590499/");

        var problem = await response.ReadProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("Not found.", problem.GetProperty("detail").GetString());
    }

    // What is known of a token is forgotten after a second, so a slow machine asks for it again.
    private static int WithoutToken(QueryCounter queries) => queries.Statements.Count(s => !s.Contains("access_tokens", StringComparison.Ordinal));
}
