using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Lets an API user see more companies.</summary>
[Authorize(Policies.Administrator)]
internal sealed class LinkModel(FinAutDbContext db) : ApiUserPage(db)
{
    /// <summary>The companies.</summary>
    [BindProperty]
    public List<long> Chosen { get; set; } = [];

    /// <summary>Companies that it does not see yet, by name.</summary>
    public List<CompanyRow> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync() ? await ShowAsync(cancellationToken) : NotFound();

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
            return await ShowAsync(cancellationToken);
        }

        known.ForEach(ApiUser.Link);
        if (await SaveAsync(Db))
        {
            Tell(L[$"Antall bedrifter koblet til: {known.Count}.", $"Companies linked: {known.Count}."]);
        }

        return Redirect(Home + "companies/");
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var companies = LinkedCompanies.NotOf(Db, Id).Matching(Search);
        Pager = new AccessPager(PageNumber, await companies.CountAsync(cancellationToken), ("q", Search));
        Rows = await companies.OrderBy(c => c.Navn).ThenBy(c => c.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(c => new CompanyRow(c.Id, c.Navn, c.Orgnr)).ToListAsync(cancellationToken);
        return Page();
    }
}
