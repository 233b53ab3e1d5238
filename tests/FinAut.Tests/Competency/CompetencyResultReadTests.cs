using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Competency;

public sealed class CompetencyResultReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_completed_course_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var result = await client.GetJsonAsync(TestServer.Root + "competency_result/1/");

        result.AssertFields("id", "user", "goal", "passed_date", "external_system", "external_id", "created");
        Assert.Equal(demo.Server.Url("competency_result/1/"), result.Text("id"));
        Assert.Equal("example_encrypted_id_123", result.Text("user"));
        Assert.Equal("1", result.GetProperty("goal").GetRawText());
        Assert.Equal("2026-02-12", result.Text("passed_date"));
        Assert.Equal("LMS", result.Text("external_system"));
        Assert.Equal("kurs-1", result.Text("external_id"));
        Assert.Equal("2026-02-12T12:00:00.000Z", result.Text("created"));
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("?encrypted_userid=example_encrypted_id_123", 3)]
    [InlineData("?encrypted_userid=%20example_encrypted_id_123%20", 3)]
    [InlineData("?encrypted_userid=", 3)]
    [InlineData("?encrypted_userid=%20", 3)]
    [InlineData("?encrypted_userid=nobody", 0)]
    [InlineData("?encrypted_userid=123", 0)]
    [InlineData("?encrypted_userid=EXAMPLE_ENCRYPTED_ID_123", 0)]
    [InlineData("?encrypted_userid=example_encrypted_id_123%00", 0)]
    [InlineData("?encrypted_userid=%ff", 0)]
    [InlineData("?encrypted_userid=example_encrypted_id_12%25", 0)]
    public async Task Courses_are_found_by_the_encrypted_user_id(string query, int expected)
    {
        using var client = await demo.Server.ClientAsync();

        var rows = (await client.GetJsonAsync(TestServer.Root + "competency_result/" + query)).Rows();

        Assert.Equal(expected, rows.Count);
        Assert.All(rows, row => Assert.Equal("example_encrypted_id_123", row.Text("user")));
    }

    [Fact]
    public async Task Every_course_of_the_list_reads_as_it_does_alone()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var row in (await client.GetJsonAsync(TestServer.Root + "competency_result/")).Rows())
        {
            Assert.Equal((await client.GetJsonAsync(row.Text("id")!)).GetRawText(), row.GetRawText());
        }
    }
}
