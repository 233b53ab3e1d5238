using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Shuts a member of staff out.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DisableModel(FinAutDbContext db) : StaffAccountPage(db)
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

        var refusal = IsOwn ? L["Du kan ikke sperre deg selv.", "You cannot disable yourself."] : await TakeAwayAsync(account => account.Disable());
        if (refusal is { Length: > 0 })
        {
            Fault(refusal);
            return Page();
        }

        if (refusal is null)
        {
            Tell(L[$"{Account.UserName} er sperret.", $"{Account.UserName} is disabled."]);
        }

        return Redirect(Home);
    }
}
