using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Makes the account of a member of staff.</summary>
[Authorize(Policies.Administrator)]
internal sealed class NewModel(FinAutDbContext db, ResetLinks links, TimeProvider time) : AccessPage
{
    /// <summary>Its name.</summary>
    [BindProperty]
    public string? UserName { get; set; }

    /// <summary>What its holder may do.</summary>
    [BindProperty]
    public string? Role { get; set; }

    /// <summary>The account that was made.</summary>
    public Account? Created { get; private set; }

    /// <summary>The link to choose a password; shown this once.</summary>
    public string? Link { get; private set; }

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var name = UserNames.Clean(UserName);
        var role = StaffRoles.Read(Role);
        if (await UserNames.CheckAsync(name, db, cancellationToken) is { } fault)
        {
            Fault(nameof(UserName), UserNameTexts.Of(fault, L));
        }

        if (role is null)
        {
            Fault(nameof(Role), StaffRoles.Missing(L));
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var account = Account.OfStaff(name, role!.Value, time.GetUtcNow());
        await db.Accounts.AddAsync(account, cancellationToken);
        var link = links.Make(account);
        if (!await SaveUniqueAsync(db))
        {
            Fault(nameof(UserName), UserNameTexts.Of(UserNameFault.Taken, L));
            return Page();
        }

        (Created, Link) = (account, Absolute(link));
        return Page();
    }
}
