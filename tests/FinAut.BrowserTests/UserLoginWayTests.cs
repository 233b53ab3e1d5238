using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>A candidate's way from a course portal, by sign-in and consent, and back.</summary>
[Collection(ChromiumTests.Name)]
public sealed class UserLoginWayTests(BrowserFixture browser)
{
    [SkippableFact]
    public async Task From_the_portal_and_back_with_a_post_to_the_portal_in_between()
    {
        await using var portal = await UserLoginServer.StartAsync();
        var page = await PageAsync();
        await page.OpenAsync(portal.Server, UserLoginServer.Path());
        await page.IsHeadedAsync("Logg inn som kandidat");
        await page.EnterAsync("kandidat", "feil");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.EnterAsync("kandidat", UserLoginServer.CandidatePassword);

        await page.IsHeadedAsync("Koble deg til Kursportalen <b>Pluss</b>?");
        await page.SaysAsync("Fødselsnummeret ditt deles ikke.");
        Assert.Empty(portal.Inbox.Posts);
        await page.PressAsync("Ja, koble");

        await Assertions.Expect(page).ToHaveURLAsync(UserLoginServer.Redirect);
        var post = Assert.Single(portal.Inbox.Posts);
        var link = Assert.Single(await portal.LinksAsync());
        Assert.Equal((UserLoginServer.ExtUserId, link.EncryptedUserId), (post.Json.Text("ext_user_id"), post.Json.Text("encrypted_userid")));

        await page.OpenAsync(portal.Server, "/candidate/");
        await page.SaysAsync(UserLoginServer.ExtUserId);
    }

    [SkippableFact]
    public async Task By_a_provider_a_candidate_needs_no_password_with_us()
    {
        await using var provider = await StubProvider.StartAsync();
        await using var portal = await UserLoginServer.StartAsync(provider.Settings);
        provider.UserInfo = """{"pid":"55110098692"}""";
        var page = await PageAsync();
        await page.OpenAsync(portal.Server, UserLoginServer.Path());

        await page.Locator("main a.button").ClickAsync();

        await page.IsHeadedAsync("Koble deg til");
        await page.PressAsync("Ja, koble");
        await Assertions.Expect(page).ToHaveURLAsync(UserLoginServer.Redirect);
        Assert.Single(portal.Inbox.Posts);
    }

    // The portal itself is nobody's.
    private async Task<IPage> PageAsync()
    {
        var page = await browser.NewPageAsync();
        await page.RouteAsync("https://portal.test/**", route => route.FulfillAsync(new() { Status = 200, ContentType = "text/html", Body = "<h1>Kurset</h1>" }));
        return page;
    }
}
