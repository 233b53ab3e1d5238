using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>Two tabs of one browser, in one of which somebody signs out.</summary>
[Collection(ChromiumTests.Name)]
public sealed class LostSessionWayTests(BrowserFixture browser, DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Form = "/staff/companies/new/";

    [SkippableFact]
    public async Task Who_signs_out_in_a_second_tab_is_told_and_a_form_in_a_third_leads_to_sign_in_and_back()
    {
        var (first, server) = (await browser.NewPageAsync(), demo.Server);
        await first.SignInAsync(server, "staff", "Staff-Passord-1", "/staff/");
        var (second, third) = (await first.Context.NewPageAsync(), await first.Context.NewPageAsync());
        await second.OpenAsync(server, "/staff/companies/");
        await third.OpenAsync(server, Form);
        await third.Locator("#Form_Navn").FillAsync("Tapt Bank");

        foreach (var tab in (IPage[])[first, second])
        {
            await tab.PressAsync("Logg ut");
            await tab.IsHeadedAsync("Du er logget ut");
        }

        await third.Locator("main form button").First.ClickAsync();
        await third.SaysAsync("Du er logget ut. Det du sendte, er ikke lagret: logg inn og prøv igjen.");
        await third.EnterAsync("staff", "Staff-Passord-1");
        await third.IsAtAsync(server, Form);
        await Assertions.Expect(third.GetByText("Du er logget ut")).ToHaveCountAsync(0);
    }
}
