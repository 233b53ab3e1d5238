using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using FluentValidation.Results;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>Where a person shall work, all parts known to exist and to belong together.</summary>
/// <param name="CompanyId">The company.</param>
/// <param name="DepartmentId">The department.</param>
/// <param name="FranchiseId">The franchise, or null.</param>
public sealed record Workplace(long CompanyId, long DepartmentId, long? FranchiseId);

/// <summary>Resolves what a body says of a workplace, within the caller's reach.</summary>
public sealed class Workplaces(FinAutDbContext db)
{
    private const string CompanyField = "work_for.company";
    private const string DepartmentField = "work_for.department";
    private const string FranchiseField = "work_for.franchise";

    /// <summary>Resolves a workplace whose references have the right form.</summary>
    /// <param name="request">What the body says.</param>
    /// <param name="current">Where the person works now, or null for a new person.</param>
    /// <param name="failures">Gets what is wrong.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The workplace; null when something is wrong.</returns>
    internal async Task<Workplace?> ResolveAsync(
        WorkForRequest request, Employment? current, List<ValidationFailure> failures, CancellationToken cancellationToken)
    {
        var company = Id(request.Company, ResourceNames.Companies);
        var department = Id(request.Department, ResourceNames.Departments);
        var franchise = Id(request.Franchise, ResourceNames.Franchises);
        if (company is { } wanted && !await db.Companies.AnyAsync(c => c.Id == wanted, cancellationToken))
        {
            failures.Add(new ValidationFailure(CompanyField, FieldMessages.DoesNotExist));
        }

        if (department is null && current is not null && (company is null || company == current.CompanyId))
        {
            department = current.DepartmentId;
        }

        if (department is null)
        {
            failures.Add(new ValidationFailure(DepartmentField, FieldMessages.Required));
            return null;
        }

        var employer = await db.Departments.Where(d => d.Id == department).Select(d => (long?)d.CompanyId).SingleOrDefaultAsync(cancellationToken);
        if (employer is null)
        {
            failures.Add(new ValidationFailure(DepartmentField, FieldMessages.DoesNotExist));
        }
        else if (failures.Count == 0 && company is not null && company != employer)
        {
            failures.Add(new ValidationFailure(DepartmentField, FieldMessages.ForeignDepartment));
        }

        if (!request.Franchise.IsPresent && department == current?.DepartmentId)
        {
            franchise = current?.FranchiseId;
        }
        else if (franchise is not null)
        {
            await CheckFranchiseAsync(franchise.Value, department.Value, failures, cancellationToken);
        }

        return failures.Count == 0 ? new Workplace(employer!.Value, department.Value, franchise) : null;
    }

    private static long? Id(Field<string> field, string resource) => field.HasValue ? ResourceReference.ParseId(field.Value!, resource) : null;

    private async Task CheckFranchiseAsync(long franchise, long department, List<ValidationFailure> failures, CancellationToken cancellationToken)
    {
        var owner = await db.Franchises.Where(f => f.Id == franchise).Select(f => (long?)f.DepartmentId).SingleOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            failures.Add(new ValidationFailure(FranchiseField, FieldMessages.DoesNotExist));
        }
        else if (failures.Count == 0 && owner != department)
        {
            failures.Add(new ValidationFailure(FranchiseField, FieldMessages.ForeignFranchise));
        }
    }
}
