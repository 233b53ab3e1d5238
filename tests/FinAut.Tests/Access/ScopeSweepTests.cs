using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using FinAut.Tests.UserLogin;

namespace FinAut.Tests.Access;

/// <summary>Every route of the API with every set of scopes that is not enough, and with every session that is none of its own.</summary>
public sealed class ScopeSweepTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const Scopes All = Scopes.Read | Scopes.Write | Scopes.Exam | Scopes.Webhooks;

    private TestServer Server => demo.Server;

    [Fact]
    public async Task A_token_that_lacks_a_scope_is_refused_by_every_route_that_needs_it()
    {
        var application = await Server.NewApplicationAsync(await Server.NewApiUserAsync(), All);
        var tokens = new Dictionary<Scopes, string>();
        for (var scopes = Scopes.Read; scopes <= All; scopes++)
        {
            tokens[scopes] = await Server.TokenAsync(application, ScopeNames.Format(scopes));
        }

        var document = await OpenApiDocument.ReadAsync(Server);
        var before = await Server.CountRowsAsync();
        var refused = 0;
        foreach (var route in RouteTable.Of(Server))
        {
            foreach (var (scopes, token) in tokens.Where(t => (t.Key & route.Needed) != route.Needed))
            {
                using var response = await SendAsync(Server.Http, document, route, token);
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{scopes} got {(int)response.StatusCode} for {route}.");
                refused++;
            }
        }

        Assert.Empty((await Server.CountRowsAsync()).Since(before));
        Reliability.Note("Attack surface", "Routes of the API called with every set of scopes that lacks one", $"{refused} calls, 0 let through, 0 rows changed", "0 and 0");

        // With the scopes that it needs, and no others, each route goes on to what it is about.
        foreach (var route in RouteTable.Of(Server))
        {
            using var response = await SendAsync(Server.Http, document, route, tokens[route.Needed]);
            Assert.False(response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized, $"{(int)response.StatusCode} for {route}.");
        }
    }

    [Fact]
    public async Task No_session_of_staff_or_a_candidate_opens_any_route_and_an_api_users_own_opens_none_that_writes()
    {
        var document = await OpenApiDocument.ReadAsync(Server);
        using var administrator = await Browser.StaffAsync(Server);
        using var support = await Server.SupportAsync();
        using var apiUser = await Browser.ApiUserAsync(Server);
        using var candidate = Browser.Open(Server);
        using var signedIn = await candidate.SendFormAsync("/candidate/login/", "Logg inn", ("Email", "kandidat"), ("Password", UserLoginServer.CandidatePassword));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        var before = await Server.CountRowsAsync();
        var calls = 0;

        foreach (var route in RouteTable.Of(Server))
        {
            foreach (var (visitor, browser) in new[] { ("An administrator", administrator), ("Support", support), ("A candidate", candidate), ("An API user", apiUser) })
            {
                using var response = await browser.SendAsync(new HttpMethod(route.Method), PathOf(document, route), BodyOf(document, route));
                calls++;
                var mayRead = visitor == "An API user" && route.Method == "GET";
                Assert.True(
                    response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden == !mayRead || mayRead,
                    $"{visitor} got {(int)response.StatusCode} for {route}.");
                Assert.True(mayRead || !response.IsSuccessStatusCode, $"{visitor} got {(int)response.StatusCode} for {route}.");
            }
        }

        Assert.Empty((await Server.CountRowsAsync()).Since(before));
        Reliability.Note("Attack surface", "Routes of the API called with sessions of staff, candidates and API users", $"{calls} calls, 0 let through, 0 rows changed", "0 and 0");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, OpenApiDocument document, ApiRoute route, string token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), PathOf(document, route)) { Content = BodyOf(document, route) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    private static string PathOf(OpenApiDocument document, ApiRoute route) => route.HasKey
        ? route.WithKey(document.Of(route).Parameters.Single(p => p.Text("in") == "path").GetProperty("example").ToString())
        : route.Path;

    private static StringContent? BodyOf(OpenApiDocument document, ApiRoute route) =>
        document.Of(route) is { HasBody: true } operation ? new StringContent(operation.Body.GetRawText(), Encoding.UTF8, "application/json") : null;
}
