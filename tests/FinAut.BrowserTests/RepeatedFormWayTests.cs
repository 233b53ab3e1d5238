using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>Forms that a person sends again, after Back, by reloading or from another tab, or with nothing chosen, by clicking.</summary>
[Collection(ChromiumTests.Name)]
public sealed class RepeatedFormWayTests(BrowserFixture browser, DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Candidate = "/staff/candidates/590496/";

    private TestServer Server => demo.Server;

    [SkippableTheory]
    [InlineData("nb-NO", "Registrer", "Statusen Reautoriseres (reauth) er registrert", "Kandidaten har allerede denne statusen.")]
    [InlineData("en-GB", "Register", "The status Being reauthorised (reauth) is registered", "The candidate already has this status.")]
    public async Task A_status_is_registered_once(string language, string button, string done, string refused)
    {
        var page = await browser.StaffAsync(Server, language);
        await page.OpenAsync(Server, Candidate + "statuses/add/");
        await RegisterAsync();
        await page.SaysAsync(done);
        await page.ShowAsync("status-registered", language);

        await page.GoBackAsync();
        await RegisterAsync();

        await page.SaysAsync(refused);
        await Assertions.Expect(page.Locator("#Status")).ToBeFocusedAsync();
        await page.ShowAsync("status-again", language);

        async Task RegisterAsync()
        {
            await page.Locator("#AppName").SelectOptionAsync("krd");
            await page.Locator("#Status").SelectOptionAsync("reauth");
            await page.Locator("#Reason").FillAsync($"Vedtak {language}");
            await page.PressAsync(button);
        }
    }

    [SkippableTheory]
    [InlineData("nb-NO", "true", "Bestått", "Registrer", "Den praktiske prøven er registrert.", "er allerede registrert.")]
    [InlineData("en-GB", "false", "Failed", "Register", "The practical test is registered.", "is already registered.")]
    public async Task A_practical_test_is_registered_once(string language, string passed, string outcome, string button, string done, string refused)
    {
        var page = await browser.StaffAsync(Server, language);
        await page.OpenAsync(Server, Candidate + "results/add/");
        await RegisterAsync();
        await page.SaysAsync(done);
        await page.SaysAsync(outcome);

        await page.GoBackAsync();
        await RegisterAsync();

        await page.SaysAsync(refused);
        await Assertions.Expect(page.Locator("#Date")).ToBeFocusedAsync();
        await page.ShowAsync("test-again", language);

        async Task RegisterAsync()
        {
            await page.Locator("#AppName").SelectOptionAsync("krd");
            await page.Locator($"[name=Passed][value={passed}]").CheckAsync();
            await page.PressAsync(button);
        }
    }

    [SkippableTheory]
    [InlineData("nb-NO", "Legg til", "Bedriften har allerede et endepunkt som sender det samme til denne adressen.")]
    [InlineData("en-GB", "Add", "The company already has an endpoint that posts the same to this URL.")]
    public async Task An_endpoint_is_not_added_again_when_the_page_with_its_secret_is_reloaded(string language, string button, string refused)
    {
        var page = await browser.StaffAsync(Server, language);
        await page.OpenAsync(Server, "/staff/webhooks/add/");
        await page.Locator("#Company").SelectOptionAsync("2265");
        await page.Locator("#Target").FillAsync($"http://127.0.0.1:9/{language}");
        await page.PressAsync(button);
        await Assertions.Expect(page.Locator("code.secret")).ToBeVisibleAsync();

        await page.ReloadAsync();

        await page.SaysAsync(refused);
        await Assertions.Expect(page.Locator("#Target")).ToBeFocusedAsync();
        await page.ShowAsync("endpoint-again", language);
    }

    [SkippableTheory]
    [InlineData("nb-NO", "Overta", "er overtatt av", "har skiftet arbeidsgiver etter at siden ble åpnet")]
    [InlineData("en-GB", "Take over", "is taken over by", "has changed employer since the page was opened")]
    public async Task A_move_from_a_stale_tab_asks_first(string language, string button, string done, string asked)
    {
        var person = await Server.AddPersonAsync(p => p.Employ(Places.Testfirma, Places.Testavdeling));
        var page = await browser.StaffAsync(Server, language);
        var stale = await page.Context.NewPageAsync();
        await page.OpenAsync(Server, $"/staff/candidates/{person}/move/?company={Bodies.Eksempelbanken}");
        await stale.OpenAsync(Server, $"/staff/candidates/{person}/move/?company={Places.Utenfor}");
        await TakeOverAsync(page, Bodies.Eksempelavdeling);
        await page.SaysAsync(done);

        await TakeOverAsync(stale, Places.UtenforDepartment);

        await Assertions.Expect(stale.Locator("#form-errors")).ToBeFocusedAsync();
        await Assertions.Expect(stale.Locator("#form-errors")).ToContainTextAsync(asked);
        await stale.ShowAsync("move-stale", language);
        await stale.PressAsync(button);
        await stale.SaysAsync(done);

        async Task TakeOverAsync(IPage tab, long department)
        {
            await tab.Locator("#Place").SelectOptionAsync($"{department}");
            await tab.PressAsync(button);
        }
    }

    [SkippableTheory]
    [InlineData("nb-NO", "Koble fra de valgte", "Koble til de valgte", "Velg minst én bedrift.")]
    [InlineData("en-GB", "Unlink the chosen", "Link the chosen", "Choose at least one company.")]
    public async Task Companies_are_to_be_chosen_before_they_are_linked_or_unlinked(string language, string unlink, string link, string refused)
    {
        var page = await browser.StaffAsync(Server, language);
        foreach (var (path, button) in new[] { ("companies", unlink), ("link", link) })
        {
            await page.OpenAsync(Server, $"/staff/api-users/1/{path}/");
            await page.PressAsync(button);

            await page.SaysAsync(refused);
            await Assertions.Expect(page.Locator("[name=Chosen]").First).ToBeFocusedAsync();
            await page.ShowAsync($"{path}-none", language);
        }
    }
}
