using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.SignIn;

/// <summary>Names, passwords, codes, links, and how long a session lasts.</summary>
public sealed class SignInTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Login = "/finautapi/v1/api-auth/login/";
    private const string Password = "/finautapi/v1/api-auth/password/";
    private const string SetUp = "/finautapi/v1/api-auth/authenticator/";
    private const string Code = "/finautapi/v1/api-auth/code/";
    private const string Applications = "/o/applications/";
    private const string Good = "En lang setning som bare jeg kan 7";

    private static int _last;

    private TestServer Server => demo.Server;

    [Theory]
    [InlineData("demo", "Demo-Passord-1", "/o/applications/")]
    [InlineData(" DEMO ", "Demo-Passord-1", "/o/applications/")]
    [InlineData("staff", "Staff-Passord-1", "/staff/")]
    public async Task A_right_password_leads_home(string userName, string password, string home)
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync(Login, "Logg inn", ("UserName", userName), ("Password", password));
        Assert.Equal((HttpStatusCode.Redirect, home), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task The_host_alone_leads_to_where_one_begins()
    {
        using var nobody = Browser.Open(Server);
        using var apiUser = await Browser.ApiUserAsync(Server);
        using var staff = await Browser.StaffAsync(Server);

        foreach (var (visitor, home) in new[] { (nobody, "/o/applications/"), (apiUser, "/o/applications/"), (staff, "/staff/") })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
            {
                using var response = await visitor.SendAsync(method, "/");
                Assert.Equal((HttpStatusCode.Redirect, home), (response.StatusCode, response.Headers.Location!.ToString()));
            }
        }
    }

    [Theory]
    [InlineData("/o/applications/1/", "/o/applications/1/")]
    [InlineData("/finautapi/v1/docs/?a=b", "/finautapi/v1/docs/?a=b")]
    [InlineData("/o/applications/?name=\u00c5se\ud83d\ude00", "/o/applications/?name=%C3%85se%F0%9F%98%80")]
    [InlineData("https://evil.example/", "/o/applications/")]
    [InlineData("//evil.example/", "/o/applications/")]
    [InlineData("/\\evil.example/", "/o/applications/")]
    [InlineData("\\\\evil.example/", "/o/applications/")]
    [InlineData("javascript:alert(1)", "/o/applications/")]
    [InlineData("/\t/evil.example/", "/o/applications/")]
    [InlineData("", "/o/applications/")]
    public async Task Afterwards_one_goes_on_to_paths_of_this_site_only(string next, string expected)
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync(
            $"{Login}?next={Uri.EscapeDataString(next)}", "Logg inn", ("UserName", "demo"), ("Password", "Demo-Passord-1"));
        Assert.Equal(expected, response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_page_asks_for_the_sign_in_and_remembers_itself()
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendAsync(HttpMethod.Get, "/o/applications/1/?x=1");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith($"{Login}?next=%2Fo%2Fapplications%2F1%2F%3Fx%3D1", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo", "wrong")]
    [InlineData("nobody", "Demo-Passord-1")]
    [InlineData("exam", "")]
    [InlineData("", "")]
    [InlineData("demo", "Staff-Passord-1")]
    public async Task Whatever_is_wrong_the_answer_is_the_same(string userName, string password)
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync(Login, "Logg inn", ("UserName", userName), ("Password", password));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("Brukernavnet eller passordet er feil", await response.Content.ReadAsStringAsync());
        await UnlockAsync("demo");
    }

    [Fact]
    public async Task After_five_failures_the_account_is_locked_for_longer_and_longer()
    {
        var name = await MakeAsync(AccountKind.ApiUser);
        for (var failure = 1; failure <= 5; failure++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(name, "wrong"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(name, Good));
        Assert.InRange(await LockedForAsync(name), 0.9, 1);
        Server.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(name, "wrong"));
        Assert.InRange(await LockedForAsync(name), 1.9, 2);
        Server.Time.Advance(TimeSpan.FromSeconds(121));
        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(name, Good));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(name, "wrong"));
        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(name, Good));
    }

    [Fact]
    public async Task Failures_that_come_at_once_are_all_counted()
    {
        for (var i = 0; i < 10; i++)
        {
            var name = await MakeAsync(AccountKind.ApiUser);
            var visitors = Enumerable.Range(0, 4).Select(_ => Browser.Open(Server)).ToArray();
            Array.ForEach(await Browser.SendTogetherAsync(visitors.Select(v => (v, Login)), "Logg inn", ("UserName", name), ("Password", "wrong")), a => a.Dispose());
            Array.ForEach(visitors, v => v.Dispose());

            await using var db = Server.Database();
            Assert.Equal(4, await db.Accounts.Where(a => a.UserName == name).Select(a => a.FailedSignIns).SingleAsync());
        }
    }

    [Fact]
    public async Task A_code_that_is_given_twice_at_once_is_taken_once()
    {
        var name = await MakeAsync(AccountKind.Staff);
        using var first = await Browser.SignInAsync(Server, name, Good);
        var page = await first.OpenAsync(SetUp);
        var app = AuthenticatorApp.Scan(page);
        (await AuthenticatorApp.SetUpAsync(page, app.Code())).Dispose();
        var visitors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Browser.SignInAsync(Server, name, Good)));

        var answers = await Browser.SendTogetherAsync(visitors.Select(v => (v, Code)), "Fortsett", ("Digits", app.Code(later: 1)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
        Array.ForEach(answers, a => a.Dispose());
        Array.ForEach(visitors, v => v.Dispose());
    }

    [Fact]
    public async Task A_code_of_the_app_is_asked_for_once_one_is_set_up_and_works_once()
    {
        var name = await MakeAsync(AccountKind.Staff);
        using var first = await Browser.SignInAsync(Server, name, Good);
        using var elsewhere = await Browser.SignInAsync(Server, name, Good);
        var page = await first.OpenAsync(SetUp);
        var app = AuthenticatorApp.Scan(page);
        using (var wrong = await AuthenticatorApp.SetUpAsync(page, "000000"))
        {
            Assert.Contains("Koden er feil", await wrong.Content.ReadAsStringAsync());
        }

        var code = app.Code();
        using (var taken = await AuthenticatorApp.SetUpAsync(page, code))
        {
            Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        }

        // It ends the sessions that only knew the password.
        await first.GetAsync(Password);
        await elsewhere.GetAsync(Password, HttpStatusCode.Redirect);

        using var second = Browser.Open(Server);
        using var half = await second.SendFormAsync(Login, "Logg inn", ("UserName", name), ("Password", Good));
        Assert.StartsWith(Code, half.Headers.Location?.ToString());
        await second.GetAsync(Password, HttpStatusCode.Redirect);
        await second.GetAsync(SetUp, HttpStatusCode.Redirect);
        using (var used = await second.SendFormAsync(Code, "Fortsett", ("Digits", code)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
        }

        using var whole = await second.SendFormAsync(Code, "Fortsett", ("Digits", app.Code(later: 1)));
        Assert.Equal(HttpStatusCode.Redirect, whole.StatusCode);
        await second.GetAsync(Password);
    }

    [Fact]
    public async Task The_key_of_the_app_is_not_kept_in_plain_text()
    {
        var name = await MakeAsync(AccountKind.Staff);
        using var browser = await Browser.SignInAsync(Server, name, Good);
        var page = await browser.OpenAsync(SetUp);
        var key = AuthenticatorApp.Scan(page);
        (await AuthenticatorApp.SetUpAsync(page, key.Code())).Dispose();

        await using var db = Server.Database();
        var account = await db.Accounts.SingleAsync(a => a.UserName == name);

        Assert.NotNull(account.AuthenticatorKeyCipher);
        Assert.DoesNotContain(key.Key, System.Text.Encoding.Latin1.GetString(account.AuthenticatorKeyCipher), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_in_use_stays_so_until_a_code_of_another_was_typed()
    {
        var name = await MakeAsync(AccountKind.Staff);
        using var browser = await Browser.SignInAsync(Server, name, Good);
        var page = await browser.OpenAsync(SetUp);
        var app = AuthenticatorApp.Scan(page);
        (await AuthenticatorApp.SetUpAsync(page, app.Code())).Dispose();

        var another = await browser.OpenAsync(SetUp);
        Assert.NotEqual(app.Key, AuthenticatorApp.Scan(another).Key);
        using (var wrong = await AuthenticatorApp.SetUpAsync(another, app.Code(later: 1)))
        {
            Assert.Contains("Koden er feil", await wrong.Content.ReadAsStringAsync());
        }

        using (var forged = await another.Form(AuthenticatorApp.SetUp).SendForgedAsync(("Offer", "x"), ("Digits", app.Code(later: 1))))
        {
            Assert.Equal(SetUp, forged.Headers.Location?.ToString());
        }

        using var again = Browser.Open(Server);
        (await again.SendFormAsync(Login, "Logg inn", ("UserName", name), ("Password", Good))).Dispose();
        using var code = await again.SendFormAsync(Code, "Fortsett", ("Digits", app.Code(later: 1)));
        Assert.Equal(HttpStatusCode.Redirect, code.StatusCode);
    }

    [Fact]
    public async Task Codes_cannot_be_tried_for_ever()
    {
        var name = await MakeAsync(AccountKind.Staff);
        using var browser = await Browser.SignInAsync(Server, name, Good);
        var page = await browser.OpenAsync(SetUp);
        var app = AuthenticatorApp.Scan(page);
        (await AuthenticatorApp.SetUpAsync(page, app.Code())).Dispose();
        using var thief = Browser.Open(Server);
        (await thief.SendFormAsync(Login, "Logg inn", ("UserName", name), ("Password", Good))).Dispose();
        for (var i = 0; i < 5; i++)
        {
            (await thief.SendFormAsync(Code, "Fortsett", ("Digits", "000000"))).Dispose();
        }

        using var right = await thief.SendFormAsync(Code, "Fortsett", ("Digits", app.Code(later: 1)));
        Assert.Equal(HttpStatusCode.Unauthorized, right.StatusCode);
    }

    [Theory]
    [InlineData("kort", "minst 12 tegn")]
    [InlineData("Passord123456", "lett å gjette")]
    [InlineData("Velkommen2026!!", "lett å gjette")]
    [InlineData("aaaaaaaaaaaaaaaa", "lett å gjette")]
    [InlineData("1234567890123456", "lett å gjette")]
    [InlineData("Norge-Sommer-2026", "lett å gjette")]
    public async Task A_password_that_is_easily_guessed_is_refused(string password, string because)
    {
        var name = await MakeAsync(AccountKind.ApiUser);
        using var browser = await Browser.SignInAsync(Server, name, Good);

        using var response = await browser.SendFormAsync(Password, "Bytt passord", ("Current", Good), ("New", password));

        Assert.Contains(because, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(name, Good));
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions()
    {
        var name = await MakeAsync(AccountKind.ApiUser);
        using var browser = await Browser.SignInAsync(Server, name, Good);
        using var other = await Browser.SignInAsync(Server, name, Good);

        using (var wrong = await browser.SendFormAsync(Password, "Bytt passord", ("Current", "wrong"), ("New", Good + "8")))
        {
            Assert.Contains("Passordet er feil", await wrong.Content.ReadAsStringAsync());
        }

        Assert.Contains("Passordet er byttet", (await browser.SubmitAsync(Password, "Bytt passord", ("Current", Good), ("New", Good + "8"))).Text);
        await other.GetAsync(Applications, HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(name, Good));
        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(name, Good + "8"));
    }

    [Fact]
    public async Task A_link_sets_a_password_once_and_for_a_day()
    {
        var name = await MakeAsync(AccountKind.ApiUser);
        var link = await LinkAsync(name);
        using var browser = Browser.Open(Server);
        Assert.Contains(name, await browser.GetAsync(link));

        (await browser.SendFormAsync(link, "Lagre passordet", ("New", "En helt annen lang setning 3"))).Dispose();

        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(name, "En helt annen lang setning 3"));
        Assert.Contains("brukt eller for gammel", await browser.GetAsync(link));
        var old = await LinkAsync(name);
        Server.Time.Advance(TimeSpan.FromHours(24.1));
        Assert.Contains("brukt eller for gammel", await browser.GetAsync(old));
        Assert.Contains("brukt eller for gammel", await browser.GetAsync("/finautapi/v1/api-auth/reset/"));
        Assert.DoesNotContain(Server.Logs.Lines, l => l.Category.StartsWith("FinAut", StringComparison.Ordinal) && l.Message.Contains(link.Split('=')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_ends_when_it_is_left_idle_and_after_half_a_day_at_the_latest()
    {
        var name = await MakeAsync(AccountKind.ApiUser);
        using var idle = await Browser.SignInAsync(Server, name, Good);
        using var busy = await Browser.SignInAsync(Server, name, Good);
        for (var minutes = 20; minutes < 12 * 60; minutes += 20)
        {
            Server.Time.Advance(TimeSpan.FromMinutes(20));
            await busy.GetAsync(Applications);
        }

        await idle.GetAsync(Applications, HttpStatusCode.Redirect);
        Server.Time.Advance(TimeSpan.FromMinutes(20));
        await busy.GetAsync(Applications, HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_disabled_api_user_is_out_at_once()
    {
        var name = await MakeAsync(AccountKind.ApiUser);
        using var browser = await Browser.SignInAsync(Server, name, Good);
        await using (var db = Server.Database())
        {
            await db.ApiUsers.Where(u => u.UserName == name).ExecuteUpdateAsync(set => set.SetProperty(u => u.Enabled, false));
        }

        await browser.GetAsync(Applications, HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(name, Good));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_a_link_to_it_does_not()
    {
        using var browser = await Browser.ApiUserAsync(Server);
        await browser.GetAsync("/finautapi/v1/api-auth/logout/");
        await browser.GetAsync(Applications);

        Assert.Contains("Du er logget ut", (await browser.SubmitAsync(Applications, "Logg ut")).Text);
        await browser.GetAsync(Applications, HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_with_a_page()
    {
        using var browser = await Browser.ApiUserAsync(Server);

        using var response = await browser.PostForgedAsync("/o/applications/register/", ("Name", "Uten token"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Skjemaet er for gammelt", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites()
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync(Login, "Logg inn", ("UserName", "demo"), ("Password", "Demo-Passord-1"));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("finaut-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("nb-NO,nb;q=0.9,en;q=0.8", "nb", "Logg inn")]
    [InlineData("en-US,en;q=0.9", "en", "Sign in")]
    [InlineData("de-DE,en;q=0.5", "en", "Sign in")]
    [InlineData("de-DE", "nb", "Logg inn")]
    [InlineData("nn", "nb", "Logg inn")]
    public async Task Pages_speak_the_language_that_the_browser_asks_for(string asked, string language, string heading)
    {
        using var browser = Browser.Open(Server);
        browser.Headers.TryAddWithoutValidation("Accept-Language", asked);
        var page = await browser.GetAsync(Login);
        Assert.Contains($"<html lang=\"{language}\">", page);
        Assert.Contains($"<h1>{heading}</h1>", page);
    }

    [Fact]
    public async Task A_language_that_was_chosen_is_kept()
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendAsync(HttpMethod.Get, $"/language/en/?next={Uri.EscapeDataString(Login)}");
        Assert.Equal(Login, response.Headers.Location?.ToString());
        Assert.Contains("Sign in", await browser.GetAsync(Login));
        using var norwegian = await browser.SendAsync(HttpMethod.Get, "/language/en/?next=/staff/candidates/%C3%85");
        Assert.Equal("/staff/candidates/%C3%85", norwegian.Headers.Location?.ToString());
        using var away = await browser.SendAsync(HttpMethod.Get, "/language/nb/?next=//evil.example/");
        Assert.Equal("/", away.Headers.Location?.ToString());
        await browser.GetAsync("/language/xx/", HttpStatusCode.NotFound);
    }

    private async Task<HttpStatusCode> TryAsync(string userName, string password)
    {
        using var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync(Login, "Logg inn", ("UserName", userName), ("Password", password));
        return response.StatusCode;
    }

    private async Task<string> MakeAsync(AccountKind kind)
    {
        var name = $"innlogger-{Interlocked.Increment(ref _last)}";
        await TestSignIns.AddAsync(Server, kind, name, Good);
        return name;
    }

    private Task<string> LinkAsync(string name) => TestSignIns.LinkAsync(Server, name);

    private async Task<double> LockedForAsync(string name)
    {
        await using var db = Server.Database();
        var until = await db.Accounts.Where(a => a.UserName == name).Select(a => a.LockedUntil).SingleAsync();
        return (until!.Value - Server.Time.GetUtcNow()).TotalMinutes;
    }

    private async Task UnlockAsync(string name)
    {
        await using var db = Server.Database();
        await db.Accounts.Where(a => a.UserName == name).ExecuteUpdateAsync(set => set.SetProperty(a => a.FailedSignIns, 0).SetProperty(a => a.LockedUntil, (DateTimeOffset?)null));
    }
}
