using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Applications;

/// <summary>An API user's own applications, from registering one to getting a token.</summary>
public sealed class ApplicationPageTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Register = "Registrer";
    private const string MakeSecret = "Lag hemmelighet";
    private const string Good = "En lang setning som bare jeg kan 7";

    private static int _last;

    private TestServer Server => demo.Server;

    [Fact]
    public async Task From_the_sign_in_to_a_list_as_the_guide_says()
    {
        using var browser = await SignInAsync();
        Assert.Contains("Ingen ennå", WebUtility.HtmlDecode(await browser.GetAsync("/o/applications/")));

        var page = await browser.SubmitAsync("/o/applications/register/", Register, ("Name", " LMS test "), ("Write", "true"), ("Webhooks", "false"));
        Assert.Equal("LMS test", page.TextAt("h1"));
        Assert.Contains("read write", page.Text);
        var (path, clientId) = (page.Path, page.TextAt("#client-id"));
        var secret = (await page.SubmitAsync(MakeSecret)).TextAt("#secret");

        // It is shown once.
        Assert.DoesNotContain(secret, await browser.GetAsync(path));
        using var client = Server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(clientId, secret));
        Assert.Equal([$"{Server.BaseUrl}/finautapi/v1/companies/{Bodies.Testfirma}/"], (await client.GetJsonAsync("/finautapi/v1/companies/")).Ids());
        Assert.DoesNotContain("Uten hemmelighet", await browser.GetAsync("/o/applications/"));
    }

    [Fact]
    public async Task A_secret_is_changed_without_a_pause_and_the_old_one_can_be_revoked_at_once()
    {
        using var browser = await SignInAsync();
        var (path, clientId) = await RegisterAsync(browser);
        var first = await MakeSecretAsync(browser, path);
        var second = await MakeSecretAsync(browser, path);
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, first));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, second));

        Assert.Contains("To hemmeligheter er i bruk", (await browser.SubmitAsync(path, MakeSecret, ("OverlapDays", "14"))).Text);

        var revoke = await browser.OpenAsync((await browser.OpenAsync(path)).LinkTo($"Trekk tilbake …{first[^4..]}"));
        await revoke.SubmitAsync("Trekk tilbake");
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(clientId, first));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, second));
    }

    [Fact]
    public async Task A_deleted_application_and_its_tokens_stop_at_once()
    {
        using var browser = await SignInAsync();
        var (path, clientId) = await RegisterAsync(browser);
        var secret = await MakeSecretAsync(browser, path);
        using var client = Server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(clientId, secret));
        await client.GetJsonAsync("/finautapi/v1/companies/");

        Assert.Contains("er slettet", (await browser.SubmitAsync(path + "delete/", "Slett")).Text);

        Server.Time.Advance(TimeSpan.FromSeconds(1));
        using var refused = await client.GetAsync("/finautapi/v1/companies/");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(clientId, secret));
        await browser.GetAsync(path, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", "Skriv et navn")]
    [InlineData("   ", "Skriv et navn")]
    [InlineData("long", "Navnet kan ha høyst 100 tegn")]
    public async Task A_bad_name_is_told_at_its_field(string name, string message)
    {
        using var browser = await SignInAsync();
        var page = await browser.SubmitAsync("/o/applications/register/", Register, ("Name", name == "long" ? new string('x', 101) : name));
        Assert.Contains(message, page.ErrorOf("Name"));
        Assert.Contains("Ingen ennå", WebUtility.HtmlDecode(await browser.GetAsync("/o/applications/")));
    }

    [Fact]
    public async Task What_is_typed_is_shown_as_text()
    {
        using var browser = await SignInAsync();
        var page = await browser.SubmitAsync("/o/applications/register/", Register, ("Name", "<script>alert(1)</script> & \"Åse\""), ("Write", "true"));
        Assert.DoesNotContain("<script", page.Markup);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;", page.Markup);
    }

    [Fact]
    public async Task Changes_are_audited_with_the_api_users_name()
    {
        var name = $"revidert-{Interlocked.Increment(ref _last)}";
        await TestSignIns.AddAsync(Server, AccountKind.ApiUser, name, Good);
        using var browser = await Browser.SignInAsync(Server, name, Good);
        var (path, _) = await RegisterAsync(browser);
        await browser.SubmitAsync(path + "update/", "Lagre", ("Name", "Nytt navn"));

        await using var db = Server.Database();
        var entries = await db.AuditEntries.Where(e => e.Actor == name && e.Entity == "application").OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(["created", "changed"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.NotEmpty(e.CorrelationId));
    }

    [Fact]
    public async Task The_api_users_browser_may_read_the_api_and_writes_with_the_antiforgery_token_only()
    {
        using var browser = await Browser.ApiUserAsync(Server);
        Assert.Contains("590499", await browser.GetAsync("/finautapi/v1/user/590499/"));
        Assert.DoesNotContain("user/900001/", await browser.GetAsync("/finautapi/v1/user/"));
        using var body = new StringContent("""{"email":"ny@testfirma.example"}""", System.Text.Encoding.UTF8, "application/json");
        using var refused = await browser.SendAsync(HttpMethod.Patch, "/finautapi/v1/user/590499/", body);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        browser.Headers.Add("X-CSRF-Token", (await browser.OpenAsync("/o/applications/register/")).Token);
        using var again = new StringContent("""{"email":"ny@testfirma.example"}""", System.Text.Encoding.UTF8, "application/json");
        using var taken = await browser.SendAsync(HttpMethod.Patch, "/finautapi/v1/user/590499/", again);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var staff = await Browser.StaffAsync(Server);
        await staff.GetAsync("/finautapi/v1/user/590499/", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_documentation_is_behind_the_sign_in_and_knows_the_client_id()
    {
        using var stranger = Browser.Open(Server);
        await stranger.GetAsync("/finautapi/v1/docs/", HttpStatusCode.Redirect);
        await stranger.GetAsync("/finautapi/v1/docs/openapi.json", HttpStatusCode.Unauthorized);
        using var browser = await Browser.ApiUserAsync(Server);
        Assert.Contains("swagger-ui", await browser.GetAsync("/finautapi/v1/docs/"));
        Assert.Contains("\"openapi\": \"3.1", await browser.GetAsync("/finautapi/v1/docs/openapi.json"));
        Assert.Contains("finaut-demo", await browser.GetAsync("/finautapi/v1/docs/index.js"));
        using var staff = await Browser.StaffAsync(Server);
        Assert.DoesNotContain("finaut-", await staff.GetAsync("/finautapi/v1/docs/index.js"));
    }

    private static async Task<(string Path, string ClientId)> RegisterAsync(Browser browser)
    {
        var page = await browser.SubmitAsync("/o/applications/register/", Register, ("Name", "LMS"), ("Write", "true"));
        return (page.Path, page.TextAt("#client-id"));
    }

    private static async Task<string> MakeSecretAsync(Browser browser, string path) => (await browser.SubmitAsync(path, MakeSecret)).TextAt("#secret");

    private async Task<Browser> SignInAsync()
    {
        var name = $"eier-{Interlocked.Increment(ref _last)}";
        await TestSignIns.AddAsync(Server, AccountKind.ApiUser, name, Good);
        return await Browser.SignInAsync(Server, name, Good);
    }

    private async Task<HttpStatusCode> TokenAsync(string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = secret,
        });
        using var response = await Server.Http.PostAsync("/o/token/", form);
        return response.StatusCode;
    }
}
