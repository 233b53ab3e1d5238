using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Lets a member of staff in again.</summary>
[Authorize(Policies.Administrator)]
internal sealed class EnableModel(FinAutDbContext db) : StaffAccountPage(db)
{
    /// <summary>There is nothing to see here.</summary>
    public IActionResult OnGet() => Redirect(Home);

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Account.Enabled = true;
        if (await SaveAsync(Db))
        {
            Tell(L[$"{Account.UserName} kan logge inn igjen.", $"{Account.UserName} can sign in again."]);
        }

        return Redirect(Home);
    }
}
