using System.Collections.Concurrent;
using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;

namespace FinAut.BrowserTests;

/// <summary>What visitors do with a page.</summary>
internal static class Visits
{
    /// <summary>Where API users and staff sign in.</summary>
    public const string SignIn = "/finautapi/v1/api-auth/login/";

    /// <summary>Opens a path of a server.</summary>
    public static Task<IResponse?> OpenAsync(this IPage page, TestServer server, string path) => page.GotoAsync(server.BaseUrl + path);

    /// <summary>Fills the sign-in page, on which the visitor is, and sends it.</summary>
    public static async Task EnterAsync(this IPage page, string userName, string password)
    {
        await page.Locator("#UserName, #Email").FillAsync(userName);
        await page.Locator("#Password").FillAsync(password);
        await page.Locator("main form button").First.ClickAsync();
    }

    /// <summary>Signs in, and goes on to a path.</summary>
    public static async Task SignInAsync(this IPage page, TestServer server, string userName, string password, string next)
    {
        await page.OpenAsync(server, $"{SignIn}?next={Uri.EscapeDataString(next)}");
        await page.EnterAsync(userName, password);
        await page.IsAtAsync(server, next);
    }

    /// <summary>A page of Norsk Test's administrator of the demo data, who has signed in.</summary>
    public static async Task<IPage> StaffAsync(this BrowserFixture browser, TestServer server, string language)
    {
        var page = await browser.NewPageAsync(language);
        await page.SignInAsync(server, "staff", "Staff-Passord-1", "/staff/");
        return page;
    }

    /// <summary>Waits until the visitor is at a path.</summary>
    public static Task IsAtAsync(this IPage page, TestServer server, string path) => Assertions.Expect(page).ToHaveURLAsync(server.BaseUrl + path);

    /// <summary>Presses a button.</summary>
    public static Task PressAsync(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Follows a link.</summary>
    public static Task FollowAsync(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();

    /// <summary>Waits until the page's heading says so.</summary>
    public static Task IsHeadedAsync(this IPage page, string heading) => Assertions.Expect(page.Locator("h1")).ToContainTextAsync(heading);

    /// <summary>Waits until the page says so.</summary>
    public static Task SaysAsync(this IPage page, string text) => Assertions.Expect(page.Locator("main")).ToContainTextAsync(text);

    /// <summary>Makes a picture of a step of a way, for whoever makes pictures.</summary>
    public static async Task ShowAsync(this IPage page, string name, string language)
    {
        if (Snapshot.IsUpdating)
        {
            await page.ScreenshotAsync(new() { Path = Pictures.WayPathOf($"{name}-{language[..2]}"), FullPage = true });
        }
    }

    /// <summary>Everything that goes wrong in a page from now on.</summary>
    public static ConcurrentQueue<string> Troubles(this IPage page)
    {
        var troubles = new ConcurrentQueue<string>();
        page.RequestFailed += (_, request) => troubles.Enqueue($"{request.Url}: {request.Failure}");
        page.PageError += (_, error) => troubles.Enqueue(error);
        page.Dialog += async (_, dialog) =>
        {
            troubles.Enqueue($"A dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                troubles.Enqueue(message.Text);
            }
        };
        return troubles;
    }
}
