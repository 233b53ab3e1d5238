using FinAut.Api.Accounts;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Makes a department.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DepartmentNewModel(FinAutDbContext db) : CompanyPage(db)
{
    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var name = ReadLine(nameof(Name), Name, Department.NameMaxLength);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await Db.Departments.AddAsync(new Department { CompanyId = Id, Name = name }, cancellationToken);
        await Db.SaveChangesAsync(cancellationToken);
        Tell(L[$"Avdelingen {name} er laget.", $"The department {name} is made."]);
        return Redirect(Home);
    }
}
