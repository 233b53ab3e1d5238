using System.Globalization;
using FinAut.Api.Accounts;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Users;
using FinAut.Api.Validation;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>
/// Takes a candidate over to another company: the employment ends, and one there begins. What belongs to the person follows.
/// </summary>
[Authorize(Policies.Administrator)]
internal sealed class MoveModel(FinAutDbContext db, UserWriter writer, Conflicts conflicts, OsloClock clock) : SitePage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The company to take the candidate over to, once it was chosen.</summary>
    [FromQuery(Name = "company")]
    public string? Company { get; set; }

    /// <summary>The number of the company at which the person was employed when the form was shown.</summary>
    [BindProperty]
    public long Employed { get; set; }

    /// <summary>The department, and after a colon the franchise if any.</summary>
    [BindProperty]
    public string? Place { get; set; }

    /// <summary>The new employer's identifier for the person.</summary>
    [BindProperty]
    public string? Alias { get; set; }

    /// <summary>The codes of the ordninger to sign the person up for again.</summary>
    [BindProperty]
    public List<string> SignUps { get; set; } = [];

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>The present employer's name.</summary>
    public string Employer { get; private set; } = "";

    /// <summary>The other companies.</summary>
    public List<(long Id, string Name)> Companies { get; private set; } = [];

    /// <summary>The chosen company's name, or null.</summary>
    public string? Target { get; private set; }

    /// <summary>The chosen company's departments and franchises.</summary>
    public List<(string Value, string Name)> Places { get; private set; } = [];

    /// <summary>Ordninger from which the person is withdrawn, and may be signed up for again.</summary>
    public List<Ordning> Withdrawn { get; private set; } = [];

    /// <summary>Ordninger from which the person is withdrawn by a status that staff locked.</summary>
    public List<Ordning> Locked { get; private set; } = [];

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) is null ? NotFound() : Page();

    /// <summary>Takes the candidate over.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => conflicts.RetryAsync(() => TakeOverAsync(cancellationToken));

    private async Task<IActionResult> TakeOverAsync(CancellationToken cancellationToken)
    {
        var shown = Employed;
        if (await LoadAsync(cancellationToken) is not { } company)
        {
            return NotFound();
        }

        if (shown != Person.CompanyId)
        {
            ModelState.Remove(nameof(Employed));
            Fault(L[
                $"{Person.Name} har skiftet arbeidsgiver etter at siden ble åpnet, og er nå ansatt i {Employer}. Kontroller, og prøv igjen.",
                $"{Person.Name} has changed employer since the page was opened, and is now employed at {Employer}. Check, and try again."]);
            return Page();
        }

        if (Target is null)
        {
            Fault(nameof(Company), L["Velg en bedrift.", "Choose a company."]);
            return Page();
        }

        if (!Places.Exists(p => p.Value == Place))
        {
            Fault(nameof(Place), L["Velg en avdeling.", "Choose a department."]);
        }

        if (SignUps.Exists(code => !Withdrawn.Exists(o => o.AppName == code)))
        {
            Fault(nameof(SignUps), L["Kandidaten er ikke utmeldt av ordningen.", "The candidate is not withdrawn from the ordning."]);
        }

        var alias = Typed.Text(Alias, Employment.EmployeeAliasMaxLength, required: false, L, fault => Fault(nameof(Alias), fault));
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var place = Place!.Split(':');
        var request = new UserRequest
        {
            // The old employer's identifier says nothing to the new one.
            EmployeeAlias = Field<string>.Of(alias),
            WorkFor = Field<WorkForRequest>.Of(new WorkForRequest
            {
                Company = Field<string>.Of(company.ToString(CultureInfo.InvariantCulture)),
                Department = Field<string>.Of(place[0]),
                Franchise = place.Length > 1 ? Field<string>.Of(place[1]) : Field<string>.OfNull(),
            }),
            Userroles = Field<IReadOnlyList<Field<string>>>.Of(
                [.. SignUps.Select(code => Field<string>.Of($"{code}_{UserType.Kandidat.Code()}"))]),
        };
        db.ReachFor(Person.CompanyId, company);
        if ((await writer.UpdateAsync(Id, request, signUpAgain: true, cancellationToken)).Error is { } problem)
        {
            Explain(problem);
            return Page();
        }

        Tell(L[$"{Person.Name} er overtatt av {Target}.", $"{Person.Name} is taken over by {Target}."]);
        if (SignUps.Count > 0)
        {
            PostedEvents.Remember(TempData, db);
        }

        return Redirect($"/staff/candidates/{Id}/");
    }

    // Everything was offered by this page, so a refusal means that somebody else changed it in between.
    private void Explain(ProblemResult problem)
    {
        if (problem.Concerns("userroles"))
        {
            Fault(nameof(SignUps), CandidateTexts.Explain(StatusRefusal.Locked, L));
        }
        else
        {
            Fault(nameof(Place), L[
                "Kandidaten eller avdelingen ble endret i mellomtiden. Last inn siden på nytt og prøv igjen.",
                "The candidate or the department was changed in the meantime. Reload the page and try again."]);
        }
    }

    // The chosen company, 0 while none is; null when there is no such person.
    private async Task<long?> LoadAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCandidateAsync(Id, cancellationToken) is not { } person)
        {
            return null;
        }

        Person = person;
        Employed = person.CompanyId;
        var companies = await db.Companies.IgnoreQueryFilters().AsNoTracking().OrderBy(c => c.Navn).Select(c => new { c.Id, c.Navn }).ToListAsync(cancellationToken);
        Employer = companies.Find(c => c.Id == person.CompanyId)!.Navn;
        Companies = [.. companies.Where(c => c.Id != person.CompanyId).Select(c => (c.Id, c.Navn))];
        var company = Typed.Number(Company, L, _ => { });
        Target = Companies.Find(c => c.Id == company).Name;
        if (Target is null)
        {
            if (!string.IsNullOrEmpty(Company))
            {
                Fault(nameof(Company), L["Velg en bedrift.", "Choose a company."]);
            }

            return 0;
        }

        var departments = await db.Departments.IgnoreQueryFilters().AsNoTracking().Where(d => d.CompanyId == company).OrderBy(d => d.Name)
            .Select(d => new { d.Id, d.Name, Franchises = d.Franchises.OrderBy(f => f.Name).Select(f => new { f.Id, f.Name }).ToList() })
            .ToListAsync(cancellationToken);
        Places =
        [
            .. departments.SelectMany(d => d.Franchises.Select(f => ($"{d.Id}:{f.Id}", $"{Bidi.Isolate(d.Name)}, {Bidi.Isolate(f.Name)}")).Prepend(($"{d.Id}", d.Name))),
        ];
        var withdrawn = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == Id && s.Track == StatusTrack.Candidate)
            .Current(clock.Today).Where(s => s.Status == Domain.Statuses.StatusCode.Utmeldt)
            .Select(s => new { s.OrdningId, s.Locked }).ToListAsync(cancellationToken);
        Withdrawn = [.. OrdningCatalogue.All.Where(o => withdrawn.Exists(w => w.OrdningId == o.Id && !w.Locked))];
        Locked = [.. OrdningCatalogue.All.Where(o => withdrawn.Exists(w => w.OrdningId == o.Id && w.Locked))];
        return company;
    }
}
