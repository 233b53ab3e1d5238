using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class EmploymentReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_current_employment_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var employment = await client.GetJsonAsync(TestServer.Root + "employment/5/");

        employment.AssertFields("id", "user", "company", "department", "franchise", "employee_alias", "start_date", "end_date");
        Assert.Equal(demo.Server.Url("employment/5/"), employment.Text("id"));
        Assert.Equal(demo.Server.Url("user/590499/"), employment.Text("user"));
        Assert.Equal(demo.Server.Url("companies/2265/"), employment.Text("company"));
        Assert.Equal(demo.Server.Url("departments/2266/"), employment.Text("department"));
        Assert.Equal(demo.Server.Url("franchises/5001/"), employment.Text("franchise"));
        Assert.Equal("A590499", employment.Text("employee_alias"));
        Assert.Equal("2026-04-07", employment.Text("start_date"));
        Assert.Equal(JsonValueKind.Null, employment.GetProperty("end_date").ValueKind);
    }

    [Fact]
    public async Task A_former_employment_has_an_end()
    {
        using var client = await demo.Server.ClientAsync();

        var rows = await client.AllRowsAsync(TestServer.Root + "employment/?user=590496");

        Assert.Equal(["2018-01-08", "2021-05-03"], rows.Select(row => row.Text("start_date")));
        rows[0].AssertDate("end_date");
        Assert.Equal(demo.Server.Url("companies/456/"), rows[0].Text("company"));
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("end_date").ValueKind);
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("franchise").ValueKind);
    }

    [Fact]
    public async Task Everybody_has_exactly_one_current_employment_which_is_where_the_person_works()
    {
        using var client = await demo.Server.ClientAsync();
        var current = (await client.AllRowsAsync(TestServer.Root + "employment/"))
            .Where(row => row.Text("end_date") is null)
            .ToDictionary(row => row.Text("user")!);

        var people = await client.AllRowsAsync(TestServer.Root + "user/");

        Assert.Equal(people.Count, current.Count);
        foreach (var person in people)
        {
            var employment = current[person.Text("id")!];
            Assert.Equal(employment.Text("id"), person.Texts("employment")[0]);
            Assert.Equal(employment.Text("employee_alias"), person.Text("employee_alias"));
            foreach (var place in new[] { "company", "department", "franchise" })
            {
                Assert.Equal(employment.Text(place), person.GetProperty("work_for").Text(place));
            }
        }
    }

    [Fact]
    public async Task Every_employment_of_a_list_reads_as_it_does_alone()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var row in (await client.GetJsonAsync(TestServer.Root + "employment/?page=2")).Rows().Take(10))
        {
            Assert.Equal((await client.GetJsonAsync(row.Text("id")!)).GetRawText(), row.GetRawText());
        }
    }

    [Fact]
    public async Task An_employment_that_does_not_exist_is_not_found()
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync(TestServer.Root + "employment/999999999/");

        Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }
}
