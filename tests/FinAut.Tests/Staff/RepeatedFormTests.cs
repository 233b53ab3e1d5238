using FinAut.Domain.Statuses;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

/// <summary>Forms that are sent again: from another tab, after Back, by loading the answer anew.</summary>
public sealed class RepeatedFormTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    private Browser _staff = null!;

    public async Task InitializeAsync() => _staff = await Browser.StaffAsync(demo.Server);

    public Task DisposeAsync()
    {
        _staff.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("nb", "Registrer", "Kandidaten har allerede denne statusen.")]
    [InlineData("en", "Register", "The candidate already has this status.")]
    public async Task A_status_is_registered_once(string language, string button, string message)
    {
        _staff.Headers.AcceptLanguage.ParseAdd(language);
        var id = await demo.NewUserAsync("afr_ka");
        var page = await _staff.OpenAsync($"/staff/candidates/{id}/statuses/add/");
        (string, string)[] fields = [("AppName", "afr"), ("Status", "reauth"), ("Date", "2026-11-23"), ("Reason", "Vedtak"), ("Comment", "Ett")];

        var pages = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => page.SubmitAsync(button, fields)));

        AssertOnce(pages, $"/staff/candidates/{id}/", "Status", message);
        Assert.Single(await StatusesAsync(id, "reauth"));

        // Another comment is another status.
        await page.SubmitAsync(button, [.. fields[..^1], ("Comment", "To")]);
        Assert.Equal(2, (await StatusesAsync(id, "reauth")).Count);
    }

    [Theory]
    [InlineData("nb", "Registrer", "En praktisk prøve med denne datoen og dette utfallet er allerede registrert.")]
    [InlineData("en", "Register", "A practical test with this date and outcome is already registered.")]
    public async Task A_practical_test_is_registered_once(string language, string button, string message)
    {
        _staff.Headers.AcceptLanguage.ParseAdd(language);
        var id = await demo.NewUserAsync("afr_ka");
        var page = await _staff.OpenAsync($"/staff/candidates/{id}/results/add/");
        (string, string)[] fields = [("AppName", "afr"), ("Date", "2026-11-20")];

        var pages = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => page.SubmitAsync(button, [.. fields, ("Passed", "false")])));
        await page.SubmitAsync(button, [.. fields, ("Passed", "true")]);

        AssertOnce(pages, $"/staff/candidates/{id}/", "Date", message);
        await using var db = demo.Server.Database();
        Assert.Equal([false, true], await db.Results.IgnoreQueryFilters().Where(r => r.UserId == id).OrderBy(r => r.Attempt).Select(r => r.Passed).ToListAsync());
    }

    [Theory]
    [InlineData("nb", "Legg til", "Bedriften har allerede et endepunkt som sender det samme til denne adressen.")]
    [InlineData("en", "Add", "The company already has an endpoint that posts the same to this URL.")]
    public async Task An_endpoint_is_added_once(string language, string button, string message)
    {
        _staff.Headers.AcceptLanguage.ParseAdd(language);
        var page = await _staff.OpenAsync("/staff/webhooks/add/");
        (string Name, string Value)[] fields = [("Company", "2265"), ("Target", $"https://hr.example/{language}"), ("Kind", "all")];

        await page.SubmitAsync(button, fields);
        var again = await page.SubmitAsync(button, fields);
        await page.SubmitAsync(button, [.. fields[..^1], ("Kind", "results")]);

        Assert.Equal(message, again.ErrorOf("Target"));
        await using var db = demo.Server.Database();
        Assert.Equal(
            [WebhookKind.All, WebhookKind.Results],
            await db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.Url == fields[1].Value).OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync());
    }

    [Theory]
    [InlineData("nb", "Overta", "har skiftet arbeidsgiver etter at siden ble åpnet, og er nå ansatt i Eksempelbanken.")]
    [InlineData("en", "Take over", "has changed employer since the page was opened, and is now employed at Eksempelbanken.")]
    public async Task A_move_ends_only_the_employment_that_the_page_named(string language, string button, string message)
    {
        _staff.Headers.AcceptLanguage.ParseAdd(language);
        var id = await demo.NewUserAsync("afr_ka");
        var page = await _staff.OpenAsync($"/staff/candidates/{id}/move/?company={Bodies.Eksempelbanken}");
        var other = await _staff.OpenAsync($"/staff/candidates/{id}/move/?company={Bodies.OutsideCompany}");
        await page.SubmitAsync(button, ("Place", $"{Bodies.Eksempelavdeling}"));

        var asked = await other.SubmitAsync(button, ("Place", $"{Bodies.OutsideDepartment}"));

        Assert.Contains(message, asked.TextAt("[role=alert]"));
        Assert.Equal(Bodies.Eksempelbanken, await EmployerAsync(id));
        await asked.SubmitAsync(button, ("Place", $"{Bodies.OutsideDepartment}"));
        Assert.Equal(Bodies.OutsideCompany, await EmployerAsync(id));
    }

    private static void AssertOnce(HtmlPage[] pages, string done, string field, string message)
    {
        Assert.Single(pages, p => p.Path == done);
        Assert.All(pages.Where(p => p.Path != done), p => Assert.Equal(message, p.ErrorOf(field)));
    }

    private async Task<long> EmployerAsync(long id)
    {
        await using var db = demo.Server.Database();
        return await db.Users.IgnoreQueryFilters().Where(u => u.Id == id).Select(u => u.CompanyId).SingleAsync();
    }

    private async Task<List<UserStatus>> StatusesAsync(long id, string status)
    {
        await using var db = demo.Server.Database();
        return await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == id && s.Status == status).ToListAsync();
    }
}
