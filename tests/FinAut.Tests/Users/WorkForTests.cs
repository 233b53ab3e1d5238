using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

/// <summary>What a write of <c>work_for</c> does to a person's employments.</summary>
public sealed class WorkForTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    // A second department of Testfirma, with a franchise.
    private const long SecondDepartment = 7001;
    private const long SecondFranchise = 7002;

    public Task InitializeAsync() => demo.Server.ExecuteAsync(
        $"""
        INSERT INTO departments (id, company_id, name) VALUES ({SecondDepartment}, {Bodies.Testfirma}, 'Andre') ON CONFLICT DO NOTHING;
        INSERT INTO franchises (id, department_id, name) VALUES ({SecondFranchise}, {SecondDepartment}, 'Agentur') ON CONFLICT DO NOTHING;
        INSERT INTO franchises (id, department_id, name) VALUES (7003, {Bodies.OutsideDepartment}, 'Fremmed') ON CONFLICT DO NOTHING;
        """);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"company\": 2265}")]
    [InlineData("{\"department\": 2266}")]
    [InlineData("{\"franchise\": 5001}")]
    [InlineData("{\"company\": \"/finautapi/v1/companies/2265/\", \"department\": \"https://x.example/finautapi/v1/departments/2266/\"}")]
    [InlineData("{\"company\": 2265, \"department\": 2266, \"franchise\": \"5001\"}")]
    public async Task Equal_values_change_nothing(string workFor)
    {
        var id = await CreateAsync(Bodies.Franchise);
        var before = JsonSerializer.Serialize(await demo.Demo.ReadAsync(id));
        var rows = await demo.Server.CountRowsAsync();

        var after = await PatchAsync(id, workFor);

        Assert.Equal(before, JsonSerializer.Serialize(after));
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(rows));
    }

    [Fact]
    public async Task A_department_alone_moves_within_the_company_and_clears_the_franchise()
    {
        var id = await CreateAsync(Bodies.Franchise);

        Assert.Equal((Bodies.Testfirma, SecondDepartment, null), Place(await PatchAsync(id, $$"""{"department": {{SecondDepartment}}}""")));
        await AssertEmploymentsAsync(id, 2);
    }

    [Fact]
    public async Task A_department_alone_moves_to_its_company()
    {
        var id = await CreateAsync(Bodies.Franchise);

        Assert.Equal((Bodies.Eksempelbanken, Bodies.Eksempelavdeling, null), Place(await PatchAsync(id, """{"department": 123}""")));
        Assert.Single(await demo.Demo.RowsAsync($"employment/?user={id}"), e => e.GetProperty("end_date").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task A_new_department_may_come_with_its_franchise()
    {
        var id = await CreateAsync(Bodies.Franchise);

        Assert.Equal(
            (Bodies.Testfirma, SecondDepartment, SecondFranchise),
            Place(await PatchAsync(id, $$"""{"department": {{SecondDepartment}}, "franchise": {{SecondFranchise}}}""")));
        Assert.Equal((Bodies.Testfirma, Bodies.Testavdeling, null), Place(await PatchAsync(id, """{"company": 2265, "department": 2266}""")));
        Assert.Equal(
            (Bodies.Eksempelbanken, Bodies.Eksempelavdeling, Bodies.ForeignFranchise),
            Place(await PatchAsync(id, """{"company": 456, "department": 123, "franchise": 5003}""")));
        await AssertEmploymentsAsync(id, 4);
    }

    [Theory]
    [InlineData("{\"franchise\": null}", null)]
    [InlineData("{\"franchise\": \"\"}", null)]
    [InlineData("{\"company\": 2265, \"department\": 2266, \"franchise\": null}", null)]
    [InlineData("{\"franchise\": 5002}", 5002L)]
    public async Task A_franchise_can_be_changed_and_cleared(string workFor, long? franchise)
    {
        var id = await CreateAsync(Bodies.Franchise);

        Assert.Equal((Bodies.Testfirma, Bodies.Testavdeling, franchise), Place(await PatchAsync(id, workFor)));
        await AssertEmploymentsAsync(id, 2);
    }

    [Theory]
    [InlineData("{\"company\": 456}", "work_for.department", FieldMessages.Required)]
    [InlineData("{\"company\": 456, \"department\": 2266}", "work_for.department", FieldMessages.ForeignDepartment)]
    [InlineData("{\"company\": 2265, \"department\": 123}", "work_for.department", FieldMessages.ForeignDepartment)]
    [InlineData("{\"department\": 7001, \"franchise\": 5001}", "work_for.franchise", FieldMessages.ForeignFranchise)]
    [InlineData("{\"franchise\": 7002}", "work_for.franchise", FieldMessages.ForeignFranchise)]
    [InlineData("{\"franchise\": 7003}", "work_for.franchise", FieldMessages.DoesNotExist)]
    [InlineData("{\"department\": 9002}", "work_for.department", FieldMessages.DoesNotExist)]
    [InlineData("{\"department\": 9002, \"franchise\": 7003}", "work_for.department", FieldMessages.DoesNotExist)]
    [InlineData("{\"company\": null, \"department\": 2266}", "work_for.company", FieldMessages.Null)]
    public async Task What_does_not_belong_together_or_to_the_caller_is_refused(string workFor, string field, string message)
    {
        var id = await CreateAsync(null);
        using var response = await demo.Demo.SendTextAsync("PATCH", id, $$"""{"work_for": {{workFor}}, "first_name": "Other"}""");

        Assert.Equal([message], (await response.ReadErrorsAsync())[field]);

        Assert.Equal((Bodies.Testfirma, Bodies.Testavdeling, null), Place(await demo.Demo.ReadAsync(id)));
        Assert.Equal("Kari", (await demo.Demo.ReadAsync(id)).Text("first_name"));
        await AssertEmploymentsAsync(id, 1);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Nobody_is_moved_to_a_company_out_of_reach(string method)
    {
        var body = Bodies.User();
        var id = (await demo.Demo.CreateAsync("user/", body)).Text("id");
        body["work_for"] = Bodies.WorkFor(Bodies.OutsideCompany, Bodies.OutsideDepartment);
        using var response = await demo.Demo.SendAsync(method, id, body);

        var errors = await response.ReadErrorsAsync();

        Assert.Equal([FieldMessages.DoesNotExist], errors["work_for.company"]);
        Assert.Equal([FieldMessages.DoesNotExist], errors["work_for.department"]);
        await demo.Other.GetJsonAsync(id, HttpStatusCode.NotFound);
        await AssertEmploymentsAsync(id, 1);
    }

    [Fact]
    public async Task The_alias_follows_the_person_and_stays_with_what_is_past()
    {
        var body = Bodies.User().With("employee_alias", "\"first\"");
        var id = (await demo.Demo.CreateAsync("user/", body)).Text("id");

        Assert.Equal("first", (await PatchAsync(id, """{"department": 7001}""")).Text("employee_alias"));
        Assert.Equal("second", (await demo.Demo.PatchAsync(id, new JsonObject { ["employee_alias"] = "second" })).Text("employee_alias"));
        var moved = await demo.Demo.PatchAsync(
            id, new JsonObject { ["employee_alias"] = "third", ["work_for"] = new JsonObject { ["department"] = Bodies.Eksempelavdeling } });

        Assert.Equal("third", moved.Text("employee_alias"));
        Assert.Equal(["first", "second", "third"], (await demo.Demo.RowsAsync($"employment/?user={id}")).Select(e => e.Text("employee_alias")));
        Assert.Equal([id], (await demo.Demo.ReadAsync("user/?employee_alias=third")).Ids());
        Assert.Empty((await demo.Demo.ReadAsync("user/?employee_alias=second")).Ids());
    }

    [Fact]
    public async Task Put_moves_too()
    {
        var body = Bodies.User();
        body["work_for"] = Bodies.WorkFor(Bodies.Testfirma, Bodies.Testavdeling, Bodies.Franchise);
        var id = (await demo.Demo.CreateAsync("user/", body)).Text("id");

        body["work_for"] = Bodies.WorkFor(Bodies.Testfirma, SecondDepartment);
        Assert.Equal((Bodies.Testfirma, SecondDepartment, null), Place(await demo.Demo.PutAsync(id, body)));
        body["work_for"] = Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling, Bodies.ForeignFranchise);
        Assert.Equal((Bodies.Eksempelbanken, Bodies.Eksempelavdeling, Bodies.ForeignFranchise), Place(await demo.Demo.PutAsync(id, body)));
        await AssertEmploymentsAsync(id, 3);
    }

    [Fact]
    public async Task A_bedriftsansvarlig_without_other_companies_administers_the_new_employer()
    {
        var id = await demo.Demo.CreateUserAsync("afr_ba");

        var user = await PatchAsync(id, """{"department": 123}""");

        Assert.EndsWith("/companies/456/", Assert.Single(user.GetProperty("administers").EnumerateArray()).GetString());
    }

    private async Task<string> CreateAsync(long? franchise)
    {
        var body = Bodies.User();
        body["work_for"] = Bodies.WorkFor(Bodies.Testfirma, Bodies.Testavdeling, franchise);
        return (await demo.Demo.CreateAsync("user/", body)).Text("id");
    }

    private Task<JsonElement> PatchAsync(string id, string workFor) => demo.Demo.PatchAsync(id, new JsonObject { ["work_for"] = JsonNode.Parse(workFor) });

    private static (long Company, long Department, long? Franchise) Place(JsonElement user)
    {
        var place = user.GetProperty("work_for");
        return (place.Text("company").Number(), place.Text("department").Number(), place.GetProperty("franchise").GetString()?.Number());
    }

    // The newest first in the person's list; one is current, and agrees with work_for.
    private async Task AssertEmploymentsAsync(string id, int count)
    {
        var user = await demo.Demo.ReadAsync(id);
        var rows = await demo.Demo.RowsAsync($"employment/?user={id}");
        Assert.Equal(count, rows.Count);
        Assert.Equal(rows.Select(r => r.Text("id")).Reverse(), user.GetProperty("employment").EnumerateArray().Select(e => e.GetString()));
        Assert.All(rows.SkipLast(1), row => Assert.Equal("2026-11-23", row.GetProperty("end_date").GetString()));
        Assert.Equal(JsonValueKind.Null, rows[^1].GetProperty("end_date").ValueKind);
        Assert.All(rows, row => Assert.Equal("2026-11-23", row.Text("start_date")));
        foreach (var name in new[] { "company", "department", "franchise" })
        {
            Assert.Equal(user.GetProperty("work_for").GetProperty(name).GetString(), rows[^1].GetProperty(name).GetString());
        }
    }
}
