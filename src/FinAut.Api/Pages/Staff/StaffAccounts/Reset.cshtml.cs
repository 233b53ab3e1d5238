using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Makes a link that lets an API user or a member of staff choose a password.</summary>
[Authorize(Policies.Administrator)]
internal sealed class ResetModel(FinAutDbContext db, ResetLinks links) : SignInPage(db)
{
    /// <summary>The link; shown this once.</summary>
    public string? Link { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var link = links.Make(Account);
        if (!await SaveAsync(Db))
        {
            return Redirect(Home);
        }

        Link = Absolute(link);
        return Page();
    }
}
