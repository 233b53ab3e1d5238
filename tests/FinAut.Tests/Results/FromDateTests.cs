using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Results;

public sealed class FromDateTests(DemoServer demo) : IClassFixture<DemoServer>
{
    /// <summary>A day, the last millisecond before it and its first instant in Oslo.</summary>
    public static TheoryData<string, string, string> Days { get; } = new()
    {
        { "2026-01-15", "2026-01-14T22:59:59.999Z", "2026-01-14T23:00:00.000Z" },
        { "2026-07-15", "2026-07-14T21:59:59.999Z", "2026-07-14T22:00:00.000Z" },
        { "2026-03-29", "2026-03-28T22:59:59.999Z", "2026-03-28T23:00:00.000Z" },
        { "2026-03-30", "2026-03-29T21:59:59.999Z", "2026-03-29T22:00:00.000Z" },
        { "2026-10-25", "2026-10-24T21:59:59.999Z", "2026-10-24T22:00:00.000Z" },
        { "2026-10-26", "2026-10-25T22:59:59.999Z", "2026-10-25T23:00:00.000Z" },
        { "2024-02-29", "2024-02-28T22:59:59.999Z", "2024-02-28T23:00:00.000Z" },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_day_begins_at_midnight_in_oslo(string date, string before, string begins)
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Result("afr", begins);
            p.Result("afr", before);
        });

        var rows = await client.AllRowsAsync($"{TestServer.Root}results/?user={id}&from_date={date}");

        Assert.Equal([begins], rows.Select(row => row.Text("created")));
    }

    [Fact]
    public async Task It_is_the_arrival_that_counts_and_not_the_day_of_the_exam()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Result("afr", "2026-05-10T12:00:00Z").ExamDate = new DateOnly(2026, 1, 1);
            p.Result("krd", "2026-05-01T12:00:00Z").ExamDate = new DateOnly(2026, 6, 1);
        });

        var rows = await client.AllRowsAsync($"{TestServer.Root}results/?user={id}&from_date=2026-05-05");

        Assert.Equal(["afr"], rows.Select(row => row.Text("appname")));
    }

    [Theory]
    [InlineData("from_date=0001-01-01", 2)]
    [InlineData("from_date=1900-01-01", 2)]
    [InlineData("from_date=%202026-01-01%20", 2)]
    [InlineData("from_date=2026-03-01&appname=afr", 1)]
    [InlineData("from_date=2026-03-01&appname=krd", 0)]
    [InlineData("from_date=9999-12-31", 0)]
    [InlineData("from_date=", 2)]
    [InlineData("from_date=%20", 2)]
    public async Task The_date_combines_with_the_other_filters(string query, int expected)
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Result("afr", "2026-03-01T12:00:00Z");
            p.Result("krd", "2026-02-01T12:00:00Z");
        });

        Assert.Equal(expected, (await client.GetJsonAsync($"{TestServer.Root}results/?user={id}&{query}")).Count());
    }

    [Theory]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("2025-02-29")]
    [InlineData("2026-1-1")]
    [InlineData("01.02.2026")]
    [InlineData("2026/02/01")]
    [InlineData("20260201")]
    [InlineData("2026-02-01T00:00:00Z")]
    [InlineData("2026-02-01%00")]
    [InlineData("0000-01-01")]
    [InlineData("10000-01-01")]
    [InlineData("-2026-01-01")]
    [InlineData("%EF%BC%92026-01-01")]
    [InlineData("today")]
    [InlineData("%00")]
    [InlineData("%ff")]
    public async Task What_is_no_date_is_invalid(string date)
    {
        var problem = (await (await RawHttp.CreateAsync(demo.Server)).GetAsync($"{TestServer.Root}results/?from_date={date}")).Problem(422);

        const string Message = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
        Assert.EndsWith(Message, problem.Text("detail"), StringComparison.Ordinal);
        problem.AssertFields("type", "title", "status", "detail", "instance", "correlation_id", "errors");
        problem.GetProperty("errors").AssertFields("from_date");
        Assert.Equal([Message], problem.GetProperty("errors").Texts("from_date"));
    }
}
