using System.Linq.Expressions;
using System.Text.Json.Serialization;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Companies;

/// <summary>The departments of your companies.</summary>
[Route(ApiPaths.Api + ResourceNames.Departments)]
public sealed class DepartmentsController(FinAutDbContext db, ResourceUrls urls) : ApiController
{
    private static readonly Expression<Func<Department, Row>> ToRow = d =>
        new Row(d.Id, d.Name, d.CompanyId, d.Franchises.OrderBy(f => f.Id).Select(f => f.Id).ToList());

    /// <summary>List departments</summary>
    /// <param name="company">A company: number or URL.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of departments.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<DepartmentReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? company, string? page, CancellationToken cancellationToken)
    {
        var source = db.Departments.AsNoTracking();
        if (FilterText.Read(company) is { } reference)
        {
            var id = ResourceReference.ParseId(reference, ResourceNames.Companies);
            source = source.Where(d => d.CompanyId == id);
        }

        return ListAsync(source, ToRow, ToReply, cancellationToken);
    }

    /// <summary>Get a department</summary>
    /// <param name="id" example="2266">The number in the department's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The department.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<DepartmentReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.Departments.AsNoTracking().Where(d => d.Id == id).Select(ToRow).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ToReply(row));
    }

    private DepartmentReply ToReply(Row row) => new()
    {
        Id = urls.Department(row.Id),
        Name = row.Name,
        DepartmentName = row.Name,
        Company = urls.Company(row.CompanyId),
        Franchises = row.Franchises.ConvertAll(urls.Franchise),
    };

    private sealed record Row(long Id, string Name, long CompanyId, List<long> Franchises);
}

/// <summary>A department.</summary>
public sealed record DepartmentReply
{
    /// <summary>The department's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The name.</summary>
    [JsonPropertyName("departmentname")]
    public required string Name { get; init; }

    /// <summary>The same as <c>departmentname</c>.</summary>
    public required string DepartmentName { get; init; }

    /// <summary>The company.</summary>
    public required ResourceUrl Company { get; init; }

    /// <summary>The franchises.</summary>
    public required IReadOnlyList<ResourceUrl> Franchises { get; init; }
}
