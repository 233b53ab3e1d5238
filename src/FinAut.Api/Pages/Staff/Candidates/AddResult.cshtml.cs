using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Results;
using FinAut.Api.Validation;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Registers the result of a practical test by hand: it is done inside the firm, so no exam system tells of it. It has neither score nor topics.</summary>
[Authorize(Policies.Administrator)]
internal sealed class AddResultModel(FinAutDbContext db, ResultWriter writer, Conflicts conflicts, OsloClock clock) : SitePage
{
    // As the exam platform calls it, so that attempts are counted in one row whoever registers them.
    private const string ExamName = "Praktisk prøve";
    private const string ExamType = "praktisk prøve";

    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The ordning's code.</summary>
    [BindProperty]
    public string? AppName { get; set; }

    /// <summary>The day of the exam.</summary>
    [BindProperty]
    public string? Date { get; set; }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    [BindProperty]
    public string? Passed { get; set; }

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

        if (OrdningCatalogue.Find(AppName) is null)
        {
            Fault(nameof(AppName), L["Velg en ordning.", "Choose an ordning."]);
        }

        var date = ReadDate();
        if (!bool.TryParse(Passed, out var passed))
        {
            Fault(nameof(Passed), L["Velg bestått eller ikke bestått.", "Choose passed or failed."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var request = new ResultRequest
        {
            User = Field<string>.Of($"{Id}"),
            Appname = Field<string>.Of(AppName!),
            ExamName = Field<string>.Of(ExamName),
            ExamType = Field<string>.Of(ExamType),
            Passed = Field<bool>.Of(passed),
            ExamDate = Field<DateOnly>.Of(date!.Value),
        };
        db.ReachFor(Person.CompanyId);
        return await conflicts.RetryAsync(async () =>
        {
            var (_, problem) = await writer.CreateAsync(request, cancellationToken);
            if (problem is not null)
            {
                Fault(nameof(AppName), problem.Detail);
                return Page();
            }

            Tell(L["Resultatet er registrert.", "The result is registered."]);
            return Redirect($"/staff/candidates/{Id}/");
        });
    }

    private DateOnly? ReadDate()
    {
        if (string.IsNullOrWhiteSpace(Date))
        {
            Fault(nameof(Date), L["Oppgi en dato.", "Give a date."]);
            return null;
        }

        var date = Typed.Date(Date, L, fault => Fault(nameof(Date), fault));
        if (date > clock.Today)
        {
            Fault(nameof(Date), L["Datoen ligger fram i tid.", "The date lies ahead."]);
        }

        return date;
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken) =>
        (Person = (await db.FindCandidateAsync(Id, cancellationToken))!) is not null;
}
