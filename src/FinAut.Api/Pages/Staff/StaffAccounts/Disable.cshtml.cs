using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Shuts a member of staff out.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DisableModel(FinAutDbContext db) : StaffAccountPage(db)
{
    /// <summary>Why nothing was done, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Refusal = IsOwn ? L["Du kan ikke sperre deg selv.", "You cannot disable yourself."] : await TakeAwayAsync(account => account.Disable());
        if (Refusal is { Length: > 0 })
        {
            return Page();
        }

        if (Refusal is null)
        {
            Tell(L[$"{Account.UserName} er sperret.", $"{Account.UserName} is disabled."]);
        }

        return Redirect(Home);
    }
}
