using System.Net;
using System.Text.Json.Nodes;
using FinAut.Domain.Audit;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

/// <summary>What keeps staff from registering a wrong status by a slip.</summary>
public sealed class StatusByHandTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    private Browser _staff = null!;

    private TestServer Server => demo.Server;

    public async Task InitializeAsync() => _staff = await Browser.StaffAsync(Server);

    public Task DisposeAsync()
    {
        _staff.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Only_ordninger_in_which_the_person_is_or_was_enrolled_are_offered_and_accepted()
    {
        var id = await demo.NewUserAsync("afr_ka", "gos_ka");
        await demo.Demo.SetStatusAsync($"{id}", "utmeldt", appname: "gos");
        var page = await _staff.OpenAsync(Add(id));

        Assert.Equal(["", "afr", "gos"], Options(page, "AppName"));
        using var forged = await page.Form("Registrer").SendForgedAsync([("AppName", "krd"), ("Status", "ok"), ("Date", "2026-11-23"), ("Reason", "Vedtak")]);

        Assert.Contains("Kandidaten har ikke vært påmeldt ordningen i denne rollen.", WebUtility.HtmlDecode(await forged.Content.ReadAsStringAsync()));
        Assert.Equal(["afr", "gos"], (await demo.Demo.RowsAsync($"latestuserstatus/?user={id}")).Select(s => s.Text("appname")));
    }

    [Theory]
    [InlineData("nb", "Kandidaten har ikke vært påmeldt ordningen i denne rollen. Meld på først.")]
    [InlineData("en", "The candidate was never enrolled in the ordning in that role. Enrol the candidate first.")]
    public async Task A_candidate_who_is_no_test_leader_gets_no_test_leaders_status(string language, string message)
    {
        var id = await demo.NewUserAsync("afr_ka");
        using var staff = await Browser.StaffAsync(Server, language);

        var page = await (await staff.OpenAsync(Add(id))).SubmitAsync(language == "en" ? "Register" : "Registrer", Status("afr", "tlok"));

        Assert.Equal(message, page.ErrorOf("AppName"));
        Assert.DoesNotContain("appname:", page.Text);
    }

    [Theory]
    [InlineData("nb", "hvilende", "Statusen Hvilende er registrert fra 23. nov. 2026.")]
    [InlineData("en", "hvilende", "The status On hold (hvilende) is registered from 23 Nov 2026.")]
    [InlineData("en", "reauth", "The status Being reauthorised (reauth) is registered from 23 Nov 2026.")]
    [InlineData("nb", "paused", "Statusen Statusfeil (paused) er registrert fra 23. nov. 2026.")]
    public async Task A_registered_status_is_named_in_words(string language, string status, string message)
    {
        var id = await demo.NewUserAsync("afr_ka");
        using var staff = await Browser.StaffAsync(Server, language);

        var page = await (await staff.OpenAsync(Add(id))).SubmitAsync(language == "en" ? "Register" : "Registrer", Status("afr", status));

        Assert.Equal(message, page.TextAt("main > .note.good"));
    }

    [Fact]
    public async Task A_person_who_was_never_enrolled_is_enrolled_first()
    {
        var id = await demo.NewUserAsync();

        var page = await _staff.OpenAsync(Add(id));

        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.Equal(Enrol(id), page.Document.QuerySelector("main a.button")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("nb", "Registrer", "Registrer likevel", "Ingen bestått prøve i Sparing & investering", "Bestått praktisk prøve")]
    [InlineData("en", "Register", "Register anyway", "No passed exam in Sparing & investering", "A passed practical test")]
    public async Task Authorisation_without_a_passed_exam_is_asked_for_twice(string language, string button, string anyway, string warning, string missing)
    {
        var id = await demo.NewUserAsync("afr_ka");
        var failed = Bodies.Result($"{id}");
        (failed["passed"], failed["status"], failed["topics"]) = (false, "ikke bestått", null);
        failed.Remove("topics");
        await demo.Exam.CreateAsync("results/", failed);
        using var staff = await Browser.StaffAsync(Server, language);

        var asked = await (await staff.OpenAsync(Add(id))).SubmitAsync(button, Status("afr", "ok"));

        Assert.Equal(Add(id), asked.Path);
        Assert.Contains(warning, asked.TextAt("[role=alert]"));
        Assert.Contains(missing, asked.TextAt("[role=alert]"));
        Assert.Contains(failed["exam_name"]!.ToString(), asked.TextAt("[role=alert]"));
        Assert.Equal("alert", Assert.Single(asked.Document.QuerySelectorAll("[autofocus]")).GetAttribute("role"));
        Assert.Equal("afrnew", await demo.Demo.CurrentStatusAsync($"{id}"));

        var done = await asked.SubmitAsync(anyway);

        Assert.Equal($"/staff/candidates/{id}/", done.Path);
        var status = (await demo.Demo.RowsAsync($"userstatus/?user={id}"))[^1];
        Assert.Equal("afrok", status.Text("status"));
        Assert.Null(status.Text("status_set_by"));
        await using var db = Server.Database();
        var number = status.Text("id")!.Number();
        var entry = await db.AuditEntries.SingleAsync(e => e.Entity == "user_status" && e.EntityId == number);
        Assert.Equal((ActorKind.Staff, "staff"), (entry.ActorKind, entry.Actor));
    }

    [Fact]
    public async Task A_confirmation_counts_for_the_ordning_that_was_shown_only()
    {
        var id = await demo.NewUserAsync("afr_ka", "krd_ka");
        var asked = await (await _staff.OpenAsync(Add(id))).SubmitAsync("Registrer", Status("afr", "ok"));

        var again = await asked.SubmitAsync("Registrer likevel", ("AppName", "krd"));

        Assert.Contains("Ingen bestått prøve i Kreditt", again.TextAt("[role=alert]"));
        Assert.Equal("krdnew", await demo.Demo.CurrentStatusAsync($"{id}", "krd"));
    }

    [Fact]
    public async Task Authorisation_after_a_passed_exam_and_other_statuses_are_registered_at_once()
    {
        var id = await demo.NewUserAsync("afr_ka", "krd_ka");
        await demo.Exam.CreateAsync("results/", Bodies.Result($"{id}"));

        Assert.Equal($"/staff/candidates/{id}/", (await (await _staff.OpenAsync(Add(id))).SubmitAsync("Registrer", Status("afr", "ok"))).Path);
        Assert.Equal($"/staff/candidates/{id}/", (await (await _staff.OpenAsync(Add(id))).SubmitAsync("Registrer", Status("krd", "paused"))).Path);
        Assert.Equal("afrok", await demo.Demo.CurrentStatusAsync($"{id}"));
    }

    [Fact]
    public async Task After_saving_the_page_says_what_was_posted_to_whom()
    {
        var ours = await demo.NewUserAsync("afr_ka");
        var theirs = await demo.NewUserAsync("afr_ka");
        await demo.Demo.PatchAsync($"user/{theirs}/", new JsonObject { ["work_for"] = Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling) });
        await using var db = Server.Database();
        WebhookEndpoint Endpoint(WebhookKind kind, string host) =>
            new() { CompanyId = Bodies.Eksempelbanken, Kind = kind, Url = $"https://{host}/key-in-path", Created = Server.Time.GetUtcNow() };
        var (wants, off, results) = (Endpoint(WebhookKind.UserStatuses, "hr.example"), Endpoint(WebhookKind.All, "lms.example"), Endpoint(WebhookKind.Results, "exams.example"));
        off.Enable(false);
        db.WebhookEndpoints.AddRange(wants, off, results);
        await db.SaveChangesAsync();

        var nobody = await (await _staff.OpenAsync(Add(ours))).SubmitAsync("Registrer", Status("afr", "reauth"));
        var two = await (await _staff.OpenAsync(Add(theirs))).SubmitAsync("Registrer", Status("afr", "reauth"));

        Assert.Contains("Ingenting ble sendt: bedriften har ikke noe endepunkt for dette.", nobody.TextAt("[aria-labelledby=posted]"));
        var rows = two.TextsAt("[aria-labelledby=posted] li");
        Assert.Equal(2, rows.Count);
        Assert.StartsWith($"Eksempelbanken: endepunkt {wants.Id} hr.example, levering ", rows[0]);
        Assert.StartsWith($"Eksempelbanken: endepunkt {off.Id} lms.example, levering ", rows[1]);
        Assert.EndsWith("Holdt tilbake", rows[1]);
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.UserId == theirs && d.Payload!.Contains("reauth")).OrderBy(d => d.Id).ToListAsync();
        Assert.Equal([wants.Id, off.Id], deliveries.Select(d => d.EndpointId));
        Assert.All(deliveries, d => Assert.Contains("\"status_set_by\":null", d.Payload));

        // Said once, after the change.
        Assert.Empty((await _staff.OpenAsync($"/staff/candidates/{theirs}/")).TextsAt("[aria-labelledby=posted]"));
    }

    [Theory]
    [InlineData("nb", "Registrer", "Ingenting ble endret")]
    [InlineData("en", "Register", "Nothing was changed")]
    public async Task A_change_that_others_overtake_again_and_again_is_answered_with_a_page(string language, string button, string title)
    {
        var id = await demo.NewUserAsync("afr_ka");
        await using var db = Server.Database();
        await db.Database.ExecuteSqlAsync(
            $"""
            CREATE OR REPLACE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''unique_violation''; END';
            CREATE OR REPLACE TRIGGER overtaken BEFORE INSERT ON user_statuses FOR EACH ROW WHEN (NEW.reason = 'overtaken') EXECUTE FUNCTION overtake();
            """);
        using var staff = await Browser.StaffAsync(Server, language);
        var page = await staff.OpenAsync(Add(id));

        using var response = await page.SendAsync(button, ("AppName", "afr"), ("Status", "reauth"), ("Date", "2026-11-23"), ("Reason", "overtaken"));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains($"<h1>{title}</h1>", await response.Content.ReadAsStringAsync());
        Assert.Equal("afrnew", await demo.Demo.CurrentStatusAsync($"{id}"));
    }

    private static string Add(long id) => $"/staff/candidates/{id}/statuses/add/";

    private static string Enrol(long id) => $"/staff/candidates/{id}/enrol/";

    private static IEnumerable<string?> Options(HtmlPage page, string select) =>
        page.Document.QuerySelectorAll($"select[name={select}] option").Select(o => o.GetAttribute("value"));

    private static (string Name, string Value)[] Status(string appName, string status) =>
        [("AppName", appName), ("Status", status), ("Date", "2026-11-23"), ("Reason", "Vedtak")];
}
