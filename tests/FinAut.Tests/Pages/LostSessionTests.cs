using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;

namespace FinAut.Tests.Pages;

/// <summary>A form that is sent after its session has ended says so, in words, and leads to sign-in.</summary>
public sealed class LostSessionTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string SignIn = "/finautapi/v1/api-auth/login/";
    private const string CandidateSignIn = "/candidate/login/";
    private const string NewCompany = "/staff/companies/new/";
    private const string SignedOut = "Du er logget ut";
    private const string NotSaved = "Du er logget ut. Det du sendte, er ikke lagret: logg inn og prøv igjen.";

    private TestServer Server => demo.Server;

    [Theory]
    [InlineData("nb", "Logg ut", SignedOut, "Logg inn igjen")]
    [InlineData("en", "Sign out", "You are signed out", "Sign in again")]
    public async Task Signing_out_in_a_second_tab_says_that_one_is_signed_out(string language, string button, string words, string link)
    {
        using var browser = await Browser.StaffAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        HtmlPage[] tabs = [await browser.OpenAsync("/staff/"), await browser.OpenAsync("/staff/companies/"), await browser.OpenAsync("/staff/")];

        foreach (var tab in tabs)
        {
            var page = await tab.SubmitAsync(button);

            Assert.Equal(words, page.TextAt("h1"));
            Assert.Equal(link, page.TextAt($"main a[href='{SignIn}']"));
        }
    }

    [Fact]
    public async Task A_candidate_who_signs_out_in_a_second_tab_is_told_the_same()
    {
        using var browser = await CandidateAsync();
        HtmlPage[] tabs = [await browser.OpenAsync("/candidate/"), await browser.OpenAsync("/candidate/")];

        foreach (var tab in tabs)
        {
            Assert.Equal(SignedOut, (await tab.SubmitAsync("Logg ut")).TextAt("h1"));
        }
    }

    [Fact]
    public async Task Signing_out_without_any_cookie_says_that_one_is_signed_out()
    {
        using var browser = await Browser.ApiUserAsync(Server);
        var page = await browser.OpenAsync("/o/applications/");
        ClearCookies(browser);

        Assert.Equal(SignedOut, (await page.SubmitAsync("Logg ut")).TextAt("h1"));
    }

    [Theory]
    [InlineData("nb", "Logg ut", NotSaved)]
    [InlineData("en", "Sign out", "You are signed out. What you sent was not saved: sign in and try again.")]
    public async Task A_form_of_staff_sent_after_the_session_leads_to_sign_in_and_says_why(string language, string signOut, string words)
    {
        using var browser = await Browser.StaffAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        var form = await browser.OpenAsync(NewCompany);
        await (await browser.OpenAsync("/staff/")).SubmitAsync(signOut);
        var name = $"Tapt {Guid.NewGuid():N}";

        AssertSignIn(await form.SubmitAsync(ButtonOf(form), ("Form.Navn", name)), SignIn, NewCompany, words);

        using var staff = await Browser.StaffAsync(Server);
        Assert.DoesNotContain(name, (await staff.OpenAsync("/staff/companies/?q=Tapt")).Text);
    }

    [Fact]
    public async Task A_form_whose_cookies_are_gone_leads_to_sign_in()
    {
        using var browser = await Browser.StaffAsync(Server);
        var form = await browser.OpenAsync(NewCompany);
        ClearCookies(browser);

        AssertSignIn(await form.SubmitAsync(ButtonOf(form), ("Form.Navn", "Tapt")), SignIn, NewCompany, NotSaved);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_consent_sent_after_the_session_leads_to_sign_in(bool cookiesGone)
    {
        var path = UserLoginServer.Path($"lms-{Guid.NewGuid():N}", "demo");
        using var browser = await CandidateAsync();
        var (consent, other) = (await browser.OpenAsync(path), await browser.OpenAsync("/candidate/"));
        if (cookiesGone)
        {
            ClearCookies(browser);
        }
        else
        {
            await other.SubmitAsync("Logg ut");
        }

        AssertSignIn(await consent.SubmitAsync("Ja, koble"), CandidateSignIn, path, NotSaved);
    }

    [Fact]
    public async Task A_page_that_is_opened_without_a_session_leads_to_sign_in_without_more_words()
    {
        using var visitor = Browser.Open(Server);

        var page = await visitor.OpenAsync(NewCompany);

        Assert.Equal(SignIn, page.Address.AbsolutePath);
        Assert.Empty(page.TextsAt("[role=alert]"));
    }

    [Theory]
    [InlineData("nb", "Skjemaet hører til en annen innlogging", "Logg inn")]
    [InlineData("en", "The form belongs to another sign-in", "Sign in")]
    public async Task A_form_of_somebody_who_signed_in_before_says_so(string language, string words, string link)
    {
        using var browser = await Browser.ApiUserAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        var (form, signIn) = (await browser.OpenAsync("/o/applications/register/"), await browser.OpenAsync(SignIn));
        await signIn.SubmitAsync(ButtonOf(signIn), ("UserName", "other"), ("Password", "Other-Passord-1"));

        using var response = await form.SendAsync(ButtonOf(form), ("Name", "Tapt"));
        var page = await HtmlPage.ReadAsync(browser, response);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal(words, page.TextAt("h1"));
        Assert.Equal(link, page.TextAt($"main a[href='{SignIn}']"));
        Assert.DoesNotContain("Tapt", (await browser.OpenAsync("/o/applications/")).Text);
    }

    [Fact]
    public async Task A_form_without_its_token_is_too_old()
    {
        using var browser = await Browser.ApiUserAsync(Server);
        using var response = await browser.PostForgedAsync("/o/applications/register/", ("Name", "Tapt"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Skjemaet er for gammelt", (await HtmlPage.ReadAsync(browser, response)).TextAt("h1"));
    }

    [Theory]
    [InlineData("nb", "Skjemaet kan ikke leses")]
    [InlineData("en", "The form cannot be read")]
    public async Task A_form_with_what_no_form_can_hold_is_not_called_old(string language, string words)
    {
        using var browser = await Browser.ApiUserAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        var form = await browser.OpenAsync("/o/applications/register/");

        using var response = await form.SendAsync(ButtonOf(form), ("Name", "a\0b"));
        var page = await HtmlPage.ReadAsync(browser, response);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal(words, page.TextAt("h1"));
    }

    private static void AssertSignIn(HtmlPage page, string signIn, string path, string words)
    {
        Assert.Equal($"{signIn}?next={Uri.EscapeDataString(path)}", page.Path);
        Assert.Equal(words, page.TextAt("[role=alert]"));
    }

    // The button of the only form in a page's main part.
    private static string ButtonOf(HtmlPage page) => page.TextAt("main form button");

    private static void ClearCookies(Browser browser)
    {
        foreach (var cookie in browser.Cookies.GetAllCookies().AsEnumerable())
        {
            cookie.Expired = true;
        }
    }

    private async Task<Browser> CandidateAsync()
    {
        var browser = Browser.Open(Server);
        var page = await browser.OpenAsync(CandidateSignIn);
        await page.SubmitAsync(ButtonOf(page), ("Email", "kandidat"), ("Password", UserLoginServer.CandidatePassword));
        return browser;
    }
}
