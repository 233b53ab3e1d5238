using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>A page about how an API user or a member of staff signs in.</summary>
internal abstract class SignInPage(FinAutDbContext db) : AccessPage
{
    /// <summary>The account's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The account.</summary>
    public Account Account { get; private set; } = null!;

    /// <summary>The page that shows the account.</summary>
    public string Home => Account.ApiUserId is { } user ? $"/staff/api-users/{user}/" : $"/staff/accounts/{Id}/";

    /// <summary>The database.</summary>
    protected FinAutDbContext Db => db;

    /// <summary>
    /// Finds the account; false when there is none. Nobody's own is found: whoever holds a session for a moment must not keep it for
    /// ever by a link or without a code.
    /// </summary>
    protected async Task<bool> LoadAsync()
    {
        var own = User.AccountId();
        Account = (await db.Accounts.SingleOrDefaultAsync(
            a => a.Id == Id && a.Id != own && (a.Kind == AccountKind.ApiUser || a.Kind == AccountKind.Staff), HttpContext.RequestAborted))!;
        return Account is not null;
    }
}
