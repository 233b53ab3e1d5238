using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Statuses;
using FinAut.Api.Users;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Enrols a person in an ordning, by the rule that holds when a company gives the role through the API.</summary>
[Authorize(Policies.Administrator)]
internal sealed class EnrolModel(FinAutDbContext db, SignUps signUps, Conflicts conflicts, OsloClock clock) : SitePage
{
    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The role as the API names it: <c>afr_ka</c>, <c>afr_tl</c>.</summary>
    [BindProperty]
    public string? Role { get; set; }

    /// <summary>The person.</summary>
    public Candidate Person { get; private set; } = null!;

    /// <summary>The roles that the person can be enrolled in.</summary>
    public List<Choice> Choices { get; private set; } = [];

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>Enrols the person.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => conflicts.RetryAsync(async () =>
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (Choices.Find(c => c.Key == Role) is not { } choice)
        {
            Fault(nameof(Role), UserRoleKey.Parse(Role ?? "") is null
                ? L["Velg en ordning.", "Choose an ordning."]
                : L["Kandidaten er allerede påmeldt ordningen.", "The candidate is enrolled in the ordning already."]);
            return Page();
        }

        db.ReachFor(Person.CompanyId);
        if (await db.Users.Include(u => u.Roles).SingleOrDefaultAsync(u => u.Id == Id, cancellationToken) is not { } user)
        {
            return NotFound();
        }

        if (await signUps.GiveAsync(user, choice.Ordning, choice.Type, again: true, cancellationToken) is { } refusal)
        {
            Fault(nameof(Role), CandidateTexts.Explain(refusal, L));
            return Page();
        }

        user.Touch(clock.UtcNow);
        await db.SaveChangesAsync(cancellationToken);
        Tell(L[$"{Person.Name} er påmeldt {choice.Ordning.ShortName}.", $"{Person.Name} is enrolled in {choice.Ordning.ShortName}."]);
        PostedEvents.Remember(TempData, db);
        return Redirect($"/staff/candidates/{Id}/");
    });

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCandidateAsync(Id, cancellationToken) is not { } person)
        {
            return false;
        }

        Person = person;
        var histories = (await db.HistoriesAsync(Id, cancellationToken)).ToDictionary(h => h.Ordning.Id);
        Choices = [];
        foreach (var ordning in OrdningCatalogue.All)
        {
            var history = histories.GetValueOrDefault(ordning.Id);
            if (history?.IsEnrolled(clock.Today) != true)
            {
                Choices.Add(new Choice(ordning, UserType.Kandidat, history?.WasEverEnrolled(StatusTrack.Candidate) == true));
            }

            if (history?.InEffect(clock.Today, StatusTrack.TestLeader) is null)
            {
                Choices.Add(new Choice(ordning, UserType.Testleder, IsAgain: false));
            }
        }

        return true;
    }

    /// <summary>A role that the person can be enrolled in.</summary>
    public sealed record Choice(Ordning Ordning, UserType Type, bool IsAgain)
    {
        /// <summary>The role as the API names it.</summary>
        public string Key => $"{Ordning.AppName}_{Type.Code()}";
    }
}
