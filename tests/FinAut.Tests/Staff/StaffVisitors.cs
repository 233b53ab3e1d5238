using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Audit;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

/// <summary>Visitors of the staff area, and what they leave behind.</summary>
internal static class StaffVisitors
{
    public const string Password = "Ni-hester-over-elva";

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>The state of an account on a page about it.</summary>
    public static string StateOn(HtmlPage page) => Assert.Single(page.Document.QuerySelectorAll("dt"), dt => dt.TextContent == "Tilstand").NextElementSibling!.TextContent.Trim();

    /// <summary>Makes the account of a member of staff.</summary>
    public static async Task<Account> AddStaffAsync(this TestServer server, StaffRole role)
    {
        await using var db = server.Database();
        var account = Account.OfStaff(NewName("staff"), role, server.Time.GetUtcNow());
        TestPasswords.Set(account, Password);
        db.Accounts.Add(account);
        await db.SaveChangesAsync();
        return account;
    }

    /// <summary>A visitor who may read and replay.</summary>
    public static async Task<Browser> SupportAsync(this TestServer server) =>
        await Browser.SignInAsync(server, (await server.AddStaffAsync(StaffRole.Support)).UserName, Password);

    /// <summary>Makes an API user with an account, which has chosen its password.</summary>
    public static async Task<ApiUser> AddApiUserAsync(this TestServer server)
    {
        await using var db = server.Database();
        var user = new ApiUser { UserName = NewName("api"), Created = server.Time.GetUtcNow() };
        db.ApiUsers.Add(user);
        var account = Account.Of(user, user.Created);
        TestPasswords.Set(account, Password);
        db.Accounts.Add(account);
        user.Link(Places.Testfirma);
        await db.SaveChangesAsync();
        return user;
    }

    /// <summary>The account of an API user, as it is now.</summary>
    public static async Task<Account> AccountOfAsync(this TestServer server, long apiUserId)
    {
        await using var db = server.Database();
        return await db.Accounts.AsNoTracking().SingleAsync(a => a.ApiUserId == apiUserId);
    }

    /// <summary>The entries that the audit trail has of a thing.</summary>
    public static async Task<List<AuditEntry>> AuditAsync(this TestServer server, string entity, long id)
    {
        await using var db = server.Database();
        return await db.AuditEntries.AsNoTracking().Where(e => e.Entity == entity && e.EntityId == id).OrderBy(e => e.Id).ToListAsync();
    }

    /// <summary>Checks that an entry names the administrator of the demo data.</summary>
    public static void AssertByStaff(AuditEntry entry) => Assert.Equal((ActorKind.Staff, "staff"), (entry.ActorKind, entry.Actor));

    /// <summary>The one-time link in a page, as a path.</summary>
    public static string LinkIn(TestServer server, HtmlPage page)
    {
        var link = page.TextAt("code#link");
        Assert.StartsWith(server.BaseUrl + "/finautapi/v1/api-auth/reset/?token=", link, StringComparison.Ordinal);
        return link[server.BaseUrl.Length..];
    }

    /// <summary>Chooses a password by a one-time link.</summary>
    public static async Task ChooseAsync(TestServer server, string link, string password = Password)
    {
        using var visitor = Browser.Open(server);
        using var response = await visitor.SendFormAsync(link, "Lagre passordet", ("New", password));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }
}
