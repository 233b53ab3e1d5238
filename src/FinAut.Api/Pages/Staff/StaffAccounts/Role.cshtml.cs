using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Changes what a member of staff may do.</summary>
[Authorize(Policies.Administrator)]
internal sealed class RoleModel(FinAutDbContext db) : StaffAccountPage(db)
{
    /// <summary>The role.</summary>
    [BindProperty]
    public string? Role { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Role = StaffRoles.Value(Account.Role ?? StaffRole.Support);
        return Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        if (StaffRoles.Read(Role) is not { } role)
        {
            Fault(nameof(Role), StaffRoles.Missing(L));
            return Page();
        }

        if (IsOwn)
        {
            Fault(L["Du kan ikke endre din egen rolle.", "You cannot change your own role."]);
            return Page();
        }

        string? refusal = null;
        if (role != Account.Role)
        {
            // What a session may do was settled when it began.
            refusal = await TakeAwayAsync(account =>
            {
                account.Role = role;
                account.EndSessions();
            });
            if (refusal is { Length: > 0 })
            {
                Fault(refusal);
                return Page();
            }
        }

        if (refusal is null)
        {
            Tell(L["Rollen er endret.", "The role is changed."]);
        }

        return Redirect(Home);
    }
}
