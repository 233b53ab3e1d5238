using System.Net;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Tests.UserLogin;

/// <summary>Signing in by the deployment's provider, and what it refuses.</summary>
public sealed class ProviderSignInTests : IAsyncLifetime
{
    // The persnr of the demo's candidate, who has an account, and of the well-known linked person's place of work; and nobody's.
    private const string Persnr = "55110098692";
    private const string Nobodys = "55110094247";

    private const string Next = "/finautapi/v1/userlogin/demo/lms-590499/";

    private StubProvider _provider = null!;
    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _provider = await StubProvider.StartAsync();
        _server = await TestServer.StartAsync(_provider.Settings);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_known_person_is_signed_in_and_comes_back()
    {
        _provider.UserInfo = $$"""{"sub": "x", "pid": "{{Persnr}}"}""";
        using var browser = Browser.Open(_server);
        var login = await browser.GetAsync("/candidate/login/?next=" + Uri.EscapeDataString(Next));
        Assert.Contains("/candidate/provider/?next=%2Ffinautapi%2Fv1%2Fuserlogin", login, StringComparison.Ordinal);

        Assert.Equal(Next, await SignInAsync(browser));

        Assert.Contains("Koble deg til Demo LMS?", await browser.GetAsync(Next), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Logs.Lines, line => (line.Message + line.Exception).Contains(Persnr, StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Logs.Lines, line => (line.Message + line.Exception).Contains(StubProvider.ClientSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_account_one_is_made_that_has_no_password()
    {
        await using (var db = _server.Database())
        {
            await db.Accounts.Where(a => a.UserId != null).ExecuteDeleteAsync();
        }

        _provider.UserInfo = $$"""{"pid": "{{Persnr}}"}""";
        using var one = Browser.Open(_server);
        using var two = Browser.Open(_server);
        await SignInAsync(one);
        await SignInAsync(two);

        await using var after = _server.Database();
        var account = await after.Accounts.SingleAsync(a => a.UserId != null);
        Assert.Equal((UserLoginServer.Candidate, null), (account.UserId, account.PasswordHash));
        using var typed = await one.SendFormAsync("/candidate/login/", "Logg inn", ("Email", account.UserName), ("Password", ""));
        Assert.Equal(HttpStatusCode.Unauthorized, typed.StatusCode);
    }

    [Theory]
    [InlineData($$"""{"pid": "{{Nobodys}}"}""")]
    [InlineData("""{"sub": "x"}""")]
    [InlineData("""{"pid": 55110098692}""")]
    [InlineData("""{"pid": "55110098692 "}""")]
    [InlineData("[]")]
    [InlineData("55110098692 is not JSON")]
    public async Task An_unknown_person_gets_a_page_and_no_session(string userInfo)
    {
        _provider.UserInfo = userInfo;
        using var browser = Browser.Open(_server);

        Assert.Equal("/candidate/refused/unknown/", await SignInAsync(browser));

        Assert.Contains("Vi kjenner deg ikke", await browser.GetAsync("/candidate/refused/unknown/", HttpStatusCode.Forbidden), StringComparison.Ordinal);
        await AssertNobodyAsync(browser);
        Assert.DoesNotContain(_server.Logs.Lines, line => (line.Message + line.Exception).Contains(Persnr, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disabled_account_gets_no_session()
    {
        await using (var db = _server.Database())
        {
            await db.Accounts.Where(a => a.UserId != null).ExecuteUpdateAsync(set => set.SetProperty(a => a.Enabled, false));
        }

        _provider.UserInfo = $$"""{"pid": "{{Persnr}}"}""";
        using var browser = Browser.Open(_server);
        Assert.Equal("/candidate/refused/unknown/", await SignInAsync(browser));
        await AssertNobodyAsync(browser);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task A_browsers_clock_may_differ_from_the_servers(int days)
    {
        _provider.UserInfo = $$"""{"pid": "{{Persnr}}"}""";
        _server.Time.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(days));
        using var browser = Browser.Open(_server);

        Assert.Equal(Next, await SignInAsync(browser));
    }

    [Theory]
    [InlineData(14, Next)]
    [InlineData(16, "/candidate/refused/failed/?next=%2Ffinautapi%2Fv1%2Fuserlogin%2Fdemo%2Flms-590499%2F")]
    public async Task Signing_in_may_take_15_minutes_by_the_servers_clock(int minutes, string leadsTo)
    {
        _provider.UserInfo = $$"""{"pid": "{{Persnr}}"}""";
        using var browser = Browser.Open(_server);
        var callback = await CallbackAsync(browser, Next);

        _server.Time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(leadsTo, await FollowAsync(browser, callback));
    }

    [Fact]
    public async Task A_state_of_nobody_or_of_another_browser_is_refused()
    {
        _provider.UserInfo = $$"""{"pid": "{{Persnr}}"}""";
        using var attacker = Browser.Open(_server);
        using var victim = Browser.Open(_server);
        var callback = await CallbackAsync(attacker, Next);

        Assert.StartsWith("/candidate/refused/failed/", await FollowAsync(victim, callback), StringComparison.Ordinal);
        Assert.StartsWith("/candidate/refused/failed/", await FollowAsync(victim, "/candidate/callback/?code=x&state=wrong"), StringComparison.Ordinal);
        Assert.StartsWith("/candidate/refused/failed/", await FollowAsync(victim, "/candidate/callback/"), StringComparison.Ordinal);
        Assert.Equal(0, _provider.Tokens);
        await AssertNobodyAsync(victim);
    }

    [Fact]
    public async Task Who_cancels_or_meets_a_fault_may_try_again()
    {
        using var browser = Browser.Open(_server);
        var callback = new Uri(new Uri(_server.BaseUrl), await CallbackAsync(browser, Next));
        var state = QueryHelpers.ParseQuery(callback.Query)["state"].ToString();
        var refused = await FollowAsync(browser, "/candidate/callback/?error=access_denied&state=" + Uri.EscapeDataString(state));
        Assert.Contains(
            "/candidate/login/?next=" + Uri.EscapeDataString(Next), await browser.GetAsync(refused, HttpStatusCode.BadRequest), StringComparison.Ordinal);

        _provider.UserInfoStatus = 500;
        Assert.StartsWith("/candidate/refused/failed/", await SignInAsync(browser), StringComparison.Ordinal);
        await AssertNobodyAsync(browser);
    }

    [Fact]
    public async Task The_way_back_leads_to_this_site_only()
    {
        _provider.UserInfo = $$"""{"pid": "{{Persnr}}"}""";
        using var browser = Browser.Open(_server);
        Assert.Equal("/candidate/", await FollowAsync(browser, await CallbackAsync(browser, "https://evil.test/")));
    }

    [Theory]
    [InlineData("TokenEndpoint", "")]
    [InlineData("UserInfoEndpoint", "not a url")]
    [InlineData("AuthorizationEndpoint", "ftp://provider.test/")]
    [InlineData("ClientSecret", " ")]
    [InlineData("Issuer", "x")]
    public async Task Wrong_settings_stop_the_start(string setting, string value)
    {
        var settings = _provider.Settings;
        settings["UserLogin:Provider:" + setting] = value;
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(settings, _server.ConnectionString));
        Assert.Contains(setting, failure.ToString(), StringComparison.Ordinal);
        Assert.True(failure is OptionsValidationException or AggregateException);
    }

    private static async Task<string> FollowAsync(Browser browser, string path)
    {
        using var response = await browser.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    // To the provider, and to where it sends the browser back.
    private static async Task<string> CallbackAsync(Browser browser, string next)
    {
        var authorize = await FollowAsync(browser, "/candidate/provider/?next=" + Uri.EscapeDataString(next));
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var response = await provider.GetAsync(authorize);
        return response.Headers.Location!.ToString();
    }

    private static async Task<string> SignInAsync(Browser browser) => await FollowAsync(browser, await CallbackAsync(browser, Next));

    private static async Task AssertNobodyAsync(Browser browser)
    {
        using var response = await browser.SendAsync(HttpMethod.Get, "/candidate/");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }
}
