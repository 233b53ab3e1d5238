using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

public sealed class StaffAccountPagesTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string List = "/staff/accounts/";
    private const string New = "/staff/accounts/new/";
    private const string Make = "Lag konto";

    private TestServer Server => demo.Server;

    [Fact]
    public async Task The_menu_shows_accounts_to_administrators_only()
    {
        using var staff = await Browser.StaffAsync(Server);
        using var support = await Server.SupportAsync();

        Assert.Contains("href=\"/staff/accounts/\"", await staff.GetAsync("/staff/api-users/"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/staff/accounts/\"", await support.GetAsync("/staff/api-users/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("administrator", HttpStatusCode.OK)]
    [InlineData("support", HttpStatusCode.Forbidden)]
    public async Task A_new_member_of_staff_chooses_a_password_and_may_what_the_role_says(string role, HttpStatusCode change)
    {
        using var staff = await Browser.StaffAsync(Server);
        var name = StaffVisitors.NewName("kari");

        var link = StaffVisitors.LinkIn(Server, await staff.SubmitAsync(New, Make, ("UserName", name), ("Role", role)));
        await StaffVisitors.ChooseAsync(Server, link);

        using var visitor = await Browser.SignInAsync(Server, name, StaffVisitors.Password);
        await visitor.GetAsync("/staff/api-users/");
        await visitor.GetAsync("/staff/api-users/new/", change);
        await using var db = Server.Database();
        var id = await db.Accounts.Where(a => a.UserName == name).Select(a => a.Id).SingleAsync();
        var made = (await Server.AuditAsync("account", id))[0];
        Assert.Equal("created", made.Action);
        StaffVisitors.AssertByStaff(made);
    }

    [Theory]
    [InlineData("demo", "support", "Navnet er i bruk")]
    [InlineData("", "support", "Bruk 1 til 150")]
    public async Task A_name_that_cannot_be_used_is_refused(string name, string role, string message)
    {
        using var staff = await Browser.StaffAsync(Server);

        Assert.Contains(message, (await staff.SubmitAsync(New, Make, ("UserName", name), ("Role", role))).ErrorOf("UserName"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Candidate")]
    [InlineData("1")]
    public async Task A_forged_role_is_refused(string role)
    {
        using var staff = await Browser.StaffAsync(Server);

        Assert.Contains("Velg en rolle", await staff.RefusedForgedAsync(New, Make, ("UserName", "ny"), ("Role", role)), StringComparison.Ordinal);

        await using var db = Server.Database();
        Assert.False(await db.Accounts.AnyAsync(a => a.UserName == "ny"));
    }

    [Theory]
    [InlineData("I bruk", true, false, true)]
    [InlineData("Låst", true, true, true)]
    [InlineData("Uten passord", true, false, false)]
    [InlineData("Sperret", false, true, true)]
    public async Task An_account_has_one_state_in_the_list_and_on_its_page(string state, bool enabled, bool locked, bool hasPassword)
    {
        using var staff = await Browser.StaffAsync(Server);
        var account = await Server.AddStaffAsync(StaffRole.Support);
        DateTimeOffset? until = locked ? Server.Time.GetUtcNow().AddMinutes(15) : null;
        await using var db = Server.Database();
        await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.Enabled, enabled).SetProperty(a => a.LockedUntil, until).SetProperty(a => a.PasswordHash, a => hasPassword ? a.PasswordHash : null));

        var row = (await staff.OpenAsync(List)).Document.QuerySelector($"a[href='{List}{account.Id}/']")!.Closest("tr")!;
        var page = await staff.OpenAsync($"{List}{account.Id}/");

        Assert.Equal(state, row.QuerySelector(".tag")!.TextContent);
        Assert.Equal(state, StaffVisitors.StateOn(page));
    }

    [Fact]
    public async Task A_changed_role_counts_at_once()
    {
        using var staff = await Browser.StaffAsync(Server);
        var account = await Server.AddStaffAsync(StaffRole.Administrator);
        using var visitor = await Browser.SignInAsync(Server, account.UserName, StaffVisitors.Password);
        await visitor.GetAsync(List);

        await staff.SubmitAsync($"{List}{account.Id}/role/", "Lagre", ("Role", "support"));

        await visitor.GetAsync(List, HttpStatusCode.Redirect);
        using var again = await Browser.SignInAsync(Server, account.UserName, StaffVisitors.Password);
        await again.GetAsync(List, HttpStatusCode.Forbidden);
        Assert.Contains("Velg en rolle", await staff.RefusedForgedAsync($"{List}{account.Id}/role/", "Lagre", ("Role", "root")), StringComparison.Ordinal);
        StaffVisitors.AssertByStaff((await Server.AuditAsync("account", account.Id))[^2]); // the last is the sign-in
    }

    [Fact]
    public async Task A_disabled_member_of_staff_is_out_at_once_and_no_link_lets_in()
    {
        using var staff = await Browser.StaffAsync(Server);
        var account = await Server.AddStaffAsync(StaffRole.Support);
        using var visitor = await Browser.SignInAsync(Server, account.UserName, StaffVisitors.Password);
        var link = StaffVisitors.LinkIn(Server, await staff.SubmitAsync($"{List}{account.Id}/reset/", "Lag lenke"));

        await staff.SubmitAsync($"{List}{account.Id}/disable/", "Sperr");

        await visitor.GetAsync("/staff/api-users/", HttpStatusCode.Redirect);
        using var late = Browser.Open(Server);
        Assert.DoesNotContain("name=\"New\"", await late.GetAsync(link), StringComparison.Ordinal);
        using var refused = await late.SendFormAsync("/finautapi/v1/api-auth/login/", "Logg inn", ("UserName", account.UserName), ("Password", StaffVisitors.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        await staff.SubmitAsync($"{List}{account.Id}/", "Opphev sperren");
        Assert.DoesNotContain("name=\"New\"", await late.GetAsync(link), StringComparison.Ordinal);
        (await Browser.SignInAsync(Server, account.UserName, StaffVisitors.Password)).Dispose();
    }

    [Fact]
    public async Task Nobody_shuts_oneself_out_or_makes_oneself_a_way_in()
    {
        var account = await Server.AddStaffAsync(StaffRole.Administrator);
        using var visitor = await Browser.SignInAsync(Server, account.UserName, StaffVisitors.Password);
        var own = $"{List}{account.Id}/";

        Assert.Contains("Du kan ikke sperre deg selv", (await visitor.SubmitAsync(own + "disable/", "Sperr")).Text, StringComparison.Ordinal);
        Assert.Contains("Du kan ikke endre din egen rolle", (await visitor.SubmitAsync(own + "role/", "Lagre", ("Role", "support"))).Text, StringComparison.Ordinal);
        await visitor.GetAsync(own + "reset/", HttpStatusCode.NotFound);
        await visitor.GetAsync(own + "second-factor/", HttpStatusCode.NotFound);
        Assert.DoesNotContain("disable/", await visitor.GetAsync(own), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_administrators_cannot_shut_each_other_out_at_the_same_time()
    {
        await using var server = await TestServer.StartAsync();
        var other = await server.AddStaffAsync(StaffRole.Administrator);
        using var first = await Browser.StaffAsync(server);
        using var second = await Browser.SignInAsync(server, other.UserName, StaffVisitors.Password);

        var answers = await Browser.SendTogetherAsync([(first, $"{List}{other.Id}/disable/"), (second, $"{List}4/disable/")], "Sperr");

        Array.ForEach(answers, a => a.Dispose());
        await using var db = server.Database();
        Assert.Equal(1, await db.Accounts.CountAsync(a => a.Kind == AccountKind.Staff && a.Enabled && a.Role == StaffRole.Administrator));
    }

    [Fact]
    public async Task A_link_replaces_the_one_before_and_the_password_in_use_stays_until_then()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        var account = await Server.AccountOfAsync(user.Id);

        var first = StaffVisitors.LinkIn(Server, await staff.SubmitAsync($"{List}{account.Id}/reset/", "Lag lenke"));
        var second = StaffVisitors.LinkIn(Server, await staff.SubmitAsync($"{List}{account.Id}/reset/", "Lag lenke"));

        using var visitor = Browser.Open(Server);
        Assert.DoesNotContain("name=\"New\"", await visitor.GetAsync(first), StringComparison.Ordinal);
        (await Browser.SignInAsync(Server, user.UserName, StaffVisitors.Password)).Dispose();
        await StaffVisitors.ChooseAsync(Server, second, "Ti-okser-bak-fjellet");
        (await Browser.SignInAsync(Server, user.UserName, "Ti-okser-bak-fjellet")).Dispose();
        var entries = await Server.AuditAsync("account", account.Id);
        Assert.All(entries, e => Assert.DoesNotContain(second[(second.IndexOf('=', StringComparison.Ordinal) + 1)..], e.Changes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_authenticator_app_is_forgotten_and_sessions_end()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        using var owner = await Browser.SignInAsync(Server, user.UserName, StaffVisitors.Password);
        await using (var db = Server.Database())
        {
            var changed = await db.Accounts.SingleAsync(a => a.ApiUserId == user.Id);
            (changed.HasSecondFactor, changed.AuthenticatorKeyCipher) = (true, [1, 2, 3]);
            await db.SaveChangesAsync();
        }

        var account = await Server.AccountOfAsync(user.Id);
        Assert.Contains("Fjern autentiseringsappen", await staff.GetAsync($"/staff/api-users/{user.Id}/"), StringComparison.Ordinal);
        await staff.SubmitAsync($"{List}{account.Id}/second-factor/", "Fjern");

        account = await Server.AccountOfAsync(user.Id);
        Assert.Equal((false, null), (account.HasSecondFactor, account.AuthenticatorKeyCipher));
        await owner.GetAsync("/o/applications/", HttpStatusCode.Redirect);
        var entry = (await Server.AuditAsync("account", account.Id))[^1];
        StaffVisitors.AssertByStaff(entry);
        Assert.Contains("{\"field\":\"authenticator_key_cipher\",\"old\":\"***\",\"new\":null}", entry.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_account_is_shown_and_unlocked()
    {
        using var staff = await Browser.StaffAsync(Server);
        var user = await Server.AddApiUserAsync();
        await using (var db = Server.Database())
        {
            var locked = await db.Accounts.SingleAsync(a => a.ApiUserId == user.Id);
            (locked.FailedSignIns, locked.LockedUntil) = (9, Server.Time.GetUtcNow().AddMinutes(16));
            await db.SaveChangesAsync();
        }

        var account = await Server.AccountOfAsync(user.Id);
        var page = $"/staff/api-users/{user.Id}/";
        Assert.Contains("Mislykkede forsøk på rad: 9", WebUtility.HtmlDecode(await staff.GetAsync(page)), StringComparison.Ordinal);

        await staff.SubmitAsync(page, "Lås opp");

        (await Browser.SignInAsync(Server, user.UserName, StaffVisitors.Password)).Dispose();
    }

    [Fact]
    public async Task A_candidates_account_is_not_for_these_pages()
    {
        using var staff = await Browser.StaffAsync(Server);
        await using var db = Server.Database();
        var person = await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == 123);
        var account = Account.OfCandidate(person, StaffVisitors.NewName("kandidat") + "@example.no", Server.Time.GetUtcNow());
        db.Accounts.Add(account);
        await db.SaveChangesAsync();

        foreach (var page in new[] { "", "role/", "disable/", "reset/", "second-factor/", "unlock/" })
        {
            await staff.GetAsync($"{List}{account.Id}/{page}", HttpStatusCode.NotFound);
        }
    }
}
