using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>A page with the companies that an API user sees.</summary>
internal abstract class LinkedCompaniesPage(FinAutDbContext db) : ApiUserPage(db)
{
    /// <summary>The companies, by name.</summary>
    public List<CompanyRow> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Shows them.</summary>
    protected async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var companies = LinkedCompanies.Of(Db, Id).Matching(Search);
        Pager = new AccessPager(PageNumber, await companies.CountAsync(cancellationToken), ("q", Search));
        Rows = await companies.OrderBy(c => c.Navn).ThenBy(c => c.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(c => new CompanyRow(c.Id, c.Navn, c.Orgnr)).ToListAsync(cancellationToken);
        return Page();
    }
}
