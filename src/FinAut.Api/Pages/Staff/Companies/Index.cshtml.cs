using FinAut.Api.Accounts;
using FinAut.Api.Pages.Staff.ApiUsers;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>The companies.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db) : AccessPage
{
    /// <summary>The companies, by name.</summary>
    public List<Row> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var companies = LinkedCompanies.All(db).Matching(Search);
        Pager = new AccessPager(PageNumber, await companies.CountAsync(cancellationToken), ("q", Search));
        Rows = await companies.OrderBy(c => c.Navn).ThenBy(c => c.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(c => new Row(
                c.Id,
                c.Navn,
                c.Orgnr,
                c.Departments.Count,
                db.Users.IgnoreQueryFilters().Count(u => u.CompanyId == c.Id),
                db.Set<ApiUserCompany>().Count(l => l.CompanyId == c.Id)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>A company in the list.</summary>
    public sealed record Row(long Id, string Navn, string Orgnr, int Departments, int People, int ApiUsers);
}
