using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Accounts;

/// <summary>ASP.NET Core Identity's manager with the server's clock and a lock that grows.</summary>
internal sealed class AccountManager(
    IUserStore<Account> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<Account> hasher,
    IEnumerable<IPasswordValidator<Account>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<Account>> logger,
    FinAutDbContext db,
    TimeProvider time) : UserManager<Account>(store, options, hasher, [], passwordValidators, normalizer, errors, services, logger)
{
    /// <summary>Failures that cost nothing but the time they take.</summary>
    public const int FreeFailures = 5;

    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(30);

    /// <summary>How long nobody can sign in after so many failures in a row.</summary>
    public static TimeSpan LockAfter(int failures)
    {
        if (failures < FreeFailures)
        {
            return TimeSpan.Zero;
        }

        var doublings = Math.Min(failures - FreeFailures, 10);
        var wait = FirstLock * Math.Pow(2, doublings);
        return wait < LongestLock ? wait : LongestLock;
    }

    /// <inheritdoc/>
    public override Task<bool> IsLockedOutAsync(Account user) => Task.FromResult(user.LockedUntil > time.GetUtcNow());

    /// <inheritdoc/>
    public override async Task<IdentityResult> AccessFailedAsync(Account user)
    {
        // Guesses that come at once count one by one: each holds the row while it reads and writes the number.
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken);
        await db.Accounts.Where(a => a.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.FailedSignIns, a => a.FailedSignIns), CancellationToken);
        await db.Entry(user).ReloadAsync(CancellationToken);
        user.FailedSignIns++;
        user.LockedUntil = LockAfter(user.FailedSignIns) is { Ticks: > 0 } wait ? time.GetUtcNow() + wait : null;
        var result = await UpdateAsync(user);
        await transaction.CommitAsync(CancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public override Task<IdentityResult> ResetAccessFailedCountAsync(Account user)
    {
        if (user.FailedSignIns == 0)
        {
            return Task.FromResult(IdentityResult.Success);
        }

        (user.FailedSignIns, user.LockedUntil) = (0, null);
        return UpdateAsync(user);
    }

    /// <summary>What is wrong with a password that is to be set, or null.</summary>
    public async Task<string?> RefusePasswordAsync(Account user, string password)
    {
        foreach (var validator in PasswordValidators)
        {
            if (await validator.ValidateAsync(this, user, password) is { Succeeded: false } refused)
            {
                return refused.Errors.First().Code;
            }
        }

        return null;
    }

    /// <summary>Sets a password that was not refused; every session that is open ends, and so does a link that sets one.</summary>
    public Task SetPasswordAsync(Account user, string password)
    {
        user.PasswordHash = PasswordHasher.HashPassword(user, password);
        user.EndReset();
        user.EndSessions();
        (user.FailedSignIns, user.LockedUntil) = (0, null);
        return UpdateAsync(user);
    }

    /// <summary>Gives the account the key of another authenticator app, if the code is that app's. The caller saves.</summary>
    public async Task<bool> TakeAppAsync(Account user, string key, string code)
    {
        var before = user.AuthenticatorKeyCipher;
        await ((IUserAuthenticatorKeyStore<Account>)Store).SetAuthenticatorKeyAsync(user, key, CancellationToken);
        if (await TakeCodeAsync(user, code))
        {
            return true;
        }

        user.AuthenticatorKeyCipher = before;
        return false;
    }

    /// <summary>Takes a code of the authenticator app, each once.</summary>
    public async Task<bool> TakeCodeAsync(Account user, string code)
    {
        var digits = new string([.. code.Where(char.IsAsciiDigit)]);
        if (digits == user.LastCode || !await VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits))
        {
            return false;
        }

        // Of two who give it at once, one does.
        user.LastCode = digits;
        return await db.Accounts.Where(a => a.Id == user.Id && a.LastCode != digits)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastCode, digits), CancellationToken) == 1;
    }
}
