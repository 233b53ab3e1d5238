using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>What a person meets who is about to do something by a slip, or has typed something wrong.</summary>
[Collection(ChromiumTests.Name)]
public sealed class StaffSlipTests(BrowserFixture browser, DemoServer demo) : IClassFixture<DemoServer>
{
    private TestServer Server => demo.Server;

    [SkippableTheory]
    [InlineData("nb-NO", "Registrer status", "Registrer", "Registrer likevel", "Ingen bestått prøve i Skadeforsikring", "Statusen Autorisert (gosok) er registrert", "Ingenting ble sendt")]
    [InlineData("en-GB", "Register a status", "Register", "Register anyway", "No passed exam in Skadeforsikring", "The status Authorised (gosok) is registered", "Nothing was posted")]
    public async Task Authorisation_without_a_passed_exam_is_confirmed(
        string language, string link, string button, string anyway, string warning, string done, string posted)
    {
        var page = await browser.StaffAsync(Server, language);
        var troubles = page.Troubles();
        await page.OpenAsync(Server, "/staff/candidates/590496/");
        await page.FollowAsync(link);
        await Assertions.Expect(page.Locator("#AppName option")).ToHaveCountAsync(4);
        await page.Locator("#AppName").SelectOptionAsync("gos");
        await page.Locator("#Status").SelectOptionAsync("ok");
        await page.Locator("#Reason").FillAsync($"Vedtak {language}");
        await page.PressAsync(button);

        var alert = page.Locator("main [role=alert]");
        await Assertions.Expect(alert).ToContainTextAsync(warning);
        await Assertions.Expect(alert).ToBeFocusedAsync();
        await page.PressAsync(anyway);

        await page.IsAtAsync(Server, "/staff/candidates/590496/");
        await page.SaysAsync(done);
        await page.SaysAsync(posted);
        Assert.Empty(troubles);
    }

    [SkippableTheory]
    [InlineData("nb-NO", "Trekk tilbake", "Lag hemmelighet", "er trukket tilbake.")]
    [InlineData("en-GB", "Revoke", "Make secret", "is revoked.")]
    public async Task A_secret_is_revoked_after_a_question_that_names_it(string language, string revoke, string make, string done)
    {
        var owner = await browser.NewPageAsync(language);
        await owner.SignInAsync(Server, "demo", "Demo-Passord-1", "/o/applications/");
        await owner.OpenAsync(Server, "/o/applications/1/");
        await owner.Locator("#Label").FillAsync(language);
        await owner.PressAsync(make);
        var name = $"{language} (…{(await owner.Locator("#secret").InnerTextAsync())[^4..]})";
        await owner.Context.CloseAsync();
        var staff = await browser.StaffAsync(Server, language);
        var troubles = staff.Troubles();
        await staff.OpenAsync(Server, "/staff/api-users/1/applications/1/");

        await staff.FollowAsync($"{revoke} {name}");
        await staff.IsHeadedAsync($"{name}?");
        await staff.PressAsync(revoke);

        await staff.IsAtAsync(Server, "/staff/api-users/1/applications/1/");
        await staff.SaysAsync($"{name} {done}");
        await Assertions.Expect(staff.Locator("main table")).Not.ToContainTextAsync(language);
        Assert.Empty(troubles);
    }

    [SkippableTheory]
    [InlineData("nb-NO", "Registrer", "Dette feltet må fylles ut.")]
    [InlineData("en-GB", "Register", "This field is required.")]
    public async Task After_an_error_the_first_field_in_error_has_the_focus(string language, string button, string message)
    {
        var page = await browser.StaffAsync(Server, language);
        await page.OpenAsync(Server, "/staff/candidates/590499/statuses/add/");
        await page.Locator("#AppName").SelectOptionAsync("afr");
        await page.Locator("#Status").SelectOptionAsync("reauth");
        await page.Locator("#Reason").FillAsync(" ");
        await page.PressAsync(button);

        await Assertions.Expect(page.Locator("#Reason")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#Reason")).ToHaveAccessibleDescriptionAsync(message);
        await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(1);
    }

    [SkippableFact]
    public async Task After_a_refused_sign_in_the_summary_has_the_focus()
    {
        var page = await browser.NewPageAsync("nb-NO");
        await page.OpenAsync(Server, Visits.SignIn);
        await page.EnterAsync("demo", "feil");

        await Assertions.Expect(page.Locator("#form-errors")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#form-errors")).ToContainTextAsync("passordet er feil");
    }
}
