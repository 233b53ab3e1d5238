using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>
/// Every page as people see it: on a desk in bokmål by daylight, on a phone in English in the dark. Nothing may overflow, fail to
/// load or be out of reach for those who see or hear it otherwise. With <c>FINAUT_UPDATE_SNAPSHOTS=1</c> the pictures in
/// <c>docs/screenshots</c> are made anew.
/// </summary>
[Collection(ChromiumTests.Name)]
public sealed partial class LookTests(BrowserFixture browser, SiteWorld world) : IClassFixture<SiteWorld>
{
    private const int DeskWidth = 1280;
    private const int PhoneWidth = 360;
    private const int Height = 900;
    private const int RegexTimeout = 1000;

    // What would have to be scrolled sideways, other than inside a box that says that it scrolls.
    private const string Overflow =
        """
        () => document.documentElement.scrollWidth <= window.innerWidth ? [] :
          [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.parentElement.closest(".scroll, pre"))
            .map(e => e.tagName + "." + e.className + ": " + e.textContent.trim().slice(0, 40))
        """;

    private const string Axe =
        """
        async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
          .filter(v => v.impact === "serious" || v.impact === "critical")
          .map(v => `${v.id} (${v.impact}): ${v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")}`)
        """;

    // Pages that only take posts; opened, they lead back.
    private static readonly string[] WithoutLooks =
    [
        "candidate/provider/", "staff/accounts/{id:long}/enable/", "staff/accounts/{id:long}/unlock/", "staff/api-users/{id:long}/enable/",
        "staff/api-users/{id:long}/sign-in/", "staff/api-users/{id:long}/unlink/",
    ];

    public static TheoryData<string> Names => [.. Screens.All.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task A_page_is_in_order(string name)
    {
        var screen = Screens.All[name];
        await LookAsync(screen, DeskWidth, ColorScheme.Light, "nb", Pictures.PathOf(name));
        await LookAsync(screen, PhoneWidth, ColorScheme.Dark, "en", Snapshot.IsUpdating ? Pictures.PhonePathOf(name) : null);
    }

    [Fact]
    public void No_page_is_left_out()
    {
        var seen = Screens.All.Values.Select(s => s.Path(world).Split('?')[0].TrimStart('/')).ToList();
        var pages = world.Server.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items
            .OfType<PageActionDescriptor>().Select(p => p.AttributeRouteInfo!.Template!.TrimEnd('/') + "/").ToList();

        Assert.Equal(WithoutLooks, pages.Where(p => WithoutLooks.Contains(p)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(pages, p => !WithoutLooks.Contains(p) && !IsReachedLater(p) && !seen.Exists(s => Matches(p, s)));
    }

    // Only a right password leads there: see the screen sign-in-code.
    private static bool IsReachedLater(string template) => template == "finautapi/v1/api-auth/code/";

    private static bool Matches(string template, string path) =>
        Regex.IsMatch(path, "^" + Parameter().Replace(Regex.Escape(template).Replace(@"\{", "{", StringComparison.Ordinal), "[^/]+") + "$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private async Task LookAsync(Screen screen, int width, ColorScheme colors, string language, string? picture)
    {
        var (page, troubles) = await world.TabAsync(browser, screen.Visitor, language);
        await page.SetViewportSizeAsync(width, Height);
        await page.EmulateMediaAsync(new() { ColorScheme = colors });
        var shown = 0;
        page.Response += Note;
        var response = await page.OpenAsync(world.Server, screen.Path(world));
        Assert.Equal(screen.Status, response!.Status);
        if (screen.Act is not null)
        {
            await screen.Act(page);
            await page.WaitForLoadStateAsync(LoadState.Load);
        }

        page.Response -= Note;
        Assert.True(shown < 400 || screen.IsRefusal, $"{screen.Name} is answered with {shown}, which its name does not say.");
        if (picture is not null)
        {
            await page.ScreenshotAsync(new() { Path = picture, FullPage = true });
        }

        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>(Overflow));
        Assert.Empty(await page.EvaluateAsync<string[]>(Axe));

        // A refusal by its status is no trouble.
        Assert.DoesNotContain(troubles, t => !t.Contains("status of 4", StringComparison.Ordinal) || !screen.IsRefusal);

        // Of the page itself, which may be another than was opened.
        void Note(object? sender, IResponse answer) => shown = answer.Request.IsNavigationRequest ? answer.Status : shown;
    }

    [GeneratedRegex("{[^/]+}", RegexOptions.None, RegexTimeout)]
    private static partial Regex Parameter();
}

/// <summary>Where pictures of pages go.</summary>
internal static class Pictures
{
    private static readonly string Beside = Path.Combine(AppContext.BaseDirectory, "screenshots");

    /// <summary>A page on a desk: in the repository when its pictures are made anew, else beside the tests.</summary>
    public static string PathOf(string name) => Path.Combine(Snapshot.IsUpdating ? Repository.PathOf("docs/screenshots") : Beside, name + ".png");

    /// <summary>A step of a way through several pages, beside the tests.</summary>
    public static string WayPathOf(string name) => Path.Combine(Beside, "ways", name + ".png");

    /// <summary>A page on a phone, beside the tests.</summary>
    public static string PhonePathOf(string name) => Path.Combine(Beside, "phone", name + ".png");
}
