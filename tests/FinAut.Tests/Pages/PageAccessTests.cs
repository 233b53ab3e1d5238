using System.Net;
using FinAut.Api.Accounts;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;

namespace FinAut.Tests.Pages;

/// <summary>Every page and every handler, for every kind of visitor.</summary>
public sealed class PageAccessTests(SitePages site) : IClassFixture<SitePages>
{
    public static TheoryData<string> Pages { get; } = [.. PageTable.Policies.Keys];

    public static TheoryData<string> ClosedPages { get; } = [.. PageTable.Policies.Where(p => p.Value != PageTable.Everybody).Select(p => p.Key)];

    public static TheoryData<string> PagesOfOneApplication { get; } =
        [.. PageTable.Policies.Keys.Where(route => route.StartsWith("o/applications/{id:long}/", StringComparison.Ordinal))];

    public static TheoryData<string> PagesAboutSomething { get; } =
        [.. PageTable.Policies.Where(p => p.Value != PageTable.Everybody && p.Key.Contains(":long}", StringComparison.Ordinal)).Select(p => p.Key)];

    [Fact]
    public void It_is_decided_for_every_page_who_may_use_it() =>
        Assert.Equal(PageTable.Policies.Keys.Order(StringComparer.Ordinal), site.Handlers.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ClosedPages))]
    public async Task Whoever_may_not_use_a_page_is_refused_and_changes_nothing(string route)
    {
        var (policy, path) = (PageTable.Policies[route], site.PathOf(route));
        var before = await site.Server.CountRowsAsync();

        foreach (var visitor in Enum.GetValues<Visitor>().Where(v => !PageTable.MayUse(v, policy)))
        {
            foreach (var handler in site.Handlers[route])
            {
                var address = handler.At(path);
                using var response = handler.Method == HttpMethod.Get
                    ? await site.Visitors[visitor].SendAsync(handler.Method, address)
                    : await site.PostForgedAsync(visitor, address);
                AssertRefused(response, visitor, policy, handler, address);
            }
        }

        Assert.Empty((await site.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task An_access_token_opens_no_page()
    {
        var token = await site.Server.TokenAsync(TestServer.ExamClient, "read write exam");
        var before = await site.Server.CountRowsAsync();
        var asked = 0;
        foreach (var route in PageTable.Policies.Where(p => p.Value != PageTable.Everybody).Select(p => p.Key))
        {
            foreach (var handler in site.Handlers[route])
            {
                using var request = new HttpRequestMessage(handler.Method, handler.At(site.PathOf(route)));
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
                using var response = await site.Server.Http.SendAsync(request);
                AssertRefused(response, Visitor.Nobody, PageTable.Policies[route], handler, handler.At(site.PathOf(route)));
                asked++;
            }
        }

        Assert.Empty((await site.Server.CountRowsAsync()).Since(before));
        Reliability.Note("Attack surface", "Pages of staff, API users and candidates asked for with an access token", $"{asked} calls, 0 let through, 0 rows changed", "0 and 0");
    }

    [Theory]
    [MemberData(nameof(ClosedPages))]
    public async Task Whoever_may_use_a_page_sees_it_in_the_language_asked_for(string route)
    {
        var path = site.PathOf(route);
        foreach (var visitor in Enum.GetValues<Visitor>().Where(v => PageTable.MayUse(v, PageTable.Policies[route])))
        {
            foreach (var language in new[] { "nb", "en" })
            {
                var browser = site.Visitors[visitor];
                browser.Headers.Add("Accept-Language", language);
                using var response = await browser.SendAsync(HttpMethod.Get, path);
                browser.Headers.Remove("Accept-Language");

                // What only a button leads to sends whoever opens it to where the button is.
                Assert.True(
                    response.StatusCode == HttpStatusCode.OK || response.Headers.Location?.ToString().StartsWith("/staff/", StringComparison.Ordinal) == true,
                    $"{visitor} got {(int)response.StatusCode} for {path}.");
                Assert.Equal(response.StatusCode == HttpStatusCode.OK, (await response.Content.ReadAsStringAsync()).Contains($"<html lang=\"{language}\">", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [MemberData(nameof(PagesAboutSomething))]
    public async Task A_page_about_something_that_does_not_exist_is_not_found(string route)
    {
        using var response = await site.Visitors[PageTable.MayUse(Visitor.Administrator, PageTable.Policies[route]) ? Visitor.Administrator : Visitor.ApiUser]
            .SendAsync(HttpMethod.Get, SitePages.PathOfNothing(route));

        Assert.True(response.StatusCode == HttpStatusCode.NotFound || response.Headers.Location?.ToString().StartsWith("/staff/", StringComparison.Ordinal) == true, $"{(int)response.StatusCode}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nobody_posts_without_the_forms_token(string route)
    {
        var path = site.PathOf(route);
        var before = await site.Server.CountRowsAsync();

        foreach (var handler in site.Handlers[route].Where(h => h.Method != HttpMethod.Get))
        {
            foreach (var visitor in Enum.GetValues<Visitor>().Where(v => PageTable.MayUse(v, PageTable.Policies[route])))
            {
                using var response = await site.Visitors[visitor].PostForgedAsync(handler.At(path));
                Assert.True(
                    response.StatusCode == (WhoeverIsSignedOut(visitor, route) ?? HttpStatusCode.BadRequest), $"{visitor} got {(int)response.StatusCode} for {handler} of {path}.");
            }
        }

        Assert.Empty((await site.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [MemberData(nameof(PagesOfOneApplication))]
    public async Task An_api_user_does_not_find_anothers_application(string route)
    {
        var path = site.PathOf(route);
        using var stranger = await Browser.SignInAsync(site.Server, (await site.Server.AddApiUserAsync()).UserName, StaffVisitors.Password);
        var before = await site.Server.CountRowsAsync();

        foreach (var handler in site.Handlers[route])
        {
            var address = handler.At(path);
            using var response = handler.Method == HttpMethod.Get
                ? await stranger.SendAsync(handler.Method, address)
                : await stranger.PostForgedFromAsync("/o/applications/register/", address, ("Name", "Min"), ("OverlapDays", "0"), ("Secret", "1"));
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{(int)response.StatusCode} for {handler} of {path}.");
        }

        Assert.Empty((await site.Server.CountRowsAsync()).Since(before));
    }

    // On a page that shows its form to people who have signed in: whoever has not is told that the session is over.
    private static HttpStatusCode? WhoeverIsSignedOut(Visitor visitor, string route) => route switch
    {
        "finautapi/v1/api-auth/logout/" when visitor is Visitor.Nobody or Visitor.Candidate => HttpStatusCode.OK,
        "candidate/logout/" when visitor != Visitor.Candidate => HttpStatusCode.OK,
        "finautapi/v1/userlogin/{client}/{extUserId}/" when visitor != Visitor.Candidate => HttpStatusCode.Redirect,
        _ => null,
    };

    private static void AssertRefused(HttpResponseMessage response, Visitor visitor, string policy, PageHandler handler, string address)
    {
        var told = $"{visitor} got {(int)response.StatusCode} {response.Headers.Location} for {handler} of {address}.";

        // Candidates sign in apart from all others: whoever has signed in on one side is a stranger on the other.
        if (visitor != Visitor.Nobody && (visitor == Visitor.Candidate) == (policy == Policies.Candidate))
        {
            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, told);
            return;
        }

        Assert.True(response.StatusCode == HttpStatusCode.Redirect, told);
        var signIn = new Uri(new Uri("http://site.test"), response.Headers.Location!);
        Assert.True(signIn.AbsolutePath == (policy == Policies.Candidate ? "/candidate/login/" : "/finautapi/v1/api-auth/login/"), told);
        Assert.Equal($"?next={Uri.EscapeDataString(address)}", signIn.Query);
    }
}
