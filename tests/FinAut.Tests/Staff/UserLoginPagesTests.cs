using System.Net;
using FinAut.Api.Webhooks;
using FinAut.Domain.Competency;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Staff;

public sealed class UserLoginPagesTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string List = "/staff/userlogin/";
    private const string New = "/staff/userlogin/new/";
    private const string Make = "Lag klient";

    private static readonly Dictionary<string, string> Right = new(StringComparer.Ordinal)
    {
        ["ApiUser"] = "Demo",
        ["Form.Name"] = "Kurs AS",
        ["Form.PostUrl"] = "http://127.0.0.1:9/id",
        ["Form.RedirectUrl"] = "https://kurs.example/tilbake?fra=finaut",
    };

    private TestServer Server => demo.Server;

    [Fact]
    public async Task A_client_is_made_and_changed_and_its_slug_stays()
    {
        using var staff = await Browser.StaffAsync(Server);
        var slug = NewSlug();

        var page = await staff.SubmitAsync(New, Make, Fields(slug));
        Assert.Contains($"{Server.BaseUrl}/finautapi/v1/userlogin/{slug}/", page.Text, StringComparison.Ordinal);
        var made = await FindAsync(slug);
        Assert.Equal((1, "Kurs AS", "http://127.0.0.1:9/id", "https://kurs.example/tilbake?fra=finaut"), (made!.ApiUserId, made.Name, made.PostUrl, made.RedirectUrl));

        await staff.SubmitAsync(
            $"{List}{made.Id}/update/", "Lagre", ("Form.Name", "Kurs ASA"), ("Form.PostUrl", "http://127.0.0.1:9/ny"), ("Form.RedirectUrl", "https://kurs.example/"));
        using var forged = await (await staff.OpenAsync($"{List}{made.Id}/update/")).Form("Lagre").SendForgedAsync(("Slug", "annet"));
        var changed = await FindAsync(slug);
        Assert.Equal(("Kurs ASA", "http://127.0.0.1:9/ny", "https://kurs.example/"), (changed!.Name, changed.PostUrl, changed.RedirectUrl));
        var entries = await Server.AuditAsync("user_login_client", made.Id);
        Assert.Equal(["created", "changed"], entries.Select(e => e.Action));
        Assert.All(entries, StaffVisitors.AssertByStaff);
    }

    [Theory]
    [InlineData("Slug", "", "Bruk 1 til 50")]
    [InlineData("Slug", "Stor", "Bruk 1 til 50")]
    [InlineData("Slug", "a--b", "Bruk 1 til 50")]
    [InlineData("Slug", "-a", "Bruk 1 til 50")]
    [InlineData("Slug", "a/b", "Bruk 1 til 50")]
    [InlineData("Slug", "demo", "Kortnavnet er i bruk")]
    [InlineData("ApiUser", "ingen", "Ingen API-bruker heter det")]
    [InlineData("ApiUser", "", "Fyll ut dette feltet")]
    [InlineData("Form.Name", "", "Fyll ut dette feltet")]
    [InlineData("Form.PostUrl", "", "Fyll ut dette feltet")]
    [InlineData("Form.PostUrl", "http://169.254.169.254/latest/", "Det kan ikke sendes til denne adressen")]
    [InlineData("Form.PostUrl", "ftp://lms.example/", "Det kan ikke sendes til denne adressen")]
    [InlineData("Form.RedirectUrl", "javascript:alert(1)", "Skriv en hel adresse")]
    [InlineData("Form.RedirectUrl", "//kurs.example/", "Skriv en hel adresse")]
    [InlineData("Form.RedirectUrl", "https:kurs.example", "Skriv en hel adresse")]
    [InlineData("Form.RedirectUrl", "https://ola@kurs.example/", "Skriv en hel adresse")]
    [InlineData("Form.RedirectUrl", "https:\\\\kurs.example", "Skriv en hel adresse")]
    public async Task What_is_wrong_stands_at_the_field_and_nothing_is_made(string field, string value, string message)
    {
        using var staff = await Browser.StaffAsync(Server);
        var fields = Fields(NewSlug()).ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        fields[field] = value;
        await using var db = Server.Database();
        var before = await db.UserLoginClients.CountAsync();

        var page = await staff.SubmitAsync(New, Make, [.. fields.Select(f => (f.Key, f.Value))]);

        Assert.StartsWith(message, page.ErrorOf(field), StringComparison.Ordinal);
        Assert.Equal(before, await db.UserLoginClients.CountAsync());
    }

    [Fact]
    public async Task A_change_is_judged_as_a_new_client_is()
    {
        using var staff = await Browser.StaffAsync(Server);

        var page = await staff.SubmitAsync(
            List + "1/update/", "Lagre", ("Form.Name", "Demo LMS"), ("Form.PostUrl", "https://169.254.169.254/"), ("Form.RedirectUrl", "data:text/html,x"));

        Assert.Contains("Det kan ikke sendes til denne adressen", page.ErrorOf("Form.PostUrl"), StringComparison.Ordinal);
        Assert.Contains("Skriv en hel adresse", page.ErrorOf("Form.RedirectUrl"), StringComparison.Ordinal);
        Assert.Equal("https://lms.example/kurs", (await FindAsync("demo"))!.RedirectUrl);
    }

    [Fact]
    public async Task A_revoked_link_stays_on_record_and_is_of_no_use()
    {
        using var staff = await Browser.StaffAsync(Server);
        var person = await Server.AddPersonAsync();
        var link = await AddLinkAsync(person);
        var page = $"{List}1/links/{link.Id}/revoke/";
        Assert.Contains(page + "\"", await staff.GetAsync(List + "1/"), StringComparison.Ordinal);
        Assert.Contains(page + "\"", await staff.GetAsync($"/staff/candidates/{person}/"), StringComparison.Ordinal);
        Assert.Contains("Her beholdes de: 1.", await staff.ReadAsync(page), StringComparison.Ordinal);
        await staff.GetAsync($"{List}77/links/{link.Id}/revoke/", HttpStatusCode.NotFound);
        using var api = await Server.ClientAsync();
        Assert.Equal(1, await ReportedAsync());

        await staff.SubmitAsync(page, "Trekk tilbake");

        await using var db = Server.Database();
        Assert.NotNull((await db.UserLoginLinks.IgnoreQueryFilters().SingleAsync(l => l.Id == link.Id)).Revoked);
        Assert.True(await db.CompetencyResults.IgnoreQueryFilters().AnyAsync(r => r.UserLoginLinkId == link.Id));
        Assert.Equal(0, await ReportedAsync());
        var entry = Assert.Single(await Server.AuditAsync("user_login_link", link.Id), e => e.Action == "changed");
        StaffVisitors.AssertByStaff(entry);
        foreach (var shown in new[] { List + "1/", $"/staff/candidates/{person}/" })
        {
            var text = await staff.ReadAsync(shown);
            Assert.Contains("Trukket tilbake", text, StringComparison.Ordinal);
            Assert.DoesNotContain(page, text, StringComparison.Ordinal);
        }

        await staff.GetAsync(page, HttpStatusCode.NotFound);

        async Task<int> ReportedAsync() =>
            (await api.GetJsonAsync($"{TestServer.Root}competency_result/?encrypted_userid={link.EncryptedUserId}")).GetProperty("count").GetInt32();
    }

    [Fact]
    public async Task A_secret_is_made_and_shown_once_then_replaced_by_the_systems_own_and_removed()
    {
        using var staff = await Browser.StaffAsync(Server);
        var slug = NewSlug();
        await staff.SubmitAsync(New, Make, Fields(slug));
        var client = (await FindAsync(slug))!.Id;
        var page = $"{List}{client}/";
        Assert.Contains("Det sendes uten signatur", await staff.ReadAsync(page), StringComparison.Ordinal);

        var shown = await staff.SubmitAsync(page + "secret/", "Lagre", ("What", "make"));
        var made = Assert.Single(await SecretsAsync(client));
        Assert.Contains(made, shown.Text, StringComparison.Ordinal);
        Assert.Contains("Det som sendes, er signert", await staff.ReadAsync(page), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_" + made[6..], await staff.ReadAsync(page) + await staff.ReadAsync(page + "secret/"), StringComparison.Ordinal);

        var own = WebhookSecret.New().Text;
        Assert.DoesNotContain(own, (await staff.SubmitAsync(page + "secret/", "Lagre", ("What", "take"), ("Own", $" {own} "))).Markup, StringComparison.Ordinal);
        Assert.Equal([own], await SecretsAsync(client));

        await staff.SubmitAsync(page + "secret/", "Lagre", ("What", "remove"), ("Own", ""));
        Assert.Empty(await SecretsAsync(client));
        Assert.Contains("Det sendes uten signatur", await staff.ReadAsync(page), StringComparison.Ordinal);
        await using var db = Server.Database();
        var entries = await db.AuditEntries.Where(e => e.Entity == "webhook_endpoint_secret").ToListAsync();
        Assert.NotEmpty(entries);
        Assert.All(entries, StaffVisitors.AssertByStaff);
    }

    [Theory]
    [InlineData("take", "")]
    [InlineData("take", "whsec_a29ydA==")]
    [InlineData("take", "et-passord-som-ikke-er-en-hemmelighet")]
    public async Task A_faulty_secret_changes_nothing_and_is_not_shown_again(string what, string own)
    {
        using var staff = await Browser.StaffAsync(Server);
        var before = await Server.CountRowsAsync();

        var page = await staff.RefusedAsync(List + "1/secret/", "Lagre", ("What", what), ("Own", own));

        Assert.True(own.Length == 0 || !page.Contains(own, StringComparison.Ordinal));
        Assert.Empty((await Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("")]
    [InlineData("annet")]
    public async Task A_forged_choice_of_secret_changes_nothing(string what)
    {
        using var staff = await Browser.StaffAsync(Server);
        var before = await Server.CountRowsAsync();

        await staff.RefusedForgedAsync(List + "1/secret/", "Lagre", ("What", what));

        Assert.Empty((await Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task Support_sees_links_but_no_way_to_revoke()
    {
        using var support = await Server.SupportAsync();

        var page = await support.GetAsync(List + "1/");

        Assert.Contains("lms-123", page, StringComparison.Ordinal);
        Assert.DoesNotContain("revoke", page, StringComparison.Ordinal);
        Assert.DoesNotContain("example_encrypted_id_123", page, StringComparison.Ordinal);
    }

    private static string NewSlug() => $"kurs-{Guid.NewGuid():N}";

    private static (string Name, string Value)[] Fields(string slug) => [("Slug", slug), .. Right.Select(f => (f.Key, f.Value))];

    private async Task<UserLoginClient?> FindAsync(string slug)
    {
        await using var db = Server.Database();
        return await db.UserLoginClients.AsNoTracking().SingleOrDefaultAsync(c => c.Slug == slug);
    }

    private async Task<List<string>> SecretsAsync(long client)
    {
        await using var db = Server.Database();
        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().Include(e => e.Secrets).SingleAsync(e => e.UserLoginClientId == client);
        return Server.Services.GetRequiredService<WebhookSecrets>().InForce(endpoint, Server.Time.GetUtcNow()).ConvertAll(s => s.Text);
    }

    private async Task<UserLoginLink> AddLinkAsync(long person)
    {
        await using var db = Server.Database();
        var now = Server.Time.GetUtcNow();
        var link = new UserLoginLink { ClientId = 1, UserId = person, ExtUserId = $"ext-{person}", EncryptedUserId = $"enc-{Guid.NewGuid():N}", Created = now };
        db.UserLoginLinks.Add(link);
        db.CompetencyResults.Add(new CompetencyResult
        {
            UserLoginLinkId = link.Id,
            GoalId = 456,
            PassedDate = new DateOnly(2026, 1, 2),
            ExternalSystem = "LMS",
            ExternalId = "1",
            Created = now,
        });
        await db.SaveChangesAsync();
        return link;
    }
}
