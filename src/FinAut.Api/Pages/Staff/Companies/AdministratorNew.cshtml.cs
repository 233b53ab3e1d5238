using System.Globalization;
using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Lets a person administer a company.</summary>
[Authorize(Policies.Administrator)]
internal sealed class AdministratorNewModel(FinAutDbContext db) : CompanyPage(db)
{
    /// <summary>The person's number.</summary>
    [BindProperty]
    public string? Person { get; set; }

    /// <summary>Whether a person for whom nothing was set keeps administering the employer.</summary>
    [BindProperty]
    public bool KeepEmployer { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        KeepEmployer = true;
        return await LoadAsync() ? Page() : NotFound();
    }

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var person = await FindAsync(cancellationToken);
        if (person is null)
        {
            return Page();
        }

        var set = await Db.Administrations.IgnoreQueryFilters().AsNoTracking().Where(a => a.UserId == person.Id)
            .Select(a => a.CompanyId).ToListAsync(cancellationToken);
        if (set.Contains(Id))
        {
            Fault(nameof(Person), L[$"{person.Name} administrerer bedriften allerede.", $"{person.Name} administers the company already."]);
            return Page();
        }

        await Db.Administrations.AddAsync(new Administration { UserId = person.Id, CompanyId = Id }, cancellationToken);
        if (set.Count == 0 && KeepEmployer && person.CompanyId != Id)
        {
            await Db.Administrations.AddAsync(new Administration { UserId = person.Id, CompanyId = person.CompanyId }, cancellationToken);
        }

        if (await SaveAsync(Db))
        {
            Tell(L[$"{person.Name} administrerer nå bedriften.", $"{person.Name} now administers the company."]);
        }

        return Redirect(Home);
    }

    private async Task<Found?> FindAsync(CancellationToken cancellationToken)
    {
        var text = (Person ?? "").Trim();

        // Eleven digits are an identity number, which is not to be sent back into the page.
        if (Persnr.IsElevenDigits(text))
        {
            Person = null;
            ModelState.SetModelValue(nameof(Person), null, "");
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || Persnr.IsElevenDigits(text))
        {
            Fault(nameof(Person), L["Skriv personens nummer, som står på kandidatens side. Ikke fødselsnummeret.", "Enter the person's number, which stands on the candidate's page. Not the national identity number."]);
            return null;
        }

        var found = await Db.Users.IgnoreQueryFilters().AsNoTracking().Where(u => u.Id == id && u.Erased == null)
            .Select(u => new Found(u.Id, u.FirstName + " " + u.LastName, u.CompanyId, u.Roles.Any(r => r.UserType == UserType.Bedriftsansvarlig)))
            .SingleOrDefaultAsync(cancellationToken);
        switch (found)
        {
            case null:
                Fault(nameof(Person), L["Ingen person har dette nummeret.", "Nobody has this number."]);
                return null;
            case { IsAdministrator: false }:
                Fault(nameof(Person), L[$"{found.Name} er ikke bedriftsansvarlig i noen ordning. Gi rollen først.", $"{found.Name} is a company administrator in no scheme. Give the role first."]);
                return null;
            default:
                return found;
        }
    }

    private sealed record Found(long Id, string Name, long CompanyId, bool IsAdministrator);
}
