using System.Net;
using FinAut.Domain.Ordninger;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Staff;

/// <summary>Enrolling by hand, and practical tests, which need an enrolment.</summary>
public sealed class EnrolmentByHandTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    private Browser _staff = null!;

    public async Task InitializeAsync() => _staff = await Browser.StaffAsync(demo.Server);

    public Task DisposeAsync()
    {
        _staff.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Staff_enrol_a_person_as_a_role_given_through_the_api_does()
    {
        var id = await demo.NewUserAsync("afr_ka");
        var page = await _staff.OpenAsync((await _staff.OpenAsync($"/staff/candidates/{id}/")).LinkTo("Meld på ordning"));
        var choices = page.Document.QuerySelectorAll("select[name=Role] option").Select(o => o.GetAttribute("value")).ToList();
        Assert.DoesNotContain("afr_ka", choices);
        Assert.Contains("afr_tl", choices);

        var done = await page.SubmitAsync("Meld på", ("Role", "krd_ka"));

        Assert.Contains("Kari Nordmann er påmeldt Kreditt.", done.Text);
        Assert.NotEmpty(done.TextsAt("[aria-labelledby=posted]"));
        var status = Assert.Single(await demo.Demo.RowsAsync($"userstatus/?user={id}&appname=krd"));
        Assert.Equal(("krdnew", "2026-11-23", null), (status.Text("status"), status.Text("status_date"), status.Text("status_set_by")));
        Assert.Contains((await demo.Demo.ReadAsync($"user/{id}/")).Texts("userroles"), r => r!.EndsWith("/krd_ka/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_withdrawn_candidate_is_enrolled_again()
    {
        var id = await demo.NewUserAsync("afr_ka");
        await demo.Demo.SetStatusAsync($"{id}", "utmeldt");

        await (await _staff.OpenAsync($"/staff/candidates/{id}/enrol/")).SubmitAsync("Meld på", ("Role", "afr_ka"));

        Assert.Equal("afrnew", await demo.Demo.CurrentStatusAsync($"{id}"));
    }

    [Fact]
    public async Task A_takeover_that_enrols_again_says_what_was_posted()
    {
        var id = await demo.NewUserAsync("afr_ka");
        await demo.Demo.SetStatusAsync($"{id}", "utmeldt");
        var page = await _staff.OpenAsync($"/staff/candidates/{id}/move/?company=9001");

        var moved = await page.SubmitAsync("Overta", ("Place", "9002"), ("SignUps", "afr"));

        Assert.Contains("Ingenting ble sendt", moved.TextAt("[aria-labelledby=posted]"));
        Assert.Equal("afrnew", await demo.Other.CurrentStatusAsync($"{id}"));
    }

    [Theory]
    [InlineData("afr_ka", "Kandidaten er allerede påmeldt ordningen.")]
    [InlineData("krd_ba", "Kandidaten er allerede påmeldt ordningen.")]
    [InlineData("xyz_ka", "Velg en ordning.")]
    [InlineData("", "Velg en ordning.")]
    public async Task A_role_that_cannot_be_enrolled_in_is_refused(string role, string message)
    {
        var id = await demo.NewUserAsync("afr_ka");

        using var refused = await (await _staff.OpenAsync($"/staff/candidates/{id}/enrol/")).Form("Meld på").SendForgedAsync(("Role", role));

        Assert.Contains(message, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()));
        Assert.Single(await demo.Demo.RowsAsync($"userstatus/?user={id}"));
    }

    [Theory]
    [InlineData("nb", "Meld på", "Statusen i ordningen er låst.", "Utmeldt med låst status")]
    [InlineData("en", "Enrol", "The status in the ordning is locked.", "Withdrawn with a locked status")]
    public async Task A_locked_withdrawal_stands_and_is_explained_in_the_visitors_language(string language, string button, string message, string hint)
    {
        var id = await demo.NewUserAsync("afr_ka");
        await (await _staff.OpenAsync($"/staff/candidates/{id}/statuses/add/")).SubmitAsync(
            "Registrer", ("AppName", "afr"), ("Status", "utmeldt"), ("Date", "2026-11-23"), ("Reason", "Vedtak"), ("Locked", "true"));
        using var staff = await Browser.StaffAsync(demo.Server, language);

        var refused = await (await staff.OpenAsync($"/staff/candidates/{id}/enrol/")).SubmitAsync(button, ("Role", "afr_ka"));
        var move = await staff.OpenAsync($"/staff/candidates/{id}/move/?company=9001");

        Assert.StartsWith(message, refused.ErrorOf("Role"));
        Assert.Contains(hint, move.Text);
        Assert.Empty(move.Document.QuerySelectorAll("[name=SignUps]"));
        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync($"{id}"));
    }

    [Fact]
    public void The_catalogue_knows_which_schemes_have_a_practical_test() => Assert.Equal(
        ["afr", "krd", "gos", "aip", "sfn", "pfn", "ukr", "ink"], OrdningCatalogue.All.Where(OrdningCatalogue.HasPracticalTest).Select(o => o.AppName));

    [Fact]
    public async Task A_practical_test_is_offered_where_there_is_one_and_the_person_is_enrolled()
    {
        var id = await demo.NewUserAsync("afr_ka", "inf_ka", "krd_ka");
        await demo.Demo.SetStatusAsync($"{id}", "utmeldt", appname: "krd");
        var page = await _staff.OpenAsync((await _staff.OpenAsync($"/staff/candidates/{id}/")).LinkTo("Registrer praktisk prøve"));

        Assert.Equal("Registrer praktisk prøve", page.TextAt("h1"));
        Assert.Equal(["", "afr"], page.Document.QuerySelectorAll("select[name=AppName] option").Select(o => o.GetAttribute("value")));
        var done = await page.SubmitAsync("Registrer", ("AppName", "afr"), ("Passed", "true"));
        Assert.Contains("Den praktiske prøven er registrert.", done.Text);
        Assert.NotEmpty(done.TextsAt("[aria-labelledby=posted]"));
    }

    [Theory]
    [InlineData("inf", "Ordningen har ingen praktisk prøve.")]
    [InlineData("krd", "Kandidaten er ikke påmeldt ordningen. Meld på først.")]
    [InlineData("gos", "Kandidaten er ikke påmeldt ordningen. Meld på først.")]
    public async Task A_practical_test_in_another_ordning_is_refused(string appName, string message)
    {
        var id = await demo.NewUserAsync("afr_ka", "inf_ka", "krd_ka");
        await demo.Demo.SetStatusAsync($"{id}", "utmeldt", appname: "krd");

        using var refused = await (await _staff.OpenAsync($"/staff/candidates/{id}/results/add/")).Form("Registrer")
            .SendForgedAsync(("AppName", appName), ("Date", "2026-11-23"), ("Passed", "true"));

        Assert.Contains(message, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()));
        Assert.Empty(await demo.Demo.RowsAsync($"results/?user={id}"));
    }

    [Fact]
    public async Task Without_such_an_ordning_the_page_leads_to_the_enrolment()
    {
        var id = await demo.NewUserAsync("inf_ka");

        var page = await _staff.OpenAsync($"/staff/candidates/{id}/results/add/");

        Assert.Contains("Kandidaten er ikke påmeldt en ordning med praktisk prøve.", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
    }
}
