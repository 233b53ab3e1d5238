using FinAut.Api.Accounts;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Makes a franchise under a department.</summary>
[Authorize(Policies.Administrator)]
internal sealed class FranchiseNewModel(FinAutDbContext db) : CompanyPage(db)
{
    /// <summary>The department's number.</summary>
    [FromRoute]
    public long DepartmentId { get; set; }

    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>The department's name.</summary>
    public string DepartmentName { get; private set; } = "";

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync() => await FindAsync() ? Page() : NotFound();

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync())
        {
            return NotFound();
        }

        var name = ReadLine(nameof(Name), Name, Franchise.NameMaxLength);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await Db.Franchises.AddAsync(new Franchise { DepartmentId = DepartmentId, Name = name }, cancellationToken);
        await Db.SaveChangesAsync(cancellationToken);
        Tell(L[$"Franchisen {name} er laget.", $"The franchise {name} is made."]);
        return Redirect(Home);
    }

    private async Task<bool> FindAsync()
    {
        var department = await FindDepartmentAsync(DepartmentId);
        DepartmentName = department?.Name ?? "";
        return department is not null;
    }
}
