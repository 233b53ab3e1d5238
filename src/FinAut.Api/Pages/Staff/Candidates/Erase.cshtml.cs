using System.Globalization;
using FinAut.Api.Accounts;
using FinAut.Api.Privacy;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Removes for good all that tells who a person is.</summary>
[Authorize(Policies.Administrator)]
internal sealed class EraseModel(FinAutDbContext db, PersonErasure erasure) : SitePage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The number once more, typed to confirm.</summary>
    [BindProperty]
    public string? Number { get; set; }

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>The page that shows the person.</summary>
    public string Home => $"/staff/candidates/{Id}/";

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>Erases.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (Number?.Trim() != Id.ToString(CultureInfo.InvariantCulture))
        {
            Fault(nameof(Number), L[$"Skriv {Id} for å bekrefte. Ingenting er slettet.", $"Type {Id} to confirm. Nothing was erased."]);
            return Page();
        }

        if (!await erasure.EraseAsync(Id, cancellationToken))
        {
            return NotFound();
        }

        Tell(L[$"Person {Id} er slettet.", $"Person {Id} is erased."]);
        return Redirect("/staff/candidates/");
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken) =>
        (Person = (await db.FindCandidateAsync(Id, cancellationToken))!) is not null;
}
