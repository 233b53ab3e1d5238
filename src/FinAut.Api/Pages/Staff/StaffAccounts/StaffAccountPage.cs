using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>A page about one member of staff's account.</summary>
internal abstract class StaffAccountPage(FinAutDbContext db) : AccessPage
{
    /// <summary>The account's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The account.</summary>
    public Account Account { get; private set; } = null!;

    /// <summary>Whether it is the visitor's own.</summary>
    public bool IsOwn => Id == User.AccountId();

    /// <summary>The page that shows the account.</summary>
    public string Home => $"/staff/accounts/{Id}/";

    /// <summary>The database.</summary>
    protected FinAutDbContext Db => db;

    /// <summary>Finds the account; false when there is none.</summary>
    protected async Task<bool> LoadAsync()
    {
        Account = (await db.Accounts.SingleOrDefaultAsync(a => a.Id == Id && a.Kind == AccountKind.Staff, HttpContext.RequestAborted))!;
        return Account is not null;
    }

    /// <summary>Saves a change that takes rights away, unless nobody would be left to give access.</summary>
    /// <returns>Why it is refused, or null.</returns>
    protected async Task<string?> TakeAwayAsync(Action<Account> change)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(HttpContext.RequestAborted);
        if (await Administrators.IsLastAsync(db, Id, HttpContext.RequestAborted))
        {
            return L["Det må alltid være minst én administrator som kan logge inn.", "There must always be at least one administrator who can sign in."];
        }

        change(Account);
        if (!await SaveAsync(db))
        {
            return "";
        }

        await transaction.CommitAsync(HttpContext.RequestAborted);
        return null;
    }
}
