using System.Globalization;
using System.Net;
using System.Text.Json;
using FinAut.Domain.Results;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Results;

public sealed class ResultReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] Fields =
    [
        "id", "user", "appname", "ordning", "exam_name", "exam_type", "score", "passed", "status", "exam_date", "attempt", "topics", "created",
        "changed",
    ];

    [Fact]
    public async Task A_result_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p => p.Result(
            "aip", "2026-02-03T04:05:06.789Z", 66.67m, false, new ResultTopic("Bærekraftig finans", 100m, true), new ResultTopic("Regelverk", null, false)));

        var result = Assert.Single(await client.AllRowsAsync($"{TestServer.Root}results/?user={id}"));

        result.AssertFields(Fields);
        Assert.Matches($"^{demo.Server.Url("results/")}[0-9]+/$", result.Text("id"));
        Assert.Equal(demo.Server.Url($"user/{id}/"), result.Text("user"));
        Assert.Equal("aip", result.Text("appname"));
        Assert.Equal(demo.Server.Url("ordninger/4/"), result.Text("ordning"));
        Assert.Equal("Tverrgående emner", result.Text("exam_name"));
        Assert.Equal("kunnskapsprøve", result.Text("exam_type"));
        Assert.Equal("66.67", result.GetProperty("score").GetRawText());
        Assert.Equal(JsonValueKind.False, result.GetProperty("passed").ValueKind);
        Assert.Equal("ikke bestått", result.Text("status"));
        Assert.Equal("2026-02-03", result.Text("exam_date"));
        Assert.Equal("1", result.GetProperty("attempt").GetRawText());
        Assert.Equal("2026-02-03T04:05:06.789Z", result.Text("created"));
        Assert.Equal("2026-02-03T04:05:06.789Z", result.Text("changed"));
        var topics = result.GetProperty("topics").EnumerateArray().ToList();
        Assert.Equal(2, topics.Count);
        Assert.All(topics, topic => topic.AssertFields("name", "score", "passed"));
        Assert.Equal("Bærekraftig finans", topics[0].Text("name"));
        Assert.Equal("100", topics[0].GetProperty("score").GetRawText());
        Assert.True(topics[0].GetProperty("passed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, topics[1].GetProperty("score").ValueKind);
        Assert.False(topics[1].GetProperty("passed").GetBoolean());
        Assert.Equal(result.GetRawText(), (await client.GetJsonAsync(result.Text("id")!)).GetRawText());
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.5", "0.5")]
    [InlineData("70", "70")]
    [InlineData("70.50", "70.5")]
    [InlineData("99.99", "99.99")]
    [InlineData("100.00", "100")]
    [InlineData(null, "null")]
    public async Task A_score_is_a_number_without_needless_zeros_or_null(string? stored, string read)
    {
        using var client = await demo.Server.ClientAsync();
        var score = stored is null ? (decimal?)null : decimal.Parse(stored, CultureInfo.InvariantCulture);
        var id = await demo.Server.AddPersonAsync(p => p.Result("afr", score: score, topics: new ResultTopic("Emne", score, true)));

        var result = Assert.Single(await client.AllRowsAsync($"{TestServer.Root}results/?user={id}"));

        Assert.Equal(read, result.GetProperty("score").GetRawText());
        Assert.Equal(read, result.GetProperty("topics")[0].GetProperty("score").GetRawText());
        Assert.Equal("bestått", result.Text("status"));
    }

    [Fact]
    public async Task Everybodys_results_have_their_types_and_forms()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var result in await client.AllRowsAsync(TestServer.Root + "results/"))
        {
            result.AssertFields(Fields);
            result.AssertDate("exam_date");
            result.AssertTimestamp("created");
            result.AssertTimestamp("changed");
            Assert.Equal(result.GetProperty("passed").GetBoolean() ? "bestått" : "ikke bestått", result.Text("status"));
            Assert.True(result.GetProperty("attempt").GetInt32() >= 1);
            Assert.True(result.GetProperty("score").ValueKind == JsonValueKind.Null || result.GetProperty("score").GetDecimal() is >= 0 and <= 100);
            Assert.All(result.GetProperty("topics").EnumerateArray(), topic => topic.AssertFields("name", "score", "passed"));
        }
    }

    [Fact]
    public async Task A_result_that_does_not_exist_is_not_found()
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync(TestServer.Root + "results/999999999/");

        Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }
}
