using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Users;

public sealed class UserReplyTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] Always =
    [
        "id", "persnr", "first_name", "last_name", "email", "mobile", "employee_alias", "work_for", "userroles", "employment", "administers",
        "created", "changed",
    ];

    [Fact]
    public async Task A_person_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var person = await client.GetJsonAsync(TestServer.Root + "user/590499/");

        person.AssertFields(Always);
        Assert.Equal(demo.Server.Url("user/590499/"), person.Text("id"));
        Assert.Equal("55110098692", person.Text("persnr"));
        Assert.Equal("Åse", person.Text("first_name"));
        Assert.Equal("Bø Hansen", person.Text("last_name"));
        Assert.Equal("ase.bo-hansen@testfirma.example", person.Text("email"));
        Assert.Equal("90590499", person.Text("mobile"));
        Assert.Equal("A590499", person.Text("employee_alias"));
        var workFor = person.GetProperty("work_for");
        workFor.AssertFields("company", "department", "franchise");
        Assert.Equal(demo.Server.Url("companies/2265/"), workFor.Text("company"));
        Assert.Equal(demo.Server.Url("departments/2266/"), workFor.Text("department"));
        Assert.Equal(demo.Server.Url("franchises/5001/"), workFor.Text("franchise"));
        Assert.Equal([demo.Server.Url("userrole/afr_ka/")], person.Texts("userroles"));
        Assert.Equal([demo.Server.Url("employment/5/")], person.Texts("employment"));
        Assert.Empty(person.Texts("administers"));
        person.AssertTimestamp("created");
        person.AssertTimestamp("changed");
    }

    [Fact]
    public async Task Every_person_of_a_list_reads_as_it_does_alone()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var row in (await client.GetJsonAsync(TestServer.Root + "user/")).Rows().Take(25))
        {
            Assert.Equal((await client.GetJsonAsync(row.Text("id")!)).GetRawText(), row.GetRawText());
        }
    }

    [Fact]
    public async Task Everybodys_fields_have_their_types_and_forms()
    {
        using var client = await demo.Server.ClientAsync();
        var prefix = demo.Server.Url("");

        foreach (var person in await client.AllRowsAsync(TestServer.Root + "user/"))
        {
            person.AssertFields(person.TryGetProperty("encoded_userid", out var encoded) ? [.. Always, "encoded_userid"] : Always);
            Assert.True(encoded.ValueKind is JsonValueKind.Undefined or JsonValueKind.String);
            Assert.Matches($"^{prefix}user/[0-9]+/$", person.Text("id"));
            Assert.Matches("^[0-9]{11}$", person.Text("persnr"));
            Assert.Matches("^([0-9]{8})?$", person.Text("mobile"));
            Assert.NotEmpty(person.Text("first_name")!);
            Assert.NotEmpty(person.Text("last_name")!);
            Assert.Matches("^([^@ ]+@[^@ ]+)?$", person.Text("email"));
            Assert.NotNull(person.Text("employee_alias"));
            var workFor = person.GetProperty("work_for");
            Assert.Matches($"^{prefix}companies/[0-9]+/$", workFor.Text("company"));
            Assert.Matches($"^{prefix}departments/[0-9]+/$", workFor.Text("department"));
            Assert.Matches($"^({prefix}franchises/[0-9]+/)?$", workFor.Text("franchise") ?? "");
            Assert.All(person.Texts("userroles"), url => Assert.Matches($"^{prefix}userrole/[a-z0-9]+_(ka|ba|tl)/$", url));
            Assert.NotEmpty(person.Texts("employment"));
            Assert.All(person.Texts("employment"), url => Assert.Matches($"^{prefix}employment/[0-9]+/$", url));
            Assert.All(person.Texts("administers"), url => Assert.Matches($"^{prefix}companies/[0-9]+/$", url));
            person.AssertTimestamp("created");
            person.AssertTimestamp("changed");
        }
    }

    [Fact]
    public async Task A_person_without_a_franchise_works_for_none()
    {
        using var client = await demo.Server.ClientAsync();

        var person = await client.GetJsonAsync(TestServer.Root + "user/1/");

        Assert.Equal(JsonValueKind.Null, person.GetProperty("work_for").GetProperty("franchise").ValueKind);
    }

    [Fact]
    public async Task What_is_not_known_of_a_person_is_empty_and_not_null()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p => p.User.Mobile = p.User.Email = "");

        var person = await client.GetJsonAsync($"{TestServer.Root}user/{id}/");

        Assert.Equal("", person.Text("email"));
        Assert.Equal("", person.Text("mobile"));
        Assert.Equal("", person.Text("employee_alias"));
        Assert.Empty(person.Texts("userroles"));
        Assert.False(person.TryGetProperty("encoded_userid", out _));
    }

    [Fact]
    public async Task Timestamps_are_cut_to_milliseconds_in_utc()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p => p.User.Changed = new DateTimeOffset(2026, 7, 8, 9, 10, 11, TimeSpan.Zero).AddTicks(1_239_990));

        var person = await client.GetJsonAsync($"{TestServer.Root}user/{id}/");

        Assert.Equal("2020-01-02T03:04:05.000Z", person.Text("created"));
        Assert.Equal("2026-07-08T09:10:11.123Z", person.Text("changed"));
    }

    [Fact]
    public async Task Employments_come_newest_first()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Employ(Places.Testfirma, Places.Testavdeling, "2021-05-01");
            p.Employ(Places.Eksempelbanken, Places.Eksempelavdeling, "2023-02-01");
            p.Employ(Places.Testfirma, Places.Testavdeling, "2024-03-01");
            p.Employ(Places.Eksempelbanken, Places.Eksempelavdeling, "2024-03-01", alias: "X7", franchise: 5003);
        });

        var person = await client.GetJsonAsync($"{TestServer.Root}user/{id}/");
        var employments = new List<JsonElement>();
        foreach (var url in person.Texts("employment"))
        {
            employments.Add(await client.GetJsonAsync(url));
        }

        Assert.Equal(["2024-03-01", "2024-03-01", "2023-02-01", "2021-05-01"], employments.Select(e => e.Text("start_date")));
        Assert.Equal([null, "2024-03-01", "2024-03-01", "2023-02-01"], employments.Select(e => e.Text("end_date")));
        Assert.Equal(employments[0].Text("company"), person.GetProperty("work_for").Text("company"));
        Assert.Equal(demo.Server.Url("franchises/5003/"), person.GetProperty("work_for").Text("franchise"));
        Assert.Equal("X7", person.Text("employee_alias"));
    }

    [Fact]
    public async Task Somebody_who_leaves_for_another_company_while_a_list_is_read_is_left_out()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync();

        // What a database may show that lets a statement see a change that is made while it runs.
        await using (var db = demo.Server.Database())
        {
            await db.Employments.IgnoreQueryFilters().Where(e => e.UserId == id).ExecuteUpdateAsync(e => e.SetProperty(x => x.CompanyId, Places.Utenfor));
        }

        Assert.DoesNotContain(demo.Server.Url($"user/{id}/"), (await client.AllRowsAsync(TestServer.Root + "user/")).Select(row => row.Text("id")));
        using var response = await client.GetAsync($"{TestServer.Root}user/{id}/");
        await response.ReadProblemAsync(HttpStatusCode.NotFound);
    }
}
