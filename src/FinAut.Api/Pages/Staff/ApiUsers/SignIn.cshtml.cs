using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Gives an account to an API user that was made without one.</summary>
[Authorize(Policies.Administrator)]
internal sealed class SignInModel(FinAutDbContext db, TimeProvider time) : ApiUserPage(db)
{
    /// <summary>There is nothing to see here.</summary>
    public IActionResult OnGet() => Redirect(Home);

    /// <summary>Makes the account; its link comes next.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        if (await Db.Accounts.AnyAsync(a => a.ApiUserId == Id, cancellationToken))
        {
            return Redirect(Home);
        }

        var account = Account.Of(ApiUser, time.GetUtcNow());
        await Db.Accounts.AddAsync(account, cancellationToken);
        return Redirect(await SaveAsync(Db) ? $"/staff/accounts/{account.Id}/reset/" : Home);
    }
}
