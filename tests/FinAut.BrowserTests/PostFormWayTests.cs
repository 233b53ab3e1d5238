using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>The forms that post to another address than their page's own, by clicking, in both languages.</summary>
[Collection(ChromiumTests.Name)]
public sealed class PostFormWayTests(BrowserFixture browser, PostFormWayTests.World world) : IClassFixture<PostFormWayTests.World>
{
    private const string Persnr = "55110098692";

    private TestServer Server => world.Portal.Server;

    public static TheoryData<string> Languages => ["nb-NO", "en-GB"];

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Candidate_is_found_by_name_persnr_and_alias_and_moved(string language)
    {
        var (page, say) = await StaffAsync(language, "/staff/candidates/");
        var alias = $"ansatt-{Guid.NewGuid():N}";
        var person = await Server.AddPersonAsync(p => p.Employ(Places.Testfirma, Places.Testavdeling, alias: alias));
        var name = await NameAsync(person);

        await SearchAsync("Nordmann");
        await Assertions.Expect(page.Locator("main table")).ToContainTextAsync("Nordmann");
        await page.ShowAsync("candidates-by-name", language);
        await page.OpenAsync(Server, "/staff/candidates/");
        await SearchAsync(Persnr);
        await page.IsAtAsync(Server, $"/staff/candidates/{UserLoginServer.Candidate}/");
        await page.OpenAsync(Server, "/staff/candidates/");
        await SearchAsync(alias);
        await page.IsAtAsync(Server, $"/staff/candidates/{person}/");

        await page.FollowAsync(say("Overta til annen bedrift", "Take over to another company"));
        await page.GetByLabel(say("Ny bedrift", "New company")).SelectOptionAsync(new SelectOptionValue { Value = $"{Places.Utenfor}" });
        await page.PressAsync(say("Neste: velg avdeling", "Next: choose a department"));
        await page.GetByLabel(say("Avdeling", "Department")).SelectOptionAsync(new SelectOptionValue { Value = $"{Places.UtenforDepartment}" });
        await page.ShowAsync("candidate-move", language);
        await page.PressAsync(say("Overta", "Take over"));

        await page.SaysAsync(say($"{name} er overtatt av", $"{name} is taken over by"));
        await page.ShowAsync("candidate-moved", language);
        await using var db = Server.Database();
        Assert.Equal(Places.Utenfor, await db.Users.IgnoreQueryFilters().Where(u => u.Id == person).Select(u => u.CompanyId).SingleAsync());

        async Task SearchAsync(string text)
        {
            await page.Locator("#Text").FillAsync(text);
            await page.PressAsync(say("Søk", "Search"));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Api_user_is_disabled_and_enabled_given_an_account_and_unlinked(string language)
    {
        var id = await Server.NewApiUserAsync();
        var (page, say) = await StaffAsync(language, $"/staff/api-users/{id}/");

        await page.PressAsync(say("Lag konto", "Make an account"));
        await page.IsHeadedAsync(say("Nytt passord for", "New password for"));
        await page.ShowAsync("api-user-account", language);
        await page.OpenAsync(Server, $"/staff/api-users/{id}/");
        await page.FollowAsync(say("Sperr", "Disable"));
        await page.PressAsync(say("Sperr", "Disable"));
        await page.SaysAsync(say("er sperret.", "is disabled."));
        await page.PressAsync(say("Opphev sperren", "Enable"));
        await page.SaysAsync(say("er i bruk igjen.", "is active again."));
        await page.ShowAsync("api-user-enabled", language);

        await page.FollowAsync(say("Se alle, og koble fra", "See all, and unlink"));
        await page.GetByLabel("Testfirma").First.CheckAsync();
        await page.PressAsync(say("Koble fra de valgte", "Unlink the chosen"));
        await page.SaysAsync(say("Antall bedrifter koblet fra: 1.", "Companies unlinked: 1."));
        await page.ShowAsync("api-user-unlinked", language);
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Member_of_staff_is_enabled_and_an_account_unlocked(string language)
    {
        var disabled = await AccountAsync(AccountKind.Staff);
        var user = await AccountAsync(AccountKind.ApiUser);
        var until = Server.Time.GetUtcNow().AddHours(1);
        await using (var db = Server.Database())
        {
            await db.Accounts.Where(a => a.Id == disabled.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Enabled, false).SetProperty(a => a.LockedUntil, until));
            await db.Accounts.Where(a => a.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LockedUntil, until));
        }

        var (page, say) = await StaffAsync(language, $"/staff/accounts/{disabled.Id}/");
        await page.PressAsync(say("Opphev sperren", "Enable"));
        await page.SaysAsync(say("kan logge inn igjen.", "can sign in again."));
        await page.PressAsync(say("Lås opp", "Unlock"));
        await page.SaysAsync(say("Kontoen er låst opp.", "The account is unlocked."));
        await page.ShowAsync("staff-unlocked", language);

        await page.OpenAsync(Server, $"/staff/api-users/{user.ApiUserId}/");
        await page.PressAsync(say("Lås opp", "Unlock"));
        await page.SaysAsync(say("Kontoen er låst opp.", "The account is unlocked."));
        await page.ShowAsync("api-user-unlocked", language);
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Candidate_who_is_refused_signs_out(string language)
    {
        var (page, say) = await PageAsync(language);
        await page.OpenAsync(Server, UserLoginServer.Path("another"));
        await page.EnterAsync("kandidat", UserLoginServer.CandidatePassword);
        await page.IsHeadedAsync(say("Du er allerede koblet", "You are linked already"));
        await page.ShowAsync("consent-refused", language);

        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = say("Logg ut", "Sign out"), Exact = true }).ClickAsync();

        await page.IsHeadedAsync(say("Du er logget ut", "You are signed out"));
        await page.ShowAsync("consent-refused-signed-out", language);
        await page.OpenAsync(Server, "/candidate/");
        await page.IsHeadedAsync(say("Logg inn som kandidat", "Sign in as a candidate"));
    }

    private async Task<(IPage Page, Func<string, string, string> Say)> PageAsync(string language) =>
        (await browser.NewPageAsync(language), (norwegian, english) => language.StartsWith("en", StringComparison.Ordinal) ? english : norwegian);

    private async Task<(IPage Page, Func<string, string, string> Say)> StaffAsync(string language, string path)
    {
        var (page, say) = await PageAsync(language);
        await page.SignInAsync(Server, "staff", "Staff-Passord-1", path);
        return (page, say);
    }

    private Task<Account> AccountAsync(AccountKind kind) => TestSignIns.AddAsync(Server, kind, $"konto-{Guid.NewGuid():N}", "tre gule hester i regnet", StaffRole.Support);

    private async Task<string> NameAsync(long person)
    {
        await using var db = Server.Database();
        return await db.Users.IgnoreQueryFilters().Where(u => u.Id == person).Select(u => u.FirstName + " " + u.LastName).SingleAsync();
    }

    /// <summary>A portal to which the demo data's candidate is linked.</summary>
    public sealed class World : IAsyncLifetime
    {
        public UserLoginServer Portal { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Portal = await UserLoginServer.StartAsync();
            using var candidate = await Portal.CandidateAsync();
            (await UserLoginServer.ConsentAsync(candidate)).Dispose();
        }

        public async Task DisposeAsync() => await Portal.DisposeAsync();
    }
}
