using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Results;
using FinAut.Api.Validation;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>
/// Registers the result of a practical test by hand, in an ordning that has one and in which the person is enrolled. The test is held
/// inside the firm, so no exam system reports it. It has neither score nor topics.
/// </summary>
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

    /// <summary>The ordninger with a practical test in which the person is enrolled.</summary>
    public List<Ordning> Ordninger { get; private set; } = [];

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Date = clock.Today.ToString("O");
        return await LoadAsync(cancellationToken) ? Page() : NotFound();
    }

    /// <summary>Registers it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        CheckOrdning();

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
        return await conflicts.RetryAsync(async () =>
        {
            if (!await LoadAsync(cancellationToken))
            {
                return NotFound();
            }

            CheckOrdning();
            if (ModelState.IsValid && await IsRegisteredAsync(date.Value, passed, cancellationToken))
            {
                Fault(nameof(Date), L[
                    "En praktisk prøve med denne datoen og dette utfallet er allerede registrert.",
                    "A practical test with this date and outcome is already registered."]);
            }

            if (!ModelState.IsValid)
            {
                return Page();
            }

            // What was checked here leaves the writer nothing to refuse but a person who moved in between.
            db.ReachFor(Person.CompanyId);
            if ((await writer.CreateAsync(request, cancellationToken)).Error is not null)
            {
                return NotFound();
            }

            Tell(L["Den praktiske prøven er registrert.", "The practical test is registered."]);
            PostedEvents.Remember(TempData, db);
            return Redirect($"/staff/candidates/{Id}/");
        });
    }

    // Nobody takes a practical test twice a day with the same outcome: the form was sent twice.
    private Task<bool> IsRegisteredAsync(DateOnly date, bool passed, CancellationToken cancellationToken)
    {
        var ordning = OrdningCatalogue.Find(AppName)!.Id;
        return db.Results.IgnoreQueryFilters().AnyAsync(
            r => r.UserId == Id && r.OrdningId == ordning && r.ExamName == ExamName && r.ExamDate == date && r.Passed == passed,
            cancellationToken);
    }

    private void CheckOrdning()
    {
        if (Ordninger.Exists(o => o.AppName == AppName))
        {
            return;
        }

        Fault(nameof(AppName), OrdningCatalogue.Find(AppName) switch
        {
            null => L["Velg en ordning.", "Choose an ordning."],
            { } ordning when !OrdningCatalogue.HasPracticalTest(ordning) => L["Ordningen har ingen praktisk prøve.", "The ordning has no practical test."],
            _ => L["Kandidaten er ikke påmeldt ordningen. Meld på først.", "The candidate is not enrolled in the ordning. Enrol the candidate first."],
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

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCandidateAsync(Id, cancellationToken) is not { } person)
        {
            return false;
        }

        Person = person;
        Ordninger =
        [
            .. (await db.HistoriesAsync(Id, cancellationToken))
                .Where(h => OrdningCatalogue.HasPracticalTest(h.Ordning) && h.IsEnrolled(clock.Today)).Select(h => h.Ordning),
        ];
        return true;
    }
}
