using System.Net;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.UserLogin;

/// <summary>Where UserLogin leads nowhere, and what never makes a link.</summary>
public sealed class UserLoginRefusalTests : IClassFixture<UserLoginRefusalTests.Fixture>, IAsyncLifetime
{
    private readonly UserLoginServer _portal;

    public UserLoginRefusalTests(Fixture fixture) => _portal = fixture.Portal;

    public async Task InitializeAsync()
    {
        await using var db = _portal.Server.Database();
        await db.UserLoginLinks.IgnoreQueryFilters().Where(l => l.ClientId == _portal.ClientId).ExecuteDeleteAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("nobody")]
    [InlineData("PORTAL")]
    [InlineData("shut")]
    [InlineData("a%20b")]
    [InlineData("%3Cscript%3E")]
    [InlineData("..%2Fportal")]
    public async Task An_unknown_or_closed_client_gets_a_page(string client)
    {
        using var visitor = Browser.Open(_portal.Server);
        using var candidate = await _portal.CandidateAsync();

        Assert.Contains("Ukjent kursportal", await visitor.GetAsync(UserLoginServer.Path(client: client), HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("Ukjent kursportal", await candidate.GetAsync(UserLoginServer.Path(client: client), HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_a_disabled_API_user_is_closed()
    {
        long apiUser = await _portal.Server.NewApiUserAsync();
        var id = await _portal.AddClientAsync("orphan");
        await using (var db = _portal.Server.Database())
        {
            await db.UserLoginClients.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ApiUserId, apiUser));
            await db.ApiUsers.Where(u => u.Id == apiUser).ExecuteUpdateAsync(set => set.SetProperty(u => u.Enabled, false));
        }

        using var visitor = Browser.Open(_portal.Server);
        await visitor.GetAsync(UserLoginServer.Path(client: "orphan"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("a%2Fb")]
    [InlineData("a%252Fb")]
    [InlineData("a%5Cb")]
    [InlineData("a%0D%0ASet-Cookie:%20x=1")]
    [InlineData("a%09b")]
    [InlineData("a%20b")]
    [InlineData("%22onload=")]
    [InlineData("a%E2%80%AEb")]
    [InlineData("a;b")]
    [InlineData("55110098692")]
    public async Task A_hostile_identifier_gets_a_page(string extUserId)
    {
        using var visitor = Browser.Open(_portal.Server);
        using var response = await visitor.SendAsync(HttpMethod.Get, UserLoginServer.Path(extUserId));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
        Assert.Contains("Adressen er feil", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identifier_may_have_128_characters_and_no_more()
    {
        using var candidate = await _portal.CandidateAsync();
        await candidate.GetAsync(UserLoginServer.Path(new string('a', 129)), HttpStatusCode.BadRequest);
        using var longest = await UserLoginServer.ConsentAsync(candidate, new string('æ', 128));
        Assert.Equal(UserLoginServer.Redirect, longest.Headers.Location!.ToString());
    }

    [Fact]
    public async Task An_identifier_that_is_linked_to_another_person_is_refused()
    {
        using var one = await _portal.CandidateAsync();
        using var two = await _portal.OtherCandidateAsync();
        (await UserLoginServer.ConsentAsync(one)).Dispose();

        Assert.Contains("Koblet til en annen", await two.GetAsync(UserLoginServer.Path(), HttpStatusCode.Conflict), StringComparison.Ordinal);

        using var posted = await two.PostForgedFromAsync(UserLoginServer.Path("free"), UserLoginServer.Path(), UserLoginServer.Consent());
        Assert.Equal(HttpStatusCode.Conflict, posted.StatusCode);
        Assert.Single(await _portal.LinksAsync());
    }

    [Fact]
    public async Task A_person_who_is_linked_under_another_identifier_is_refused()
    {
        using var browser = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(browser)).Dispose();

        Assert.Contains("Du er allerede koblet", await browser.GetAsync(UserLoginServer.Path("second"), HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Contains("You are linked already", await EnglishAsync(browser, UserLoginServer.Path("second")), StringComparison.Ordinal);
        Assert.Single(await _portal.LinksAsync());
    }

    [Fact]
    public async Task Neither_a_session_nor_a_GET_makes_a_link()
    {
        using var browser = await _portal.CandidateAsync();
        await browser.GetAsync(UserLoginServer.Path() + "?consent_client=portal&consent_ext_user_id=" + UserLoginServer.ExtUserId + "&handler=Post");
        using var head = await browser.SendAsync(HttpMethod.Head, UserLoginServer.Path());

        Assert.Empty(await _portal.LinksAsync());
        Assert.Equal(0, _portal.Inbox.Posts.Count(p => p.Text.Contains("never", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_post_without_the_antiforgery_token_or_with_a_strangers_makes_no_link()
    {
        using var browser = await _portal.CandidateAsync();
        using var other = await _portal.OtherCandidateAsync();
        using var visitor = Browser.Open(_portal.Server);
        await browser.GetAsync(UserLoginServer.Path());
        var strangers = await UserLoginServer.FormAsync(other);

        using var without = await browser.PostForgedAsync(UserLoginServer.Path(), UserLoginServer.Consent());
        using var stolen = await strangers.At(browser).SendAsync();
        using var nobody = await visitor.PostForgedFromAsync("/candidate/login/", UserLoginServer.Path(), UserLoginServer.Consent());

        Assert.All([without, stolen, nobody], response => Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode));
        Assert.Empty(await _portal.LinksAsync());
    }

    [Theory]
    [InlineData("portal", "another")]
    [InlineData("demo", UserLoginServer.ExtUserId)]
    [InlineData("", "")]
    public async Task Consent_to_something_else_makes_no_link(string client, string extUserId)
    {
        using var browser = await _portal.CandidateAsync();
        using var response = await (await UserLoginServer.FormAsync(browser)).SendForgedAsync(UserLoginServer.Consent(extUserId, client));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
        Assert.Empty(await _portal.LinksAsync());
    }

    [Fact]
    public async Task Nothing_of_the_request_decides_where_the_browser_goes()
    {
        using var browser = await _portal.CandidateAsync();
        var path = UserLoginServer.Path() + "?next=https://evil.test/&redirect_url=https://evil.test/&RedirectUrl=https://evil.test/";
        using var consented = await (await browser.OpenAsync(path)).Form("Ja, koble")
            .SendForgedAsync(("RedirectUrl", "https://evil.test/"), ("Target.RedirectUrl", "https://evil.test/"));
        using var later = await browser.SendAsync(HttpMethod.Get, path);

        Assert.Equal(UserLoginServer.Redirect, consented.Headers.Location!.ToString());
        Assert.Equal(UserLoginServer.Redirect, later.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Other_methods_are_not_allowed_and_no_token_is_asked_for(string method)
    {
        using var response = await _portal.Server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), UserLoginServer.Path()));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("GET", response.Content.Headers.Allow);
        Assert.Empty(response.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task A_session_of_staff_or_of_an_API_user_is_no_candidates()
    {
        using var staff = await Browser.StaffAsync(_portal.Server);
        using var apiUser = await Browser.ApiUserAsync(_portal.Server);
        foreach (var browser in (Browser[])[staff, apiUser])
        {
            using var response = await browser.SendAsync(HttpMethod.Get, UserLoginServer.Path());
            Assert.StartsWith("/candidate/login/", response.Headers.Location!.ToString(), StringComparison.Ordinal);
            using var own = await browser.SendAsync(HttpMethod.Get, "/candidate/");
            Assert.Equal(HttpStatusCode.Redirect, own.StatusCode);
        }
    }

    private static async Task<string> EnglishAsync(Browser browser, string path)
    {
        browser.Headers.AcceptLanguage.ParseAdd("en");
        return await browser.GetAsync(path, HttpStatusCode.Conflict);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public UserLoginServer Portal { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Portal = await UserLoginServer.StartAsync();
            await Portal.AddClientAsync("shut", enabled: false);
        }

        public async Task DisposeAsync() => await Portal.DisposeAsync();
    }
}
