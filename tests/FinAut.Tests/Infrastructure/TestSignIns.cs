using System.Security.Cryptography;
using System.Text;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Infrastructure;

/// <summary>Makes accounts to sign in with.</summary>
public static class TestSignIns
{
    /// <summary>Adds an account; an API user sees Testfirma, a member of staff is an administrator unless said otherwise.</summary>
    public static async Task<Account> AddAsync(TestServer server, AccountKind kind, string userName, string password, StaffRole role = StaffRole.Administrator)
    {
        await using var db = server.Database();
        var now = server.Time.GetUtcNow();
        Account account;
        if (kind == AccountKind.ApiUser)
        {
            var user = new ApiUser { UserName = userName, Created = now };
            await db.ApiUsers.AddAsync(user);
            user.Link(Bodies.Testfirma);
            account = Account.Of(user, now);
        }
        else
        {
            account = Account.OfStaff(userName, role, now);
        }

        TestPasswords.Set(account, password);
        await db.Accounts.AddAsync(account);
        await db.SaveChangesAsync();
        return account;
    }

    /// <summary>Makes a link that sets an account's password.</summary>
    public static async Task<string> LinkAsync(TestServer server, string userName)
    {
        var token = Guid.NewGuid().ToString("N");
        await using var db = server.Database();
        var account = await db.Accounts.SingleAsync(a => a.UserName == userName);
        account.AllowReset(SHA256.HashData(Encoding.UTF8.GetBytes(token)), server.Time.GetUtcNow().AddHours(24));
        await db.SaveChangesAsync();
        return $"/finautapi/v1/api-auth/reset/?token={token}";
    }
}
