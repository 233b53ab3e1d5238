using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>A page with a list of companies, which can be searched.</summary>
internal abstract class CompanyListPage(FinAutDbContext db) : ApiUserPage(db)
{
    /// <summary>The companies, by name.</summary>
    public List<CompanyRow> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Shows those of the companies that match what was searched for.</summary>
    protected async Task<IActionResult> ShowAsync(IQueryable<Company> companies, CancellationToken cancellationToken)
    {
        var matching = companies.Matching(Search);
        Pager = new AccessPager(PageNumber, await matching.CountAsync(cancellationToken), ("q", Search));
        Rows = await matching.OrderBy(c => c.Navn).ThenBy(c => c.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(c => new CompanyRow(c.Id, c.Navn, c.Orgnr)).ToListAsync(cancellationToken);
        return Page();
    }
}
