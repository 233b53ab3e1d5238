using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>The companies that an API user sees.</summary>
[Authorize(Policies.Staff)]
internal sealed class CompaniesModel(FinAutDbContext db) : CompanyListPage(db)
{
    /// <summary>Lists them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync() ? await ShowAsync(LinkedCompanies.Of(Db, Id), cancellationToken) : NotFound();
}
