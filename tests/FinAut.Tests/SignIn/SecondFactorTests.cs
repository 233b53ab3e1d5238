using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Pages;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.SignIn;

/// <summary>Outside demo mode staff need an authenticator app: with the password alone they can do nothing but set one up.</summary>
public sealed class SecondFactorTests(ProductionServer production) : IClassFixture<ProductionServer>
{
    private const string Login = "/finautapi/v1/api-auth/login/";
    private const string SetUp = "/finautapi/v1/api-auth/authenticator/";
    private const string Code = "/finautapi/v1/api-auth/code/";
    private const string Good = "En lang setning som bare jeg kan 7";
    private TestServer Server => production.Server;

    [Fact]
    public async Task With_the_password_alone_staff_can_only_set_an_app_up()
    {
        await TestSignIns.AddAsync(Server, AccountKind.Staff, "uten-app", Good);
        using var browser = await BeginAsync("uten-app", SetUp);
        await AssertIsNobodyAsync(browser, SetUp);

        var page = await browser.OpenAsync(SetUp);
        var app = AuthenticatorApp.Scan(page);
        using var taken = await AuthenticatorApp.SetUpAsync(page, app.Code());
        Assert.Equal("/staff/", taken.Headers.Location?.ToString());
        await browser.GetAsync("/staff/");
        await browser.GetAsync("/finautapi/v1/docs/");

        // From now on the password alone leads to the code, and to no new app.
        using var thief = await BeginAsync("uten-app", Code);
        await AssertIsNobodyAsync(thief, Code);
        using var anotherApp = await thief.SendAsync(HttpMethod.Get, SetUp);
        Assert.Equal(Login, anotherApp.Headers.Location?.ToString());
        using var code = await thief.SendFormAsync(Code, "Fortsett", ("Digits", app.Code(later: 1)));
        Assert.Equal("/staff/", code.Headers.Location?.ToString());
        await thief.GetAsync("/staff/");
    }

    [Fact]
    public async Task Whoever_loses_the_app_is_out_at_once_and_sets_another_up()
    {
        await TestSignIns.AddAsync(Server, AccountKind.Staff, "mistet-app", Good);
        using var browser = await BeginAsync("mistet-app", SetUp);
        var page = await browser.OpenAsync(SetUp);
        (await AuthenticatorApp.SetUpAsync(page, AuthenticatorApp.Scan(page).Code())).Dispose();
        await browser.GetAsync("/staff/");

        await using (var db = Server.Database())
        {
            (await db.Accounts.SingleAsync(a => a.UserName == "mistet-app")).RemoveSecondFactor();
            await db.SaveChangesAsync();
        }

        await browser.GetAsync("/staff/", HttpStatusCode.Redirect);
        using var again = await BeginAsync("mistet-app", SetUp);
        await again.GetAsync("/staff/", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_new_password_does_not_stand_in_for_the_app()
    {
        await TestSignIns.AddAsync(Server, AccountKind.Staff, "nytt-passord", Good);
        using var browser = Browser.Open(production);
        var link = await TestSignIns.LinkAsync(Server, "nytt-passord");
        using var chosen = await browser.SendFormAsync(link, "Lagre passordet", ("New", Good + "8"));
        Assert.Equal(Login, chosen.Headers.Location?.ToString());
        await browser.GetAsync("/staff/", HttpStatusCode.Redirect);

        using var signedIn = await browser.SendFormAsync(Login, "Logg inn", ("UserName", "nytt-passord"), ("Password", Good + "8"));
        Assert.StartsWith(SetUp, signedIn.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_users_choose_for_themselves()
    {
        await TestSignIns.AddAsync(Server, AccountKind.ApiUser, "integrator", Good);
        using var browser = await BeginAsync("integrator", "/o/applications/");

        await browser.GetAsync("/o/applications/");
    }

    // Every page that is not for everybody, the documentation, and the API.
    private async Task AssertIsNobodyAsync(Browser browser, string form)
    {
        using var nobody = Browser.Open(production);
        foreach (var (route, policy) in PageTable.Policies.Where(p => p.Value != PageTable.Everybody))
        {
            var path = SitePages.PathOfNothing(route);
            using var opened = await browser.SendAsync(HttpMethod.Get, path);
            using var posted = await browser.PostForgedFromAsync(form, path);
            Assert.All([opened, posted], response =>
            {
                Assert.True(response.StatusCode == HttpStatusCode.Redirect, $"{(int)response.StatusCode} for {path}, which is for {policy}.");
                Assert.Contains("/login/?next=", response.Headers.Location!.ToString(), StringComparison.Ordinal);
            });
        }

        foreach (var path in new[] { "/finautapi/v1/docs/", "/finautapi/v1/docs/openapi.json", "/finautapi/v1/companies/", "/finautapi/v1/user/590499/" })
        {
            using var seen = await browser.SendAsync(HttpMethod.Get, path);
            using var seenByNobody = await nobody.SendAsync(HttpMethod.Get, path);
            Assert.True(!seen.IsSuccessStatusCode && seen.StatusCode == seenByNobody.StatusCode, $"{(int)seen.StatusCode} for {path}");
        }
    }

    private async Task<Browser> BeginAsync(string name, string next)
    {
        var browser = Browser.Open(production);
        using var response = await browser.SendFormAsync(Login, "Logg inn", ("UserName", name), ("Password", Good));
        Assert.StartsWith(next, response.Headers.Location?.ToString(), StringComparison.Ordinal);
        return browser;
    }
}
