using System.Net.Mime;
using FinAut.Api.Accounts;
using FinAut.Api.Privacy;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Gives everything that is held on a person as a file, for the person.</summary>
[Authorize(Policies.Administrator)]
internal sealed class ExportModel(FinAutDbContext db, PersonExport export) : SitePage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>The page that shows the person.</summary>
    public string Home => $"/staff/candidates/{Id}/";

    /// <summary>Says what is in it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        (Person = (await db.FindCandidateAsync(Id, cancellationToken))!) is null ? NotFound() : Page();

    /// <summary>Gives it. By a post, for the audit trail notes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await export.ExportAsync(Id, cancellationToken) is not { } json)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "private, no-store";
        return File(json, MediaTypeNames.Application.Json, $"person-{Id}.json");
    }
}
