using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Statuses;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>
/// Registers a status by hand: any code, in an ordning in which the person is or was enrolled. Authorisation without a passed exam
/// is asked for twice.
/// </summary>
[Authorize(Policies.Administrator)]
internal sealed class AddStatusModel(FinAutDbContext db, UserStatusWriter writer, Conflicts conflicts, OsloClock clock) : SitePage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The ordning's code.</summary>
    [BindProperty]
    public string? AppName { get; set; }

    /// <summary>The kind of status.</summary>
    [BindProperty]
    public string? Status { get; set; }

    /// <summary>The day from which it holds.</summary>
    [BindProperty]
    public string? Date { get; set; }

    /// <summary>Why.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>A comment.</summary>
    [BindProperty]
    public string? Comment { get; set; }

    /// <summary>Whether companies may not change it.</summary>
    [BindProperty]
    public bool Locked { get; set; }

    /// <summary>The status' code for which the visitor was shown what is missing, and goes on all the same.</summary>
    [BindProperty]
    public string? Confirmed { get; set; }

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>The ordninger in which the person is or was enrolled.</summary>
    public List<Ordning> Ordninger { get; private set; } = [];

    /// <summary>What is missing for the authorisation that was asked for; null unless it is to be confirmed.</summary>
    public MissingExams? Missing { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Date = clock.Today.ToString("O");
        return await LoadAsync(cancellationToken) ? Page() : NotFound();
    }

    /// <summary>Registers it, or asks once more.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (Read() is not { } status)
        {
            return Page();
        }

        if (status.Authorises && Confirmed != status.Code && await ReadMissingAsync(status.Ordning, cancellationToken) is { } missing)
        {
            Missing = missing;
            ModelState.Remove(nameof(Confirmed));
            Confirmed = status.Code;
            return Page();
        }

        return await conflicts.RetryAsync(async () =>
        {
            if (!await LoadAsync(cancellationToken))
            {
                return NotFound();
            }

            db.ReachFor(Person.CompanyId);
            var (added, refusal) = await writer.CreateAsync(status, cancellationToken);
            if (refusal is { } why)
            {
                Fault(why == StatusRefusal.NotSignedUp ? nameof(AppName) : nameof(Status), CandidateTexts.Explain(why, L));
                return Page();
            }

            if (added is null)
            {
                return NotFound();
            }

            var name = CandidateTexts.NameAndCodeOf(status.Code, status.Ordning, L);
            Tell(L[$"Statusen {name} er registrert fra {L.Date(status.Date)}.", $"The status {name} is registered from {L.Date(status.Date)}."]);
            PostedEvents.Remember(TempData, db);
            return Redirect($"/staff/candidates/{Id}/");
        });
    }

    private StaffStatus? Read()
    {
        var ordning = Ordninger.Find(o => o.AppName == AppName);
        if (ordning is null)
        {
            Fault(nameof(AppName), OrdningCatalogue.Find(AppName) is null
                ? L["Velg en ordning.", "Choose an ordning."]
                : CandidateTexts.Explain(StatusRefusal.NotSignedUp, L));
        }

        if (Status is null || !CandidateTexts.StatusKinds.Contains(Status))
        {
            Fault(nameof(Status), L["Velg en status.", "Choose a status."]);
        }

        if (string.IsNullOrWhiteSpace(Date))
        {
            Fault(nameof(Date), L["Oppgi en dato.", "Give a date."]);
        }

        var date = Typed.Date(Date, L, fault => Fault(nameof(Date), fault));
        var reason = Typed.Text(Reason, UserStatus.ReasonMaxLength, required: true, L, fault => Fault(nameof(Reason), fault));
        var comment = Typed.Text(Comment, UserStatus.CommentMaxLength, required: false, L, fault => Fault(nameof(Comment), fault));
        return ModelState.IsValid
            ? new StaffStatus(Id, ordning!, CandidateTexts.CodeOf(Status, ordning!)!, date!.Value, reason, comment, Locked)
            : null;
    }

    // Null when the person has passed an exam in the ordning.
    private async Task<MissingExams?> ReadMissingAsync(Ordning ordning, CancellationToken cancellationToken)
    {
        var taken = await db.Results.IgnoreQueryFilters().AsNoTracking().Where(r => r.UserId == Id && r.OrdningId == ordning.Id)
            .OrderByDescending(r => r.ExamDate).ThenByDescending(r => r.Id).ToListAsync(cancellationToken);
        return taken.Exists(r => r.Passed) ? null : new MissingExams(ordning, taken);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCandidateAsync(Id, cancellationToken) is not { } person)
        {
            return false;
        }

        Person = person;
        Ordninger = (await db.HistoriesAsync(Id, cancellationToken)).ConvertAll(h => h.Ordning);
        return true;
    }

    /// <summary>That nothing was passed in an ordning.</summary>
    /// <param name="Ordning">The ordning.</param>
    /// <param name="Failed">What was taken and not passed, newest first.</param>
    public sealed record MissingExams(Ordning Ordning, IReadOnlyList<Result> Failed);
}
