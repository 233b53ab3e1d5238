using System.Collections.Concurrent;
using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

[Collection(ChromiumTests.Name)]
public sealed class DocsPageTests(BrowserFixture browser, DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Docs = "/finautapi/v1/docs/";

    private TestServer Server => demo.Server;

    [SkippableFact]
    public async Task An_integrator_authorizes_and_tries_a_call_on_the_docs_page()
    {
        var page = await browser.NewPageAsync();
        var (asked, failed) = (new ConcurrentQueue<string>(), page.Troubles());
        page.Request += (_, request) => asked.Enqueue(request.Url);
        await page.SignInAsync(Server, "demo", "Demo-Passord-1", Docs);

        await AuthorizeAsync(page, TestServer.DemoClient, "finaut-demo-secret");
        var operation = await TryOutAsync(page, "User_List");

        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToHaveTextAsync("200");
        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_description").Last).ToContainTextAsync("590499");
        Assert.All(asked, url => Assert.StartsWith(Server.BaseUrl, url, StringComparison.Ordinal));
        Assert.Empty(failed);
    }

    [SkippableFact]
    public async Task Without_a_token_a_call_rests_on_the_session()
    {
        var page = await browser.NewPageAsync();
        await page.SignInAsync(Server, "demo", "Demo-Passord-1", Docs);

        var operation = await TryOutAsync(page, "Companies_List");

        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToHaveTextAsync("200");
    }

    private static async Task AuthorizeAsync(IPage page, string clientId, string clientSecret)
    {
        await page.Locator(".scheme-container .authorize").ClickAsync();
        var scheme = page.Locator(".auth-container").First;
        await scheme.Locator("input[data-name=clientId]").FillAsync(clientId);
        await scheme.Locator("input[data-name=clientSecret]").FillAsync(clientSecret);
        await scheme.Locator(".auth-btn-wrapper .authorize").ClickAsync();
        await Assertions.Expect(scheme.Locator(".auth-btn-wrapper button").First).ToHaveTextAsync("Logout");
        await scheme.Locator(".auth-btn-wrapper .btn-done").ClickAsync();
    }

    private static async Task<ILocator> TryOutAsync(IPage page, string operationId)
    {
        var operation = page.Locator($"[id$='-{operationId}']");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.Locator(".try-out__btn").ClickAsync();
        await operation.Locator("button.execute").ClickAsync();
        return operation;
    }
}
