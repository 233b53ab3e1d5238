using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Forgets the authenticator app of an API user or a member of staff who lost it.</summary>
[Authorize(Policies.Administrator)]
internal sealed class SecondFactorModel(FinAutDbContext db) : SignInPage(db)
{
    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Account.RemoveSecondFactor();
        if (await SaveAsync(Db))
        {
            Tell(L["Autentiseringsappen er fjernet.", "The authenticator app is removed."]);
        }

        return Redirect(Home);
    }
}
