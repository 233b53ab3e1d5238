using FinAut.Api.Accounts;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Renames a department.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DepartmentUpdateModel(FinAutDbContext db) : CompanyPage(db)
{
    /// <summary>The department's number.</summary>
    [FromRoute]
    public long DepartmentId { get; set; }

    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindDepartmentAsync(DepartmentId) is not { } department)
        {
            return NotFound();
        }

        Name = department.Name;
        return Page();
    }

    /// <summary>Renames it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindDepartmentAsync(DepartmentId) is not { } department)
        {
            return NotFound();
        }

        var name = ReadLine(nameof(Name), Name, Department.NameMaxLength);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        department.Name = name;
        if (await SaveAsync(Db))
        {
            Tell(L["Navnet er endret.", "The name is changed."]);
        }

        return Redirect(Home);
    }
}
