using FinAut.Api.Accounts;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Renames a franchise.</summary>
[Authorize(Policies.Administrator)]
internal sealed class FranchiseUpdateModel(FinAutDbContext db) : CompanyPage(db)
{
    /// <summary>The franchise's number.</summary>
    [FromRoute]
    public long FranchiseId { get; set; }

    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } franchise)
        {
            return NotFound();
        }

        Name = franchise.Name;
        return Page();
    }

    /// <summary>Renames it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } franchise)
        {
            return NotFound();
        }

        var name = ReadLine(nameof(Name), Name, Franchise.NameMaxLength);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        franchise.Name = name;
        if (await SaveAsync(Db))
        {
            Tell(L["Navnet er endret.", "The name is changed."]);
        }

        return Redirect(Home);
    }

    private Task<Franchise?> FindAsync(CancellationToken cancellationToken) =>
        Db.Franchises.IgnoreQueryFilters().SingleOrDefaultAsync(f => f.Id == FranchiseId && f.Department.CompanyId == Id, cancellationToken);
}
