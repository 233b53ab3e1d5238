using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Tests.Infrastructure;

/// <summary>Hashes of passwords that cost little to check: tests sign in many hundred times. In all else they are the server's.</summary>
public static class TestPasswords
{
    /// <summary>The rounds of a hash, of which the framework's default has a hundred times as many.</summary>
    public const int Rounds = 1000;

    private static readonly (string UserName, string Password)[] Demo =
    [
        ("demo", "Demo-Passord-1"), ("other", "Other-Passord-1"), ("staff", "Staff-Passord-1"), ("kandidat", "Kandidat-Passord-1"),
    ];

    private static readonly PasswordHasher<Account> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    /// <summary>Sets an account's password.</summary>
    public static void Set(Account account, string password) => account.PasswordHash = Hasher.HashPassword(account, password);

    /// <summary>Sets the passwords of the demo data anew.</summary>
    public static async Task ResetDemoAsync(FinAutDbContext db)
    {
        foreach (var (userName, password) in Demo)
        {
            Set(await db.Accounts.SingleAsync(a => a.UserName == userName), password);
        }

        await db.SaveChangesAsync();
    }
}
