using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>A company: its departments, who administers it, and which API users see it.</summary>
[Authorize(Policies.Staff)]
internal sealed class DetailModel(FinAutDbContext db) : CompanyPage(db)
{
    // Nobody has so many; the page must not grow without bound all the same.
    private const int MaxShown = 200;

    /// <summary>Its departments, by name.</summary>
    public List<DepartmentRow> Departments { get; private set; } = [];

    /// <summary>Which page of the departments is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Who administers it, by name.</summary>
    public List<AdministratorRow> Administrators { get; private set; } = [];

    /// <summary>The API users that see it, by name.</summary>
    public List<ApiUserRow> ApiUsers { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var departments = Db.Departments.IgnoreQueryFilters().AsNoTracking().Where(d => d.CompanyId == Id);
        Pager = new AccessPager(PageNumber, await departments.CountAsync(cancellationToken));
        Departments = await departments.OrderBy(d => d.Name).ThenBy(d => d.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(d => new DepartmentRow(d.Id, d.Name, d.Franchises.OrderBy(f => f.Name).ThenBy(f => f.Id).Select(f => new FranchiseRow(f.Id, f.Name)).ToList()))
            .ToListAsync(cancellationToken);

        // Whom nothing was set for administers the employer.
        var administrations = Db.Administrations.IgnoreQueryFilters();
        var set = administrations.Where(a => a.CompanyId == Id).Select(a => a.UserId);
        var unset = Db.Users.IgnoreQueryFilters().Where(u => u.CompanyId == Id && !administrations.Any(a => a.UserId == u.Id)).Select(u => u.Id);
        Administrators = await Db.Users.IgnoreQueryFilters().AsNoTracking()
            .Where(u => set.Union(unset).Contains(u.Id) && u.Roles.Any(r => r.UserType == UserType.Bedriftsansvarlig))
            .OrderBy(u => u.LastName).ThenBy(u => u.FirstName).ThenBy(u => u.Id).Take(MaxShown)
            .Select(u => new AdministratorRow(u.Id, u.FirstName + " " + u.LastName, set.Contains(u.Id)))
            .ToListAsync(cancellationToken);
        ApiUsers = await Db.ApiUsers.AsNoTracking()
            .Where(u => u.Companies.Any(c => c.CompanyId == Id))
            .OrderBy(u => u.NormalizedUserName).Take(MaxShown)
            .Select(u => new ApiUserRow(u.Id, u.UserName, u.Enabled, u.MayWrite))
            .ToListAsync(cancellationToken);
        return Page();
    }

    /// <summary>A department.</summary>
    public sealed record DepartmentRow(long Id, string Name, List<FranchiseRow> Franchises);

    /// <summary>A franchise.</summary>
    public sealed record FranchiseRow(long Id, string Name);

    /// <summary>Somebody who administers the company.</summary>
    public sealed record AdministratorRow(long Id, string Name, bool IsSet);

    /// <summary>An API user that sees the company.</summary>
    public sealed record ApiUserRow(long Id, string UserName, bool Enabled, bool MayWrite);
}
