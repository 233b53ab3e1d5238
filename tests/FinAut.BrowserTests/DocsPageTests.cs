using System.Collections.Concurrent;
using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

public sealed class DocsPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [SkippableFact]
    public async Task An_integrator_authorizes_and_tries_a_call_on_the_docs_page()
    {
        var page = await browser.NewPageAsync();
        var (asked, failed) = Watch(page);
        await page.GotoAsync(browser.Server.BaseUrl + "/finautapi/v1/docs/");

        await AuthorizeAsync(page, TestServer.DemoClient, "finaut-demo-secret");
        var operation = await TryOutAsync(page, "User_List");

        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToHaveTextAsync("200");
        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_description").Last).ToContainTextAsync("590499");
        Assert.All(asked, url => Assert.StartsWith(browser.Server.BaseUrl, url, StringComparison.Ordinal));
        Assert.Empty(failed);
    }

    [SkippableFact]
    public async Task Without_a_token_a_call_is_answered_with_401()
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(browser.Server.BaseUrl + "/finautapi/v1/docs/");

        var operation = await TryOutAsync(page, "Companies_List");

        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync("401");
    }

    // Everything that the page asks for, and everything that goes wrong in it.
    private static (ConcurrentQueue<string> Asked, ConcurrentQueue<string> Failed) Watch(IPage page)
    {
        var (asked, failed) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => asked.Enqueue(request.Url);
        page.RequestFailed += (_, request) => failed.Enqueue($"{request.Url}: {request.Failure}");
        page.PageError += (_, error) => failed.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                failed.Enqueue(message.Text);
            }
        };
        return (asked, failed);
    }

    private static async Task AuthorizeAsync(IPage page, string clientId, string clientSecret)
    {
        await page.Locator(".scheme-container .authorize").ClickAsync();
        await page.Locator(".auth-container input[data-name=clientId]").FillAsync(clientId);
        await page.Locator(".auth-container input[data-name=clientSecret]").FillAsync(clientSecret);
        await page.Locator(".auth-btn-wrapper .authorize").ClickAsync();
        await Assertions.Expect(page.Locator(".auth-btn-wrapper button").First).ToHaveTextAsync("Logout");
        await page.Locator(".auth-btn-wrapper .btn-done").ClickAsync();
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
