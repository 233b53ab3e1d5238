using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>A page about one company.</summary>
internal abstract class CompanyPage(FinAutDbContext db) : AccessPage
{
    /// <summary>The company's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The company.</summary>
    public Company Company { get; private set; } = null!;

    /// <summary>The page that shows it.</summary>
    public string Home => $"/staff/companies/{Id}/";

    /// <summary>The database.</summary>
    protected FinAutDbContext Db => db;

    /// <summary>Finds it; false when there is none.</summary>
    protected async Task<bool> LoadAsync()
    {
        Company = (await db.Companies.IgnoreQueryFilters().SingleOrDefaultAsync(c => c.Id == Id, HttpContext.RequestAborted))!;
        return Company is not null;
    }

    /// <summary>Finds one of its departments, or null.</summary>
    protected Task<Department?> FindDepartmentAsync(long id) =>
        db.Departments.IgnoreQueryFilters().SingleOrDefaultAsync(d => d.Id == id && d.CompanyId == Id, HttpContext.RequestAborted);
}
