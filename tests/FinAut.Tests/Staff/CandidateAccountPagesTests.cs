using System.Net;
using FinAut.Domain.Audit;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

/// <summary>How staff let candidates sign in.</summary>
public sealed class CandidateAccountPagesTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private TestServer Server => demo.Server;

    [Fact]
    public async Task A_candidate_is_invited_shut_out_and_let_in_again()
    {
        using var staff = await Browser.StaffAsync(Server);
        var person = await Server.AddPersonAsync();
        var (page, email) = ($"/staff/candidates/{person}/", $"{StaffVisitors.NewName("k")}@example.no");
        Assert.Contains("kan ikke logge inn ennå", await staff.ReadAsync(page), StringComparison.Ordinal);
        await staff.GetAsync(page + "account/", HttpStatusCode.NotFound);
        Assert.Contains("@tverrfjell.example", await staff.ReadAsync(page + "invite/"), StringComparison.Ordinal);

        var link = StaffVisitors.LinkIn(Server, await staff.SubmitAsync(page + "invite/", "Lag lenke", ("Email", $" {email} ")));
        await StaffVisitors.ChooseAsync(Server, link);
        using var candidate = Browser.Open(Server);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(candidate, email));
        await candidate.GetAsync("/candidate/");
        var shown = await staff.ReadAsync(page);
        Assert.Contains(email, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(link[^20..], shown, StringComparison.Ordinal);

        Assert.Contains("Sperret", (await staff.SubmitAsync(page + "account/", "Sperr")).Text, StringComparison.Ordinal);
        await candidate.GetAsync("/candidate/", HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(candidate, email));
        Assert.Contains("Opphev sperren først", await staff.RefusedAsync(page + "invite/", "Lag lenke", ("Email", email)), StringComparison.Ordinal);

        await staff.SubmitAsync(page + "account/", "Opphev sperren");
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(candidate, email));
        await using var db = Server.Database();
        var account = await db.Accounts.SingleAsync(a => a.UserId == person);
        var entries = await Server.AuditAsync("account", account.Id);
        StaffVisitors.AssertByStaff(entries[0]);
        Assert.Equal(2, entries.Count(e => e.ActorKind == ActorKind.Staff && e.Changes.Contains("\"enabled\"", StringComparison.Ordinal) && e.Action == "changed"));
    }

    [Fact]
    public async Task A_locked_account_is_said_to_be_locked()
    {
        using var staff = await Browser.StaffAsync(Server);
        var person = await Server.AddPersonAsync();
        var page = $"/staff/candidates/{person}/";
        var link = StaffVisitors.LinkIn(Server, await staff.SubmitAsync(page + "invite/", "Lag lenke"));
        Assert.Equal("Uten passord", StaffVisitors.StateOn(await staff.OpenAsync(page)));
        await StaffVisitors.ChooseAsync(Server, link);
        Assert.Equal("I bruk", StaffVisitors.StateOn(await staff.OpenAsync(page)));

        var until = Server.Time.GetUtcNow().AddMinutes(15);
        await using var db = Server.Database();
        await db.Accounts.Where(a => a.UserId == person).ExecuteUpdateAsync(set => set.SetProperty(a => a.LockedUntil, until));

        Assert.Equal("Låst", StaffVisitors.StateOn(await staff.OpenAsync(page)));
    }

    [Fact]
    public async Task An_address_that_is_none_or_anothers_is_refused_at_the_field()
    {
        using var staff = await Browser.StaffAsync(Server);
        var (first, second) = (await Server.AddPersonAsync(), await Server.AddPersonAsync());
        var email = $"{StaffVisitors.NewName("k")}@example.no";
        await staff.SubmitAsync($"/staff/candidates/{first}/invite/", "Lag lenke", ("Email", email));

        foreach (var (typed, message) in new[] { ("", "Skriv en e-postadresse"), ("kari", "Skriv en e-postadresse"), (email.ToUpperInvariant(), "En annen logger inn") })
        {
            Assert.Contains(message, await staff.RefusedAsync($"/staff/candidates/{second}/invite/", "Lag lenke", ("Email", typed)), StringComparison.Ordinal);
        }

        await using var db = Server.Database();
        Assert.False(await db.Accounts.AnyAsync(a => a.UserId == second));
    }

    private static async Task<HttpStatusCode> SignInAsync(Browser browser, string email)
    {
        using var response = await browser.SendFormAsync("/candidate/login/", "Logg inn", ("Email", email), ("Password", StaffVisitors.Password));
        return response.StatusCode;
    }
}
