using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff;

/// <summary>Names that API users and staff sign in with. They are typed and read aloud, so they are plain.</summary>
internal static class UserNames
{
    private const string Signs = "._-@+";

    /// <summary>What a name must be, for operators.</summary>
    public static string Rule => $"1 to {ApiUser.UserNameMaxLength} letters, digits and the signs . _ - @ +";

    /// <summary>True for a name of the right form.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= ApiUser.UserNameMaxLength && name.All(c => char.IsLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal));

    /// <summary>What is wrong with a new name, or null.</summary>
    public static async Task<string?> CheckAsync(string name, FinAutDbContext db, Language language, CancellationToken cancellationToken)
    {
        if (!IsName(name))
        {
            return language[
                $"Bruk 1 til {ApiUser.UserNameMaxLength} bokstaver, sifre og tegnene . _ - @ +",
                $"Use {Rule}"];
        }

        var (account, user) = (Account.Normalize(AccountKind.Staff, name), ApiUser.Normalize(name));
        return await db.Accounts.AnyAsync(a => a.NormalizedUserName == account, cancellationToken)
            || await db.ApiUsers.AnyAsync(u => u.NormalizedUserName == user, cancellationToken) ? Taken(language) : null;
    }

    /// <summary>What to say of a name that somebody has.</summary>
    public static string Taken(Language language) => language["Navnet er i bruk.", "The name is taken."];
}
