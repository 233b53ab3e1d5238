using System.Net;
using System.Text.Json.Nodes;
using FinAut.Api.Statuses;
using FinAut.Domain.Audit;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

public sealed class CandidatePagesTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    private const string Search = "/staff/candidates/";
    private const string Register = "Registrer";
    private const string TakeOver = "Overta";

    private Browser _staff = null!;

    private TestServer Server => demo.Server;

    public async Task InitializeAsync() => _staff = await Browser.StaffAsync(Server);

    public Task DisposeAsync()
    {
        _staff.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("55110098692")]
    [InlineData("551100 98692")]
    [InlineData("590499")]
    public async Task A_search_that_finds_one_person_leads_to_the_person(string text)
    {
        var page = await _staff.SubmitAsync(Search, "Søk", ("Text", text));

        Assert.Equal("/staff/candidates/590499/", page.Path);
    }

    [Fact]
    public async Task People_are_found_by_parts_of_the_name_in_any_case_and_by_alias()
    {
        var (first, second) = ((await demo.Demo.CreateUserAsync()).Number(), (await demo.Demo.CreateUserAsync()).Number());
        await demo.Demo.PatchAsync($"user/{second}/", new JsonObject { ["employee_alias"] = "Ansatt 77-X", ["last_name"] = "Ødegård-Å" });
        await demo.Demo.PatchAsync($"user/{first}/", new JsonObject { ["last_name"] = "Ødegård-Å" });

        var page = await _staff.SubmitAsync(Search, "Søk", ("Text", "ødegård-å KARI"));
        Assert.Contains($"/staff/candidates/{first}/", page.Markup);
        Assert.Contains($"/staff/candidates/{second}/", page.Markup);

        var byAlias = await _staff.SubmitAsync(Search, "Søk", ("Text", " Ansatt 77-X "));
        Assert.Equal($"/staff/candidates/{second}/", byAlias.Path);
        Assert.Equal(byAlias.Path, (await _staff.SubmitAsync(Search, "Søk", ("Text", "aNSATT 77-x"))).Path);
    }

    [Theory]
    [InlineData("Nobody Atall")]
    [InlineData("12345678901")]
    [InlineData("%")]
    [InlineData("'; DROP TABLE")]
    public async Task A_search_for_nobody_says_so(string text)
    {
        Assert.Contains("Ingen passer", (await _staff.SubmitAsync(Search, "Søk", ("Text", text))).Text);
    }

    [Fact]
    public async Task A_search_for_nothing_is_refused()
    {
        var page = await _staff.SubmitAsync(Search, "Søk", ("Text", " "));
        Assert.Equal("Dette feltet må fylles ut.", page.ErrorOf("Text"));
        Assert.DoesNotContain("Ingen passer", page.Text);

        using var response = await _staff.SendFormAsync(Search, "Søk", ("Text", "a\0b"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task The_list_is_of_a_company_and_has_no_persnr()
    {
        var page = await _staff.ReadAsync("/staff/candidates/?company=2265");

        Assert.Contains("/staff/candidates/590499/", page);
        Assert.DoesNotContain("/staff/candidates/900001/", page);
        Assert.DoesNotContain("55110098692", page);
        Assert.DoesNotContain("551100 98692", page);
        Assert.Contains("/staff/candidates/900001/", await _staff.ReadAsync("/staff/candidates/?company=9001"));
    }

    [Fact]
    public async Task A_page_beyond_the_last_shows_the_last()
    {
        var id = await Server.AddPersonAsync();

        var beyond = await _staff.OpenAsync("/staff/candidates/?page=9999");
        var far = await _staff.OpenAsync("/staff/candidates/?company=2265&page=2000000000");

        Assert.Contains($"/staff/candidates/{id}/", beyond.Markup);
        Assert.Contains($"/staff/candidates/{id}/", far.Markup);
        Assert.DoesNotContain("Ingen her", beyond.Text);
        Assert.Empty(beyond.Document.QuerySelectorAll("nav.pages a[href*='page=9998']"));
    }

    [Theory]
    [InlineData("nb", "Velg en bedrift.", "Rett opp feltet over for å se kandidatene.")]
    [InlineData("en", "Choose a company.", "Correct the field above to see the candidates.")]
    public async Task A_company_that_is_no_number_is_refused_at_the_field(string language, string message, string instead)
    {
        _staff.Headers.AcceptLanguage.ParseAdd(language);

        var page = await _staff.OpenAsync("/staff/candidates/?company=abc");

        Assert.Equal(message, page.ErrorOf("Company"));
        Assert.Equal(instead, page.TextAt(".empty"));
        Assert.NotNull(page.Document.QuerySelector("select[name=company][autofocus][aria-invalid=true]"));
    }

    [Fact]
    public async Task The_page_of_a_person_shows_all_that_is_known()
    {
        var user = await demo.Demo.CreateUserAsync();
        await demo.Demo.SetStatusAsync(user, "hvilende");
        await demo.Exam.CreateAsync("results/", Bodies.Result(user));

        var page = await _staff.ReadAsync($"/staff/candidates/{user.Number()}/");

        Assert.Contains("Kari Nordmann", page);
        Assert.Contains("Testavdeling", page);
        Assert.Contains("Påmeldt, ikke autorisert", page);
        Assert.Contains("Gjelder", page);
        Assert.Contains("82,5 %", page);
        Assert.Contains("applikasjon finaut-demo", page);
        Assert.Contains("551100 98692", await _staff.ReadAsync("/staff/candidates/590499/"));
    }

    [Fact]
    public async Task A_practical_test_is_registered_by_hand_as_the_exam_platform_registers_it()
    {
        var (user, id) = await NewUserAsync();
        var fromPlatform = Bodies.Result(user);
        (fromPlatform["exam_name"], fromPlatform["exam_type"], fromPlatform["score"], fromPlatform["passed"]) = ("Praktisk prøve", "praktisk prøve", null, false);
        fromPlatform.Remove("topics");
        fromPlatform.Remove("status");
        await demo.Exam.CreateAsync("results/", fromPlatform);
        var status = await demo.Demo.CurrentStatusAsync(user);

        await _staff.SubmitAsync($"/staff/candidates/{id}/results/add/", Register, ("AppName", "afr"), ("Date", "2026-11-23"), ("Passed", "true"));

        await using var db = Server.Database();
        var results = await db.Results.IgnoreQueryFilters().Where(r => r.UserId == id).OrderBy(r => r.Attempt).ToListAsync();
        Assert.Equal([(1, false), (2, true)], results.Select(r => (r.Attempt, r.Passed)));
        Assert.All(results, r => Assert.Equal(("Praktisk prøve", "praktisk prøve", null, 0), (r.ExamName, r.ExamType, r.Score, r.Topics.Count)));
        Assert.Equal(2, (await demo.Demo.RowsAsync($"results/?user={user}")).Count);

        // Neither says what the person's status is: that is registered on its own.
        Assert.Equal(status, await demo.Demo.CurrentStatusAsync(user));
        await AssertAuditedAsync(id, "created", "result");
    }

    [Theory]
    [InlineData("AppName", "", "Velg en ordning.")]
    [InlineData("Date", "", "Oppgi en dato.")]
    [InlineData("Date", "2026-11-24", "Datoen ligger fram i tid.")]
    [InlineData("Date", "20.11.2026", "Skriv en dato som 2026-11-21.")]
    public async Task A_faulty_result_is_refused_at_the_field(string field, string value, string message)
    {
        (string Name, string Value)[] good = [("AppName", "afr"), ("Date", "2026-11-20"), ("Passed", "true")];
        var before = await CountAsync<Result>();

        var page = await _staff.SubmitAsync("/staff/candidates/590499/results/add/", Register, [.. good.Where(f => f.Name != field), (field, value)]);

        Assert.Contains(message, page.ErrorOf(field));
        Assert.Equal(before, await CountAsync<Result>());
    }

    [Theory]
    [InlineData("results/add/", "AppName", "xyz", "Velg en ordning.")]
    [InlineData("results/add/", "Passed", "perhaps", "Velg bestått eller ikke bestått.")]
    [InlineData("statuses/add/", "AppName", "xyz", "Velg en ordning.")]
    [InlineData("statuses/add/", "Status", "afrok", "Velg en status.")]
    public async Task A_forged_choice_is_refused_at_the_field(string form, string field, string value, string message)
    {
        var before = (await CountAsync<Result>(), await CountAsync<UserStatus>());

        var page = await _staff.RefusedForgedAsync("/staff/candidates/590499/" + form, Register, (field, value));

        Assert.Contains(message, page);
        Assert.Equal(before, (await CountAsync<Result>(), await CountAsync<UserStatus>()));
    }

    [Fact]
    public async Task Any_status_is_registered_and_a_locked_one_holds_against_the_company_until_it_is_unlocked()
    {
        var (user, id) = await NewUserAsync();

        await _staff.SubmitAsync($"/staff/candidates/{id}/statuses/add/", Register, Status("afr", "reauth", locked: true));

        Assert.Equal("reauth", await demo.Demo.CurrentStatusAsync(user));
        await demo.Demo.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, "hvilende"), "status", UserStatusWriter.Locked);
        var page = await _staff.OpenAsync($"/staff/candidates/{id}/");
        Assert.Contains("Låst", page.Text);
        await _staff.SubmitAsync(Assert.Single(page.Document.QuerySelectorAll("a[href$='/lock/']")).GetAttribute("href")!, "Lås opp");
        await demo.Demo.SetStatusAsync(user, "hvilende");
        await AssertAuditedAsync(id, "changed", "user_status");
        await AssertAuditedAsync(id, "created", "user_status");
    }

    [Fact]
    public async Task A_status_in_force_is_locked_later()
    {
        var (user, id) = await NewUserAsync();
        await using var db = Server.Database();
        var status = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == id).Select(s => s.Id).SingleAsync();
        var other = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == 590499).Select(s => s.Id).FirstAsync();

        await _staff.SubmitAsync($"/staff/candidates/{id}/statuses/{status}/lock/", "Lås");

        await demo.Demo.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, "utmeldt"), "status", UserStatusWriter.Locked);
        await _staff.GetAsync($"/staff/candidates/{id}/statuses/{other}/lock/", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("AppName", "", "Velg en ordning.")]
    [InlineData("Status", "", "Velg en status.")]
    [InlineData("Date", "", "Oppgi en dato.")]
    [InlineData("Date", "0001-01-01", "Datoen må ligge i årene 1900 til 2200.")]
    [InlineData("Date", "9999-12-31", "Datoen må ligge i årene 1900 til 2200.")]
    [InlineData("Reason", " ", "Dette feltet må fylles ut.")]
    [InlineData("Reason", "a\u0001b", "Teksten har tegn som ikke kan lagres.")]
    [InlineData("Comment", "c\u0007d", "Teksten har tegn som ikke kan lagres.")]
    [InlineData("Reason", "long", "Teksten kan ha høyst 255 tegn.")]
    [InlineData("Comment", "long", "Teksten kan ha høyst 1000 tegn.")]
    public async Task A_faulty_status_is_refused_at_the_field(string field, string value, string message)
    {
        var before = await CountAsync<UserStatus>();
        var text = value == "long" ? new string('x', 1001) : value;

        var page = await _staff.SubmitAsync("/staff/candidates/590499/statuses/add/", Register, [.. Status("afr", "ok").Where(f => f.Name != field), (field, text)]);

        Assert.Contains(message, page.ErrorOf(field));
        Assert.Equal(before, await CountAsync<UserStatus>());
    }

    [Fact]
    public async Task A_candidate_is_taken_over_by_another_company()
    {
        var (user, id) = await NewUserAsync();
        await demo.Demo.PatchAsync($"user/{id}/", new JsonObject { ["employee_alias"] = "gammel" });
        string[] records =
        [
            (await demo.Exam.CreateAsync("results/", Bodies.Result(user))).Text("id")!, (await demo.Demo.SetStatusAsync(user, "utmeldt")).Text("id")!,
        ];
        var first = await _staff.OpenAsync($"/staff/candidates/{id}/move/");
        Assert.Contains("Testfirma", first.Text);
        var second = await first.SubmitAsync("Neste: velg avdeling", ("company", "9001"));
        Assert.Contains("Meld på igjen", second.Text);

        await second.SubmitAsync(TakeOver, ("Place", "9002"), ("Alias", "ny"), ("SignUps", "afr"));

        await using var db = Server.Database();
        var employments = await db.Employments.IgnoreQueryFilters().Where(e => e.UserId == id).OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(
            [(2265L, "gammel", WriteServer.Today), (9001L, "ny", null)],
            employments.Select(e => (e.CompanyId, e.EmployeeAlias, e.EndDate)));
        Assert.Equal("afrnew", await demo.Other.CurrentStatusAsync(user));
        using var gone = await demo.Demo.GetAsync($"/finautapi/v1/user/{id}/");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        foreach (var record in records)
        {
            Assert.Equal(record, (await demo.Other.ReadAsync(record)).Text("id"));
            using var followed = await demo.Demo.GetAsync(record);
            Assert.Equal(HttpStatusCode.NotFound, followed.StatusCode);
        }

        await Server.AssertRecordsAgreeAsync();
        await AssertAuditedAsync(id, "created", "employment");
        await AssertAuditedAsync(id, "changed", "employment");
    }

    [Theory]
    [InlineData("9001", "Place", "2266", "Velg en avdeling.")]
    [InlineData("9001", "Place", "", "Velg en avdeling.")]
    [InlineData("2265", "Place", "2266", "Velg en bedrift.")]
    [InlineData("77", "Place", "2266", "Velg en bedrift.")]
    [InlineData("9001", "SignUps", "gos", "Kandidaten er ikke utmeldt av ordningen.")]
    public async Task A_forged_takeover_changes_nothing(string company, string field, string value, string message)
    {
        var before = await CountAsync<Employment>();
        var move = "/staff/candidates/590499/move/?company=";

        using var response = await _staff.PostForgedFromAsync(move + "9001", move + company, ("Employed", "2265"), (field, value));

        Assert.Contains(message, (await HtmlPage.ReadAsync(_staff, response)).Text);
        Assert.Equal(before, await CountAsync<Employment>());
    }

    private static (string Name, string Value)[] Status(string appName, string status, bool locked = false) =>
    [
        ("AppName", appName), ("Status", status), ("Date", "2026-11-23"), ("Reason", "Vedtak"), ("Comment", ""), ("Locked", locked ? "true" : "false"),
    ];

    private async Task<(string Url, long Id)> NewUserAsync()
    {
        var user = await demo.Demo.CreateUserAsync();
        return (user, user.Number());
    }

    private async Task<int> CountAsync<T>()
        where T : class
    {
        await using var db = Server.Database();
        return await db.Set<T>().IgnoreQueryFilters().CountAsync();
    }

    private async Task AssertAuditedAsync(long user, string action, string entity)
    {
        await using var db = Server.Database();
        var entries = await db.AuditEntries.Where(e => e.UserId == user && e.Action == action && e.Entity == entity).ToListAsync();
        Assert.Contains(entries, e => e is { ActorKind: ActorKind.Staff, Actor: "staff" });
    }
}
