using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Identity;

namespace FinAut.Api.Accounts;

/// <summary>Checks names and passwords, in a time that tells nothing.</summary>
internal sealed class AccountSignIn(FinAutDbContext db, AccountManager manager, IPasswordHasher<Account> hasher)
{
    // What an unknown name's password is compared with, so that it takes as long as a known one's.
    private static string? _hashOfNobody;

    /// <summary>The account, when the password is right and the account neither disabled nor locked.</summary>
    public async Task<Account?> CheckAsync(AccountKind kind, string userName, string password, CancellationToken cancellationToken)
    {
        var account = userName.Length <= Account.UserNameMaxLength && StoredText.CanBeStored(userName) && password.Length <= PasswordRules.MaxLength
            ? await manager.FindByNameAsync(Account.Normalize(kind, userName))
            : null;
        if (account is not { Enabled: true, PasswordHash: not null } || await manager.IsLockedOutAsync(account) || !await IsApiUserEnabledAsync(account, cancellationToken))
        {
            _hashOfNobody ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
            hasher.VerifyHashedPassword(Nobody, _hashOfNobody, password);
            return null;
        }

        if (!await manager.CheckPasswordAsync(account, password))
        {
            await manager.AccessFailedAsync(account);
            return null;
        }

        // With a second factor the row of failures ends with the right code only, or codes could be tried for ever.
        if (!account.HasSecondFactor)
        {
            await manager.ResetAccessFailedCountAsync(account);
        }

        return account;
    }

    private static Account Nobody { get; } = new() { Kind = AccountKind.Staff, UserName = "", NormalizedUserName = "", Created = default };

    private async Task<bool> IsApiUserEnabledAsync(Account account, CancellationToken cancellationToken) =>
        account.ApiUserId is not { } id || await db.ApiUsers.FindAsync([id], cancellationToken) is { Enabled: true };
}
