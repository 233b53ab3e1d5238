using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Lets an API user see more companies.</summary>
[Authorize(Policies.Administrator)]
internal sealed class LinkModel(FinAutDbContext db) : CompanyListPage(db)
{
    /// <summary>The companies.</summary>
    [BindProperty]
    public List<long> Chosen { get; set; } = [];

    /// <summary>Lists those that it does not see yet.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync() ? await ShowAsync(LinkedCompanies.NotOf(Db, Id), cancellationToken) : NotFound();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var known = await LinkedCompanies.NotOf(Db, Id).Where(c => Chosen.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellationToken);
        if (known.Count == 0)
        {
            Fault(nameof(Chosen), L["Velg minst én bedrift.", "Choose at least one company."]);
            return await ShowAsync(LinkedCompanies.NotOf(Db, Id), cancellationToken);
        }

        known.ForEach(ApiUser.Link);
        if (await SaveAsync(Db))
        {
            Tell(L[$"Antall bedrifter koblet til: {known.Count}.", $"Companies linked: {known.Count}."]);
        }

        return Redirect(Home + "companies/");
    }
}
