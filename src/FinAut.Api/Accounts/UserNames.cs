using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Accounts;

/// <summary>
/// Names that API users and staff sign in with. They are typed and read aloud, so they are plain. Pages and commands check them here.
/// </summary>
internal static class UserNames
{
    private const string Signs = "._-@+";

    /// <summary>What a name must be.</summary>
    public static string Rule => $"1 to {ApiUser.UserNameMaxLength} letters, digits and the signs . _ - @ +";

    /// <summary>A name as it is kept.</summary>
    public static string Clean(string? typed) => StoredText.Normalize(typed ?? "");

    /// <summary>What is wrong with a new name, or null.</summary>
    public static async Task<UserNameFault?> CheckAsync(string name, FinAutDbContext db, CancellationToken cancellationToken)
    {
        if (!IsName(name))
        {
            return UserNameFault.Form;
        }

        var (account, user) = (Account.Normalize(AccountKind.Staff, name), ApiUser.Normalize(name));
        return await db.Accounts.AnyAsync(a => a.NormalizedUserName == account, cancellationToken)
            || await db.ApiUsers.AnyAsync(u => u.NormalizedUserName == user, cancellationToken) ? UserNameFault.Taken : null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= ApiUser.UserNameMaxLength && name.All(c => char.IsLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal));
}

/// <summary>What is wrong with a name.</summary>
internal enum UserNameFault
{
    /// <summary>It is not of the form that <see cref="UserNames.Rule"/> says.</summary>
    Form,

    /// <summary>Somebody has it.</summary>
    Taken,
}
