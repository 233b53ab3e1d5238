using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Pages;

/// <summary>After an error: which fields are marked, what they refer to, and where the focus is.</summary>
public sealed class FormErrorTests(WriteServer demo) : IClassFixture<WriteServer>
{
    /// <summary>Page, button, what is filled in, and the fields in error in the order of the page.</summary>
    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "/staff/candidates/", "Søk", "Text=", "Text" },
        { "/staff/candidates/590499/statuses/add/", "Registrer", "Date=", "AppName Status Date Reason" },
        { "/staff/candidates/590499/statuses/add/", "Registrer", "AppName=afr&Status=ok&Reason=", "Reason" },
        { "/staff/candidates/590499/results/add/", "Registrer", "AppName=afr&Date=2030-01-01", "Date Passed" },
        { "/staff/candidates/590499/enrol/", "Meld på", "", "Role" },
        { "/staff/candidates/590499/move/?company=9001", "Overta", "", "Place" },
        { "/staff/candidates/590499/invite/", "Lag lenke", "Email=ingen", "Email" },
        { "/staff/api-users/new/", "Lag API-bruker", "UserName=demo&Companies=77&Limit=mange", "UserName Companies Limit" },
        { "/staff/api-users/1/applications/new/", "Registrer", "", "Form.Name" },
        { "/staff/companies/new/", "Lag bedrift", "Form.Orgnr=12", "Form.Navn Form.Orgnr" },
        { "/staff/companies/2265/departments/new/", "Lagre", "", "Name" },
        { "/staff/webhooks/add/", "Legg til", "Target=ftp://a&Headers=tull", "Company Target Headers" },
        { "/staff/userlogin/new/", "Lag klient", "", "ApiUser Slug Form.Name Form.PostUrl Form.RedirectUrl" },
        { "/staff/accounts/new/", "Lag konto", "UserName=staff", "UserName" },
        { "/finautapi/v1/api-auth/password/", "Bytt passord", "Current=feil&New=kort", "Current" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Fields_in_error_are_marked_and_the_first_has_the_focus(string path, string button, string filled, string fields)
    {
        using var staff = await Browser.StaffAsync(demo.Server);
        var page = await staff.OpenAsync(path);
        Assert.Empty(page.Document.QuerySelectorAll("[aria-invalid]"));

        var refused = await page.SubmitAsync(button, [.. Fill(filled)]);

        var wrong = refused.Document.QuerySelectorAll("main [aria-invalid=true]");
        Assert.Equal(fields.Split(' '), wrong.Select(f => f.GetAttribute("name")).Distinct());
        Assert.All(wrong, field => Assert.NotEmpty(HtmlPage.TextOf(refused.Document.GetElementById(field.GetAttribute("aria-describedby")!)!)));
        Assert.Same(wrong[0], Assert.Single(refused.Document.QuerySelectorAll("[autofocus]")));
        Assert.Null(refused.Document.GetElementById("form-errors"));

        // No error is without its field.
        var referred = wrong.Select(f => f.GetAttribute("aria-describedby")).ToHashSet();
        Assert.All(refused.Document.QuerySelectorAll(".error").Where(e => HtmlPage.TextOf(e).Length > 0), e => Assert.Contains(e.Id, referred));
    }

    [Theory]
    [InlineData("/finautapi/v1/api-auth/login/", "Logg inn", "UserName=demo&Password=feil", HttpStatusCode.Unauthorized)]
    [InlineData("/candidate/login/", "Logg inn", "Email=a@example.no&Password=feil", HttpStatusCode.Unauthorized)]
    public async Task An_error_of_no_single_field_is_in_a_summary_with_the_focus(string path, string button, string filled, HttpStatusCode status)
    {
        using var visitor = Browser.Open(demo.Server);

        using var response = await (await visitor.OpenAsync(path)).SendAsync(button, [.. Fill(filled)]);
        var refused = await HtmlPage.ReadAsync(visitor, response);

        Assert.Equal(status, refused.Status);
        var summary = Assert.Single(refused.Document.QuerySelectorAll("[autofocus]"));
        Assert.Equal(("form-errors", "alert", "-1"), (summary.Id, summary.GetAttribute("role"), summary.GetAttribute("tabindex")));
        Assert.NotEmpty(HtmlPage.TextOf(summary));
        Assert.Empty(refused.Document.QuerySelectorAll("[aria-invalid]"));
    }

    [Theory]
    [InlineData("nb", "Verdien er ikke gyldig.", "Lag hemmelighet")]
    [InlineData("en", "The value is not valid.", "Make secret")]
    public async Task A_value_that_cannot_be_read_is_refused_in_the_visitors_language(string language, string message, string button)
    {
        using var owner = await Browser.ApiUserAsync(demo.Server);
        owner.Headers.AcceptLanguage.ParseAdd(language);

        var page = await (await owner.OpenAsync("/o/applications/1/")).SubmitAsync(button, ("OverlapDays", "fjorten"));

        Assert.Equal(message, page.ErrorOf("OverlapDays"));
    }

    [Fact]
    public void Every_page_shows_errors_by_the_one_means()
    {
        var pages = Directory.EnumerateFiles(Repository.PathOf("src/FinAut.Api/Pages"), "*.cshtml", SearchOption.AllDirectories);

        Assert.All(pages, file => Assert.DoesNotContain("Html.ValidationMessage", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("src/FinAut.Api/Pages"), "*.cs", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("problem.Detail", File.ReadAllText(file), StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<(string Name, string Value)> Fill(string text) =>
        text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => (pair.Split('=')[0], pair.Split('=')[1]));
}
