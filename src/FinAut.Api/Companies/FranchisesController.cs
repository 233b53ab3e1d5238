using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Companies;

/// <summary>The franchise agreements of your companies' departments.</summary>
[Route(ApiPaths.Api + ResourceNames.Franchises)]
public sealed class FranchisesController(FinAutDbContext db, ResourceUrls urls) : ApiController
{
    private static readonly Expression<Func<Franchise, Row>> ToRow = f => new Row(f.Id, f.Name, f.DepartmentId, f.Department.CompanyId);

    /// <summary>List franchises</summary>
    /// <param name="department">A department: number or URL.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of franchises.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<FranchiseReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? department, string? page, CancellationToken cancellationToken)
    {
        var source = db.Franchises.AsNoTracking();
        if (FilterText.Read(department) is { } reference)
        {
            var id = ResourceReference.ParseId(reference, ResourceNames.Departments);
            source = source.Where(f => f.DepartmentId == id);
        }

        return ListAsync(source, ToRow, ToReply, cancellationToken);
    }

    /// <summary>Get a franchise</summary>
    /// <param name="id">The number in the franchise's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The franchise.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<FranchiseReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.Franchises.AsNoTracking().Where(f => f.Id == id).Select(ToRow).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ToReply(row));
    }

    private FranchiseReply ToReply(Row row) => new()
    {
        Id = urls.Franchise(row.Id),
        Name = row.Name,
        Department = urls.Department(row.DepartmentId),
        Company = urls.Company(row.CompanyId),
    };

    private sealed record Row(long Id, string Name, long DepartmentId, long CompanyId);
}

/// <summary>A franchise agreement.</summary>
public sealed record FranchiseReply
{
    /// <summary>The franchise's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The department.</summary>
    public required ResourceUrl Department { get; init; }

    /// <summary>The company.</summary>
    public required ResourceUrl Company { get; init; }
}
