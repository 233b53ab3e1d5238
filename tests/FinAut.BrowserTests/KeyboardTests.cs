using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>Pages without a mouse.</summary>
[Collection(ChromiumTests.Name)]
public sealed class KeyboardTests(BrowserFixture browser, DemoServer demo) : IClassFixture<DemoServer>
{
    private const int MaxTabs = 60;

    // What has the focus, and how it can be seen that it has.
    private const string Focused =
        """
        () => {
          const e = document.activeElement, s = getComputedStyle(e);
          const label = e.labels?.[0]?.innerText ?? "";
          return { name: (label || e.innerText || e.getAttribute("aria-label") || "").trim(), seen: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 };
        }
        """;

    private TestServer Server => demo.Server;

    [SkippableFact]
    public async Task An_application_is_registered_and_given_a_secret_by_the_keyboard_alone()
    {
        var page = await browser.NewPageAsync("en-GB");
        await page.OpenAsync(Server, "/finautapi/v1/api-auth/login/?next=/o/applications/");
        await Assertions.Expect(page.Locator("#UserName")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("demo");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Demo-Passord-1");
        await page.Keyboard.PressAsync("Enter");
        await page.IsAtAsync(Server, "/o/applications/");

        await TabToAsync(page, "Register new");
        await page.Keyboard.PressAsync("Enter");
        await page.IsHeadedAsync("Register an application");
        await Assertions.Expect(page.Locator("#Name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("By keyboard");
        await TabToAsync(page, "Manage your own webhooks");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "Register");
        await page.Keyboard.PressAsync("Enter");
        await page.IsHeadedAsync("By keyboard");
        await page.SaysAsync("read write webhooks");
        await TabToAsync(page, "Make secret");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#secret")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task The_first_stop_skips_the_menu()
    {
        var page = await browser.NewPageAsync("en-GB");
        await page.SignInAsync(Server, "staff", "Staff-Passord-1", "/staff/");
        await TabToAsync(page, "Skip to content");
        var skip = page.Locator(".skip");
        Assert.True((await skip.BoundingBoxAsync())!.X >= 0, "The link cannot be seen.");

        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
    }

    // Steps forward until something has the focus, which must be seen at every step.
    private static async Task TabToAsync(IPage page, string name)
    {
        var passed = new List<string>();
        for (var i = 0; i < MaxTabs; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<Stop>(Focused);
            if (focused.Name.Length > 0)
            {
                Assert.True(focused.Seen, $"It cannot be seen that '{focused.Name}' has the focus.");
            }

            if (focused.Name.StartsWith(name, StringComparison.Ordinal))
            {
                return;
            }

            passed.Add(focused.Name);
        }

        Assert.Fail($"'{name}' is not reached: {string.Join(" | ", passed)}");
    }

    private sealed class Stop
    {
        public string Name { get; set; } = "";

        public bool Seen { get; set; }
    }
}
