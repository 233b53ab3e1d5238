using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using FinAut.Tests.UserLogin;

namespace FinAut.Tests.Pages;

/// <summary>A form that is sent after its session has ended says so, in words, and leads to sign-in.</summary>
public sealed class LostSessionTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string SignOut = "/finautapi/v1/api-auth/logout/";
    private const string SignIn = "/finautapi/v1/api-auth/login/";
    private const string CandidateSignOut = "/candidate/logout/";
    private const string CandidateSignIn = "/candidate/login/";
    private const string SignedOut = "Du er logget ut";

    private TestServer Server => demo.Server;

    [Theory]
    [InlineData("nb", SignedOut, "Logg inn igjen")]
    [InlineData("en", "You are signed out", "Sign in again")]
    public async Task Signing_out_in_a_second_tab_says_that_one_is_signed_out(string language, string words, string link)
    {
        using var browser = await Browser.StaffAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        var (first, second) = (await browser.FormTokenAsync("/staff/"), await browser.FormTokenAsync("/staff/"));

        foreach (var token in (string[])[first, second, second])
        {
            using var response = await browser.PostWithoutFormAsync(SignOut, (Browser.TokenField, token));
            var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains(words, page);
            Assert.Contains($"href=\"{SignIn}\">{link}", page);
        }
    }

    [Fact]
    public async Task A_candidate_who_signs_out_in_a_second_tab_is_told_the_same()
    {
        using var browser = await CandidateAsync();
        var token = await browser.FormTokenAsync(CandidateSignOut);

        for (var tab = 0; tab < 2; tab++)
        {
            using var response = await browser.PostWithoutFormAsync(CandidateSignOut, (Browser.TokenField, token));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains(SignedOut, await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("nb", "Du er logget ut. Det du sendte, er ikke lagret")]
    [InlineData("en", "You are signed out. What you sent was not saved")]
    public async Task A_form_of_staff_sent_after_the_session_leads_to_sign_in_and_says_why(string language, string words)
    {
        using var browser = await Browser.StaffAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        var token = await browser.FormTokenAsync("/staff/companies/new/");
        using var ended = await browser.PostWithoutFormAsync(SignOut, (Browser.TokenField, token));
        var name = $"Tapt {Guid.NewGuid():N}";

        using var response = await browser.PostWithoutFormAsync("/staff/companies/new/", (Browser.TokenField, token), ("Form.Navn", name));

        await AssertLedToSignInAsync(browser, response, SignIn, "/staff/companies/new/", words);
        using var staff = await Browser.StaffAsync(Server);
        Assert.DoesNotContain($"<a href=\"/staff/companies/\">{name}", await staff.ReadAsync($"/staff/companies/?q={name}"));
    }

    [Fact]
    public async Task A_form_whose_cookies_are_gone_leads_to_sign_in()
    {
        using var staff = await Browser.StaffAsync(Server);
        var token = await staff.FormTokenAsync("/staff/companies/new/");
        using var cleared = Browser.Open(Server);

        using var response = await cleared.PostWithoutFormAsync("/staff/companies/new/", (Browser.TokenField, token), ("Form.Navn", "Tapt"));

        await AssertLedToSignInAsync(cleared, response, SignIn, "/staff/companies/new/", SignedOut);
    }

    [Fact]
    public async Task A_consent_sent_after_the_session_leads_to_sign_in()
    {
        var path = UserLoginServer.Path("lms-tapt", "demo");
        using var candidate = await CandidateAsync();
        var token = await candidate.FormTokenAsync(path);
        using var ended = await candidate.PostWithoutFormAsync(CandidateSignOut, (Browser.TokenField, token));

        using var response = await candidate.PostWithoutFormAsync(path, (Browser.TokenField, token), ("consent_client", "demo"), ("consent_ext_user_id", "lms-tapt"));
        await AssertLedToSignInAsync(candidate, response, CandidateSignIn, path, SignedOut);

        using var cleared = Browser.Open(Server);
        using var without = await cleared.PostWithoutFormAsync(path, (Browser.TokenField, token), ("consent_client", "demo"), ("consent_ext_user_id", "lms-tapt"));
        await AssertLedToSignInAsync(cleared, without, CandidateSignIn, path, SignedOut);
    }

    [Fact]
    public async Task A_page_that_is_opened_without_a_session_leads_to_sign_in_without_more_words()
    {
        using var visitor = Browser.Open(Server);
        using var response = await visitor.SendAsync(HttpMethod.Get, "/staff/companies/new/");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.DoesNotContain(SignedOut, await visitor.ReadAsync(response.Headers.Location!.PathAndQuery));
    }

    [Theory]
    [InlineData("nb", "Skjemaet hører til en annen innlogging")]
    [InlineData("en", "The form belongs to another sign-in")]
    public async Task A_form_of_somebody_who_signed_in_before_says_so(string language, string words)
    {
        using var browser = await Browser.ApiUserAsync(Server);
        browser.Headers.Add("Accept-Language", language);
        var token = await browser.FormTokenAsync("/o/applications/register/");
        using var again = await browser.PostAsync(SignIn, ("UserName", "other"), ("Password", "Other-Passord-1"));

        using var response = await browser.PostWithoutFormAsync("/o/applications/register/", (Browser.TokenField, token), ("Name", "Tapt"));
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(words, page);
        Assert.Contains($"href=\"{SignIn}\"", page);
        Assert.DoesNotContain("Tapt", await browser.ReadAsync("/o/applications/"));
    }

    [Fact]
    public async Task A_form_without_its_token_is_too_old()
    {
        using var browser = await Browser.ApiUserAsync(Server);
        using var response = await browser.PostWithoutFormAsync("/o/applications/register/", ("Name", "Tapt"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Skjemaet er for gammelt", await response.Content.ReadAsStringAsync());
    }

    private static async Task AssertLedToSignInAsync(Browser browser, HttpResponseMessage response, string signIn, string path, string words)
    {
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var location = new Uri(new Uri("http://site.test"), response.Headers.Location!);
        Assert.Equal((signIn, "?next=" + Uri.EscapeDataString(path)), (location.AbsolutePath, location.Query));
        Assert.Contains(words, await browser.ReadAsync(location.PathAndQuery));

        // Once is enough.
        Assert.DoesNotContain(words, await browser.ReadAsync(location.PathAndQuery));
    }

    private async Task<Browser> CandidateAsync(string userName = "kandidat")
    {
        var browser = Browser.Open(Server);
        using var response = await browser.PostAsync(CandidateSignIn, ("Email", userName), ("Password", UserLoginServer.CandidatePassword));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return browser;
    }
}
