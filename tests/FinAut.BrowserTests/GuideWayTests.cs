using System.Net.Http.Headers;
using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>The way of the integration guide: sign in, register an application, make its secret, get a token, read a list.</summary>
[Collection(ChromiumTests.Name)]
public sealed class GuideWayTests(BrowserFixture browser, DemoServer demo) : IClassFixture<DemoServer>
{
    private TestServer Server => demo.Server;

    [SkippableFact]
    public async Task From_the_sign_in_to_a_list()
    {
        var page = await browser.NewPageAsync();
        var troubles = page.Troubles();
        await page.OpenAsync(Server, "/finautapi/v1/api-auth/login/?next=/o/applications/");
        await page.GetByLabel("Brukernavn").FillAsync("demo");
        await page.GetByLabel("Passord").FillAsync("Demo-Passord-1");
        await page.PressAsync("Logg inn");
        await page.IsAtAsync(Server, "/o/applications/");

        await page.FollowAsync("Registrer ny");
        await page.GetByLabel("Navn").FillAsync("LMS produksjon");
        await page.GetByLabel("Skrive").CheckAsync();
        await page.PressAsync("Registrer");
        await page.IsHeadedAsync("LMS produksjon");
        await page.SaysAsync("Applikasjonen får ikke token før den har en.");
        var clientId = await page.Locator("#client-id").InnerTextAsync();
        var first = await MakeSecretAsync(page);

        await AssertReadsUsersAsync(clientId, first);
        await page.OpenAsync(Server, new Uri(page.Url).AbsolutePath);
        await Assertions.Expect(page.Locator("#secret")).ToHaveCountAsync(0);
        Assert.DoesNotContain(first, await page.ContentAsync(), StringComparison.Ordinal);

        // Two live secrets, then the old one is revoked.
        await Assertions.Expect(page.GetByLabel("Dager den gamle skal virke")).ToHaveValueAsync("14");
        var second = await MakeSecretAsync(page);
        await AssertReadsUsersAsync(clientId, first);
        await AssertReadsUsersAsync(clientId, second);
        await page.FollowAsync($"Trekk tilbake …{first[^4..]}");
        await page.IsHeadedAsync($"Trekk tilbake hemmeligheten …{first[^4..]}?");
        await page.PressAsync("Trekk tilbake");
        await page.SaysAsync("er trukket tilbake.");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(clientId, first));
        await AssertReadsUsersAsync(clientId, second);

        await page.FollowAsync("Slett");
        await page.IsHeadedAsync("Slett «LMS produksjon»?");
        await page.PressAsync("Slett");
        await page.IsAtAsync(Server, "/o/applications/");
        await Assertions.Expect(page.Locator("main table")).Not.ToContainTextAsync("LMS produksjon");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, await AskAsync(clientId, second));
        Assert.Empty(troubles);
    }

    [SkippableFact]
    public async Task Whoever_opens_the_documentation_signs_in_and_comes_back_to_it()
    {
        var page = await browser.NewPageAsync();
        await page.OpenAsync(Server, "/finautapi/v1/docs/");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Logg inn");

        await page.EnterAsync("demo", "Demo-Passord-1");

        await page.IsAtAsync(Server, "/finautapi/v1/docs/");
        await page.Locator(".scheme-container .authorize").ClickAsync();

        // The first of the schemes is the one for reading and writing.
        await Assertions.Expect(page.Locator(".auth-container input[data-name=clientId]").First).ToHaveValueAsync("finaut-demo");
    }

    [SkippableFact]
    public async Task The_language_is_switched_on_the_page_and_kept()
    {
        var page = await browser.NewPageAsync();
        await page.SignInAsync(Server, "demo", "Demo-Passord-1", "/o/applications/");
        await page.IsHeadedAsync("Applikasjoner");

        await page.FollowAsync("English");
        await page.IsHeadedAsync("Applications");
        await page.FollowAsync("Register new");
        await page.IsHeadedAsync("Register an application");
        await page.FollowAsync("Norsk bokmål");

        await page.IsHeadedAsync("Registrer applikasjon");
    }

    [SkippableFact]
    public async Task After_signing_out_the_back_button_shows_nothing()
    {
        var page = await browser.NewPageAsync();
        await page.SignInAsync(Server, "demo", "Demo-Passord-1", "/o/applications/");
        await page.OpenAsync(Server, "/o/applications/1/");

        await page.PressAsync("Logg ut");
        await page.IsHeadedAsync("Du er logget ut");
        await page.GoBackAsync();

        await page.IsHeadedAsync("Logg inn");
    }

    private static async Task<string> MakeSecretAsync(IPage page)
    {
        await page.PressAsync("Lag hemmelighet");
        await page.SaysAsync("den vises bare denne ene gangen");
        return await page.Locator("#secret").InnerTextAsync();
    }

    private async Task AssertReadsUsersAsync(string clientId, string secret)
    {
        using var caller = Server.NewClient();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Server.Http.RequestTokenAsync(clientId, secret));
        var list = await caller.GetJsonAsync(TestServer.Root + "user/");
        Assert.Contains(list.Rows(), row => row.Text("id").EndsWith("/user/590499/", StringComparison.Ordinal));
    }

    private async Task<System.Net.HttpStatusCode> AskAsync(string clientId, string secret)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret };
        using var response = await Server.Http.PostAsync("/o/token/", new FormUrlEncodedContent(form));
        return response.StatusCode;
    }
}
