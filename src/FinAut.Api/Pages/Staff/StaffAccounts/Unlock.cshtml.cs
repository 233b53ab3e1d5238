using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Lets an API user or a member of staff try again at once after too many failed sign-ins.</summary>
[Authorize(Policies.Administrator)]
internal sealed class UnlockModel(FinAutDbContext db) : SignInPage(db)
{
    /// <summary>There is nothing to see here.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Redirect(Home) : NotFound();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Account.Unlock();
        if (await SaveAsync(Db))
        {
            Tell(L["Kontoen er låst opp.", "The account is unlocked."]);
        }

        return Redirect(Home);
    }
}
