using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Locks a status, so that companies cannot change it, or unlocks it.</summary>
[Authorize(Policies.Administrator)]
internal sealed class LockStatusModel(FinAutDbContext db, Conflicts conflicts, OsloClock clock) : SitePage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The record's number.</summary>
    [FromRoute(Name = "status")]
    public long StatusId { get; set; }

    /// <summary>Whether to lock it: what the page that was posted said.</summary>
    [BindProperty]
    public bool Lock { get; set; }

    /// <summary>The status in words.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The ordning.</summary>
    public string Ordning { get; private set; } = "";

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } status)
        {
            return NotFound();
        }

        var ordning = OrdningCatalogue.Get(status.OrdningId);
        (Lock, Name, Ordning) = (!status.Locked, CandidateTexts.NameOf(status.Status, ordning, L), ordning.ShortName);
        return Page();
    }

    /// <summary>Locks or unlocks it.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => conflicts.RetryAsync(async () =>
    {
        if (await FindAsync(cancellationToken) is not { } status)
        {
            return NotFound();
        }

        status.Locked = Lock;
        if (db.ChangeTracker.HasChanges())
        {
            // A company's change that looked before the lock must not come after it.
            var person = await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == Id, cancellationToken);
            person.Touch(clock.UtcNow);
            await db.SaveChangesAsync(cancellationToken);
        }

        Tell(Lock ? L["Statusen er låst.", "The status is locked."] : L["Statusen er låst opp.", "The status is unlocked."]);
        return Redirect($"/staff/candidates/{Id}/");
    });

    // A void record never takes effect, and a test leader's track is not the company's to change.
    private Task<UserStatus?> FindAsync(CancellationToken cancellationToken) => db.UserStatuses.IgnoreQueryFilters().SingleOrDefaultAsync(
        s => s.Id == StatusId && s.UserId == Id && s.CompanyId != Domain.Users.User.NoCompany && s.VoidedById == null && s.Track == StatusTrack.Candidate, cancellationToken);
}
