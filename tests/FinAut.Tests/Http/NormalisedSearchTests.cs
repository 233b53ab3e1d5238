using System.Net;
using System.Text.Json.Nodes;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;

namespace FinAut.Tests.Http;

/// <summary>Texts are stored composed (Unicode NFC), and found by either form.</summary>
public sealed class NormalisedSearchTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private const string Composed = "\u00C5";
    private const string Decomposed = "A\u030A";

    private TestServer Server => demo.Server;

    [Theory]
    [InlineData(Decomposed)]
    [InlineData(Composed)]
    public async Task An_alias_is_found_in_every_list_by_either_form(string written)
    {
        var tail = Guid.NewGuid().ToString("N");
        var body = Bodies.User();
        body["employee_alias"] = written + tail;
        var user = (await demo.Demo.CreateAsync("user/", body)).Text("id");
        await demo.Exam.CreateAsync("results/", Bodies.Result(user));

        Assert.Equal(Composed + tail, (await demo.Demo.ReadAsync(user)).Text("employee_alias"));
        foreach (var form in (string[])[Composed, Decomposed])
        {
            var filter = "?employee_alias=" + Uri.EscapeDataString(form + tail);
            Assert.Equal([user], (await demo.Demo.ReadAsync("user/" + filter)).Ids());
            foreach (var list in (string[])["userstatus/", "latestuserstatus/", "results/"])
            {
                Assert.Equal(user, Assert.Single((await demo.Demo.ReadAsync(list + filter)).Rows()).Text("user"));
            }
        }
    }

    [Fact]
    public async Task Staff_find_a_candidate_by_either_form_of_name_and_alias()
    {
        var user = await demo.Demo.CreateUserAsync();
        var tail = Guid.NewGuid().ToString("N");
        await demo.Demo.PatchAsync(user, new JsonObject { ["employee_alias"] = Decomposed + tail, ["last_name"] = $"{Decomposed}s{tail}" });
        using var staff = await Browser.StaffAsync(Server);

        foreach (var text in (string[])[Composed + tail, Decomposed + tail, $"{Composed}s{tail}", $"{Decomposed}s{tail}"])
        {
            using var response = await staff.SendFormAsync("/staff/candidates/", "Søk", ("Text", text));
            Assert.Equal($"/staff/candidates/{user.Number()}/", response.Headers.Location?.ToString());
        }
    }

    [Fact]
    public async Task Staff_find_companies_API_users_and_audit_entries_by_either_form()
    {
        var tail = Guid.NewGuid().ToString("N");
        using var staff = await Browser.StaffAsync(Server);
        await staff.SubmitAsync("/staff/companies/new/", "Lag bedrift", ("Form.Navn", $"{Decomposed}rdal {tail}"), ("Form.Orgnr", ""));
        await staff.SubmitAsync("/staff/api-users/new/", "Lag API-bruker", ("UserName", Decomposed + tail), ("Companies", "2265"));

        foreach (var form in (string[])[Composed, Decomposed])
        {
            Assert.Contains($"{Composed}rdal {tail}", await staff.ReadAsync($"/staff/companies/?q={Uri.EscapeDataString(form + "rdal " + tail)}"));
            Assert.Contains(Composed + tail, await staff.ReadAsync($"/staff/api-users/?q={Uri.EscapeDataString(form + tail)}"));
        }
    }

    [Fact]
    public async Task A_user_name_signs_in_by_either_form()
    {
        var name = await AddStaffAsync(StaffRole.Support);

        foreach (var form in (string[])[name, name.Replace(Composed, Decomposed, StringComparison.Ordinal)])
        {
            using var browser = await Browser.SignInAsync(Server, form, StaffVisitors.Password);
            Assert.Contains(name, await browser.ReadAsync("/staff/"));
        }
    }

    [Fact]
    public async Task A_completion_is_the_same_one_under_either_form_of_its_external_id()
    {
        var id = Guid.NewGuid().ToString("N");
        var first = await demo.Demo.CreateAsync("competency_result/", Bodies.Completion(Decomposed + id));

        using var again = await demo.Demo.SendAsync("POST", "competency_result/", Bodies.Completion(Composed + id));

        Assert.Equal(first.Text("id"), (await again.ReadJsonAsync(HttpStatusCode.OK)).Text("id"));
        Assert.Equal(Composed + id, first.Text("external_id"));
    }

    [Fact]
    public async Task An_entry_of_the_audit_trail_is_found_by_either_form_of_its_actor()
    {
        var actor = await AddStaffAsync(StaffRole.Administrator);
        using var staff = await Browser.SignInAsync(Server, actor, StaffVisitors.Password);
        var company = $"Revidert {Guid.NewGuid():N}";
        await staff.SubmitAsync("/staff/companies/new/", "Lag bedrift", ("Form.Navn", company));

        foreach (var form in (string[])[actor, actor.Replace(Composed, Decomposed, StringComparison.Ordinal)])
        {
            Assert.Contains(company, await staff.ReadAsync($"/staff/audit/?entity=company&actor={Uri.EscapeDataString(form)}"));
        }
    }

    private async Task<string> AddStaffAsync(StaffRole role)
    {
        var name = $"{Composed}{Guid.NewGuid():N}";
        await using var db = Server.Database();
        var account = Account.OfStaff(name, role, Server.Time.GetUtcNow());
        TestPasswords.Set(account, StaffVisitors.Password);
        db.Accounts.Add(account);
        await db.SaveChangesAsync();
        return name;
    }
}
