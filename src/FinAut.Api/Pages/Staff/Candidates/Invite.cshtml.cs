using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Makes a link by which a candidate chooses a password, and the account for it.</summary>
[Authorize(Policies.Administrator)]
internal sealed class InviteModel(FinAutDbContext db, CandidateAccounts accounts) : AccessPage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The address to sign in with.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>What the person signs in with now, or null.</summary>
    public string? UserName { get; private set; }

    /// <summary>The link; shown this once.</summary>
    public string? Link { get; private set; }

    /// <summary>The page that shows the person.</summary>
    public string Home => $"/staff/candidates/{Id}/";

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        Email = UserName?.Contains('@', StringComparison.Ordinal) == true
            ? UserName
            : await db.Users.IgnoreQueryFilters().Where(u => u.Id == Id).Select(u => u.Email).SingleAsync(cancellationToken);
        return Page();
    }

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        var invitation = await accounts.InviteAsync(Id, Email ?? "", cancellationToken);
        if (invitation.Path is { } path)
        {
            Link = Absolute(path);
            return Page();
        }

        Fault(nameof(Email), invitation.Outcome switch
        {
            CandidateInvitationOutcome.AddressTaken => L["En annen logger inn med den adressen.", "Somebody else signs in with that address."],
            CandidateInvitationOutcome.Disabled => L["Kontoen er sperret. Opphev sperren først.", "The account is disabled. Enable it first."],
            _ => L["Skriv en e-postadresse.", "Enter an email address."],
        });
        return Page();
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        Person = (await db.FindCandidateAsync(Id, cancellationToken))!;
        UserName = await db.Accounts.Where(a => a.UserId == Id).Select(a => a.UserName).SingleOrDefaultAsync(cancellationToken);
        return Person is not null;
    }
}
