using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>A member of staff's account.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DetailModel(FinAutDbContext db, TimeProvider time) : StaffAccountPage(db)
{
    /// <summary>Its sign-in.</summary>
    public AccountState State { get; private set; } = null!;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        State = AccountState.Of(Account, time.GetUtcNow());
        return Page();
    }
}
