using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Statuses;
using FinAut.Api.Validation;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Registers a status by hand: any code, as the exam platform may.</summary>
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

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Date = clock.Today.ToString("O");
        return await FindAsync(cancellationToken) ? Page() : NotFound();
    }

    /// <summary>Registers it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        var ordning = OrdningCatalogue.Find(AppName);
        var code = ordning is null ? null : CandidateTexts.CodeOf(Status, ordning);
        if (ordning is null)
        {
            Fault(nameof(AppName), L["Velg en ordning.", "Choose an ordning."]);
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
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var request = new UserStatusRequest
        {
            User = Field<string>.Of($"{Id}"),
            Appname = Field<string>.Of(ordning!.AppName),
            Status = Field<string>.Of(code!),
            Reason = Field<string>.Of(reason),
            StatusDate = Field<DateOnly>.Of(date!.Value),
            Comment = Field<string>.Of(comment),
        };
        db.ReachFor(Person.CompanyId);
        return await conflicts.RetryAsync(async () =>
        {
            var (_, problem) = await writer.CreateAsync(request, isNorskTest: true, Locked, cancellationToken);
            if (problem is not null)
            {
                Fault(nameof(Status), problem.Detail);
                return Page();
            }

            Tell(L[$"Statusen {code} er registrert.", $"The status {code} is registered."]);
            return Redirect($"/staff/candidates/{Id}/");
        });
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken) =>
        (Person = (await db.FindCandidateAsync(Id, cancellationToken))!) is not null;
}
