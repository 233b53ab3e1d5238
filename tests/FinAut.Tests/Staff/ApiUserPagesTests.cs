using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

public sealed class ApiUserPagesTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string List = "/staff/api-users/";
    private const string New = "/staff/api-users/new/";
    private const string Make = "Lag API-bruker";
    private const string Register = "Registrer";
    private const string Link = "Koble til de valgte";

    private TestServer Server => demo.Server;

    [Fact]
    public async Task Support_sees_no_way_to_change_anything()
    {
        using var support = await Server.SupportAsync();

        foreach (var page in new[] { List, List + "1/", List + "1/companies/", List + "1/applications/1/" })
        {
            var markup = await support.GetAsync(page);
            Assert.DoesNotMatch("/staff/[^\"]*/(new|update|disable|link|delete|reset)/\"", markup);
            Assert.DoesNotContain("/staff/accounts/", markup, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_new_API_user_chooses_a_password_makes_a_secret_and_gets_a_token()
    {
        using var staff = await Browser.StaffAsync(Server);
        var name = StaffVisitors.NewName("lms");

        var made = await staff.SubmitAsync(New, Make, ("UserName", name), ("Companies", "2265, 456"), ("Limit", "5000"), ("MayWrite", "true"));
        var link = StaffVisitors.LinkIn(Server, made);
        var user = await FindAsync(name);
        Assert.Equal((true, true, 5000), (user.Enabled, user.MayWrite, user.PermitLimit));
        Assert.Equal([456, 2265], user.Companies.Select(c => c.CompanyId).Order());
        Assert.All(await Server.AuditAsync("api_user", user.Id), StaffVisitors.AssertByStaff);

        await StaffVisitors.ChooseAsync(Server, link);
        using (var late = Browser.Open(Server))
        {
            Assert.DoesNotContain("name=\"New\"", await late.GetAsync(link), StringComparison.Ordinal);
        }

        var registered = await staff.SubmitAsync($"{List}{user.Id}/applications/new/", Register, ("Form.Name", "LMS"), ("Form.Write", "true"));
        Assert.Contains("Ingen ennå", registered.Text, StringComparison.Ordinal);
        await using var db = Server.Database();
        var application = await db.Applications.Include(a => a.Secrets).SingleAsync(a => a.ApiUserId == user.Id);
        Assert.Equal((Scopes.Read | Scopes.Write, false, 0), (application.Scopes, application.AllowIntrospection, application.Secrets.Count));

        using var owner = await Browser.SignInAsync(Server, name, StaffVisitors.Password);
        var shown = await owner.SubmitAsync($"/o/applications/{application.Id}/", "Lag hemmelighet");
        var token = await Server.Http.RequestTokenAsync(application.ClientId, shown.TextAt("#secret"));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(token));
    }

    [Theory]
    [InlineData("UserName", "", "Bruk 1 til 150")]
    [InlineData("UserName", "to ord", "Bruk 1 til 150")]
    [InlineData("UserName", "<b>", "Bruk 1 til 150")]
    [InlineData("UserName", "DEMO", "Navnet er i bruk")]
    [InlineData("UserName", "Staff", "Navnet er i bruk")]
    [InlineData("Companies", "2265, 77", "Fant ingen bedrift med nummer 77.")]
    [InlineData("Companies", "x", "Fant ingen bedrift med nummer x.")]
    [InlineData("Limit", "0", "Skriv et helt tall fra 1")]
    [InlineData("Limit", "mange", "Skriv et helt tall fra 1")]
    [InlineData("Limit", "1000001", "Skriv et helt tall fra 1")]
    public async Task What_is_wrong_stands_at_the_field_and_nothing_is_made(string field, string value, string message)
    {
        using var staff = await Browser.StaffAsync(Server);
        var right = new Dictionary<string, string>(StringComparer.Ordinal) { ["UserName"] = StaffVisitors.NewName("api"), ["Companies"] = "2265", ["Limit"] = "" };
        right[field] = value;
        var before = await CountAsync();

        var page = await staff.SubmitAsync(New, Make, [.. right.Select(p => (p.Key, p.Value))]);

        Assert.Contains(message, page.ErrorOf(field), StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task The_list_finds_by_a_part_of_the_name_and_shows_who_is_disabled()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        await staff.SubmitAsync($"{List}{user.Id}/disable/", "Sperr");

        var found = await staff.GetAsync($"{List}?q={user.UserName[4..20].ToUpperInvariant()}");
        Assert.Contains($"<a href=\"{List}{user.Id}/\">{user.UserName}</a>", found, StringComparison.Ordinal);
        Assert.Contains("Sperret", found, StringComparison.Ordinal);
        Assert.DoesNotContain($"{List}1/\"", found, StringComparison.Ordinal);
        Assert.Contains("Ingen med det navnet", await staff.GetAsync(List + "?q=%25%00%3Cb%3E"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Companies_are_found_by_name_or_number_linked_and_unlinked()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        var link = $"{List}{user.Id}/link/";
        Assert.Contains("value=\"456\"", await staff.GetAsync(link + "?q=eksempelb"), StringComparison.Ordinal);
        Assert.Contains("value=\"9001\"", await staff.GetAsync(link + "?q=9001"), StringComparison.Ordinal);
        Assert.Contains("Velg minst én bedrift", (await staff.SubmitAsync(link, Link)).Text, StringComparison.Ordinal);

        await staff.SubmitAsync(link, Link, ("Chosen", "456"), ("Chosen", "9001"));
        using var forged = await (await staff.OpenAsync(link)).Form(Link).SendForgedAsync(("Chosen", "123456789"), ("Chosen", "x"));
        Assert.Equal([456, 2265, 9001], await LinkedAsync(user.Id));
        Assert.DoesNotContain("value=\"456\"", await staff.GetAsync(link + "?q=eksempelb"), StringComparison.Ordinal);

        await staff.SubmitAsync($"{List}{user.Id}/companies/", "Koble fra de valgte", ("Chosen", "2265"), ("Chosen", "9001"));
        Assert.Equal([456], await LinkedAsync(user.Id));
        await using var db = Server.Database();
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Entity == "api_user_company" && e.Changes.Contains($"\"{user.Id}\"")).ToListAsync();
        Assert.Equal(2, entries.Count(e => e.Action == "deleted"));
        Assert.All(entries.Where(e => e.Action == "deleted"), StaffVisitors.AssertByStaff);
    }

    [Theory]
    [InlineData("link/?q=e", "Koble til de valgte")]
    [InlineData("companies/?q=t", "Koble fra de valgte")]
    public async Task Choosing_no_company_is_an_error_before_the_rows_with_the_focus_on_the_first(string path, string button)
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();

        var page = await staff.SubmitAsync($"{List}{user.Id}/{path}", button);

        Assert.Equal("Velg minst én bedrift.", page.ErrorOf("Chosen"));
        var (error, boxes) = (page.Document.QuerySelector("#error-chosen")!, page.Document.QuerySelectorAll("input[name=Chosen]"));
        Assert.NotEmpty(boxes);
        Assert.True(error.CompareDocumentPosition(boxes[0]).HasFlag(DocumentPositions.Following));
        Assert.Equal([boxes[0]], page.Document.QuerySelectorAll("[autofocus]"));
        Assert.Equal("true", boxes[0].GetAttribute("aria-invalid"));
        Assert.Contains("value=\"" + path[^1..] + "\"", page.Markup, StringComparison.Ordinal);
        Assert.Equal([2265], await LinkedAsync(user.Id));
    }

    [Fact]
    public async Task A_page_of_a_refused_unlinking_leads_back_to_the_list()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();

        Assert.Equal($"{List}{user.Id}/companies/?q=test", (await staff.OpenAsync($"{List}{user.Id}/unlink/?q=test")).Path);
    }

    [Fact]
    public async Task Disabling_ends_sessions_and_tokens_and_enabling_brings_none_back()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        var clientId = await Server.NewApplicationAsync(user.Id);
        using var owner = await Browser.SignInAsync(Server, user.UserName, StaffVisitors.Password);
        var token = await Server.TokenAsync(clientId);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(token));

        await staff.SubmitAsync($"{List}{user.Id}/disable/", "Sperr");

        Server.Time.Advance(TokenLookup.Freshness);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token));
        await owner.GetAsync("/o/applications/", HttpStatusCode.Redirect);
        var entry = (await Server.AuditAsync("api_user", user.Id))[^1];
        Assert.Contains("\"enabled\"", entry.Changes, StringComparison.Ordinal);
        StaffVisitors.AssertByStaff(entry);

        await staff.SubmitAsync($"{List}{user.Id}/", "Opphev sperren");

        Server.Time.Advance(TokenLookup.Freshness);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token));
        await owner.GetAsync("/o/applications/", HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(await Server.TokenAsync(clientId)));
    }

    [Fact]
    public async Task The_limit_and_the_right_to_write_are_changed_and_taken_back()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        var update = $"{List}{user.Id}/update/";

        Assert.Contains("7 000 (egen grense)", Spaces(await staff.SubmitAsync(update, "Lagre", ("Limit", "7000"), ("MayWrite", "false"))), StringComparison.Ordinal);
        Assert.Equal((7000, false), await RightsAsync());
        Assert.Contains("Skriv et helt tall", (await staff.SubmitAsync(update, "Lagre", ("Limit", "-1"))).ErrorOf("Limit"), StringComparison.Ordinal);
        Assert.Equal((7000, false), await RightsAsync());
        await staff.SubmitAsync(update, "Lagre", ("Limit", ""), ("MayWrite", "true"));
        Assert.Equal(((int?)null, true), await RightsAsync());

        async Task<(int?, bool)> RightsAsync()
        {
            var now = await FindAsync(user.UserName);
            return (now.PermitLimit, now.MayWrite);
        }
    }

    [Fact]
    public async Task An_application_is_changed_disabled_and_deleted_under_its_own_API_user_only()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        var clientId = await Server.NewApplicationAsync(user.Id);
        await using var db = Server.Database();
        var id = await db.Applications.Where(a => a.ClientId == clientId).Select(a => a.Id).SingleAsync();
        var home = $"{List}{user.Id}/applications/{id}/";
        await staff.GetAsync($"{List}1/applications/{id}/", HttpStatusCode.NotFound);
        var token = await Server.TokenAsync(clientId);

        await staff.SubmitAsync(home + "update/", "Lagre", ("Form.Name", "Eksamen"), ("Form.Write", "false"), ("Form.Exam", "true"), ("Form.Introspection", "true"), ("Enabled", "true"));
        var changed = await db.Applications.AsNoTracking().SingleAsync(a => a.Id == id);
        Assert.Equal(("Eksamen", Scopes.Read | Scopes.Exam, true, true), (changed.Name, changed.Scopes, changed.AllowIntrospection, changed.Enabled));
        Assert.NotEmpty((await staff.SubmitAsync(home + "update/", "Lagre", ("Form.Name", " "))).ErrorOf("Form.Name"));
        Assert.True((await db.Applications.AsNoTracking().SingleAsync(a => a.Id == id)).Enabled);

        await staff.SubmitAsync(home + "update/", "Lagre", ("Form.Name", "Eksamen"), ("Form.Exam", "false"), ("Form.Introspection", "false"), ("Enabled", "false"));
        Server.Time.Advance(TokenLookup.Freshness);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token));

        await staff.SubmitAsync(home + "delete/", "Slett");
        Assert.False(await db.Applications.AnyAsync(a => a.Id == id));
        var entries = await Server.AuditAsync("application", id);
        Assert.Equal(["changed", "changed", "deleted"], entries.Select(e => e.Action));
        Assert.All(entries, StaffVisitors.AssertByStaff);
    }

    [Fact]
    public async Task An_API_user_without_an_account_is_given_one()
    {
        using var staff = await Browser.StaffAsync(Server);
        var id = await Server.NewApiUserAsync();

        await staff.SubmitAsync($"{List}{id}/", "Lag konto");

        var account = await Server.AccountOfAsync(id);
        Assert.Null(account.PasswordHash);
        await StaffVisitors.ChooseAsync(Server, StaffVisitors.LinkIn(Server, await staff.SubmitAsync($"/staff/accounts/{account.Id}/reset/", "Lag lenke")));
        (await Browser.SignInAsync(Server, account.UserName, StaffVisitors.Password)).Dispose();
    }

    [Fact]
    public async Task Names_that_are_markup_are_shown_as_text()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();

        var page = await staff.SubmitAsync($"{List}{user.Id}/applications/new/", Register, ("Form.Name", "<script>alert(1)</script>"));

        Assert.DoesNotContain("<script", page.Markup, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/staff/api-users/77/")]
    [InlineData("/staff/api-users/77/update/")]
    [InlineData("/staff/api-users/77/disable/")]
    [InlineData("/staff/api-users/77/link/")]
    [InlineData("/staff/api-users/77/companies/")]
    [InlineData("/staff/api-users/77/applications/new/")]
    [InlineData("/staff/api-users/1/applications/77/")]
    [InlineData("/staff/api-users/x/")]
    public async Task What_is_not_there_is_not_found(string page)
    {
        using var staff = await Browser.StaffAsync(Server);
        await staff.GetAsync(page, HttpStatusCode.NotFound);
    }

    // Groups of three are set apart by a blank that does not break.
    private static string Spaces(HtmlPage page) => page.Text.Replace('\u00a0', ' ');

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        using var client = Server.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.GetAsync(TestServer.Root + "companies/");
        return response.StatusCode;
    }

    private async Task<ApiUser> FindAsync(string name)
    {
        await using var db = Server.Database();
        return await db.ApiUsers.AsNoTracking().Include(u => u.Companies).SingleAsync(u => u.UserName == name);
    }

    private async Task<List<long>> LinkedAsync(long id)
    {
        await using var db = Server.Database();
        return await db.Set<ApiUserCompany>().Where(c => c.ApiUserId == id).Select(c => c.CompanyId).Order().ToListAsync();
    }

    private async Task<(int, int)> CountAsync()
    {
        await using var db = Server.Database();
        return (await db.ApiUsers.CountAsync(), await db.Accounts.CountAsync());
    }
}
