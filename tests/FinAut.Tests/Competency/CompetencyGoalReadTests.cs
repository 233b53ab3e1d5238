using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Competency;

public sealed class CompetencyGoalReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] Fields = ["id", "goal", "name", "appname", "year", "hours", "mandatory"];

    [Fact]
    public async Task A_goal_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var goal = await client.GetJsonAsync(TestServer.Root + "competency_goal/456/");

        goal.AssertFields(Fields);
        Assert.Equal(demo.Server.Url("competency_goal/456/"), goal.Text("id"));
        Assert.Equal("456", goal.GetProperty("goal").GetRawText());
        Assert.Equal("God skikk regel 5: Informasjon", goal.Text("name"));
        Assert.Equal(JsonValueKind.Null, goal.GetProperty("appname").ValueKind);
        Assert.Equal("2026", goal.GetProperty("year").GetRawText());
        Assert.Equal("0.5", goal.GetProperty("hours").GetRawText());
        Assert.True(goal.GetProperty("mandatory").GetBoolean());
    }

    [Fact]
    public async Task Every_goal_of_the_list_reads_as_it_does_alone_whoever_asks()
    {
        using var client = await demo.Server.ClientAsync();
        using var other = await demo.Server.ClientAsync(TestServer.OtherClient);
        var rows = (await client.GetJsonAsync(TestServer.Root + "competency_goal/")).Rows();

        Assert.Equal((await other.GetJsonAsync(TestServer.Root + "competency_goal/")).Ids(), rows.ConvertAll(row => row.Text("id")!));
        foreach (var goal in rows)
        {
            goal.AssertFields(Fields);
            Assert.Equal(WireExtensions.NumberOf(goal.Text("id")), goal.GetProperty("goal").GetInt64());
            Assert.Equal((await client.GetJsonAsync(goal.Text("id")!)).GetRawText(), goal.GetRawText());
        }
    }

    [Theory]
    [InlineData("?appname=afr")]
    [InlineData("?appname=%20afr%20")]
    [InlineData("?appname=afr&year=2026")]
    [InlineData("?appname=afr&year=%202026")]
    [InlineData("?appname=afr&year=")]
    public async Task An_ordnings_own_goals_are_found_by_its_code(string query)
    {
        using var client = await demo.Server.ClientAsync();

        var rows = (await client.GetJsonAsync(TestServer.Root + "competency_goal/" + query)).Rows();

        Assert.Equal(["Skatteregler for verdipapirfond", "ASK og alternative investeringer"], rows.Select(row => row.Text("name")));
        Assert.All(rows, row => Assert.Equal("afr", row.Text("appname")));
    }

    [Theory]
    [InlineData("?year=2026", 18)]
    [InlineData("?year=&appname=", 18)]
    [InlineData("?year=2025", 0)]
    [InlineData("?year=0", 0)]
    [InlineData("?year=-2026", 0)]
    [InlineData("?appname=xyz", 0)]
    [InlineData("?appname=AFR", 0)]
    [InlineData("?appname=null", 0)]
    [InlineData("?appname=afr%00", 0)]
    [InlineData("?appname=afr&year=2025", 0)]
    [InlineData("?appname=n3", 0)]
    public async Task The_filters_leave_what_they_say(string query, int expected)
    {
        using var client = await demo.Server.ClientAsync();

        Assert.Equal(expected, (await client.GetJsonAsync(TestServer.Root + "competency_goal/" + query)).Count());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("2026.0")]
    [InlineData("2026,0")]
    [InlineData("2e3")]
    [InlineData("%EF%BC%92026")]
    [InlineData("20%2026")]
    [InlineData("%00")]
    public async Task A_year_that_is_no_number_is_invalid(string year)
    {
        var problem = (await (await RawHttp.CreateAsync(demo.Server)).GetAsync($"{TestServer.Root}competency_goal/?year={year}")).Problem(422);

        Assert.EndsWith("A valid integer is required.", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(["A valid integer is required."], problem.GetProperty("errors").Texts("year"));
    }

    [Fact]
    public async Task A_goal_that_does_not_exist_is_not_found()
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync(TestServer.Root + "competency_goal/455/");

        await response.ReadProblemAsync(HttpStatusCode.NotFound);
    }
}
