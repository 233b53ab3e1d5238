using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Shuts a candidate out, or lets one in again.</summary>
[Authorize(Policies.Administrator)]
internal sealed class AccountModel(FinAutDbContext db) : AccessPage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Whether to let the candidate in: what the page that was posted said, whoever changed it meanwhile.</summary>
    [BindProperty]
    public bool Enable { get; set; }

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>The page that shows the person.</summary>
    public string Home => $"/staff/candidates/{Id}/";

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } account)
        {
            return NotFound();
        }

        Enable = !account.Enabled;
        return Page();
    }

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } account)
        {
            return NotFound();
        }

        if (Enable)
        {
            account.Enabled = true;
        }
        else
        {
            account.Disable();
        }

        if (await SaveAsync(db))
        {
            Tell(Enable ? L["Kandidaten kan logge inn igjen.", "The candidate can sign in again."] : L["Kontoen er sperret.", "The account is disabled."]);
        }

        return Redirect(Home);
    }

    private async Task<Account?> FindAsync(CancellationToken cancellationToken)
    {
        Person = (await db.FindCandidateAsync(Id, cancellationToken))!;
        return await db.Accounts.SingleOrDefaultAsync(a => a.UserId == Id, cancellationToken);
    }
}
