using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>Employments, present and past.</summary>
[Route(ApiPaths.Api + ResourceNames.Employment)]
public sealed class EmploymentController(FinAutDbContext db, ResourceUrls urls, PersonFilter people) : ApiController
{
    private static readonly Expression<Func<Employment, Row>> ToRow = e =>
        new Row(e.Id, e.UserId, e.CompanyId, e.DepartmentId, e.FranchiseId, e.EmployeeAlias, e.StartDate, e.EndDate);

    /// <summary>List employments</summary>
    /// <remarks>The employments in your companies of people whom you can see.</remarks>
    /// <param name="user">A person: number or URL.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of employments.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<EmploymentReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? user, string? page, CancellationToken cancellationToken)
    {
        var source = db.Employments.AsNoTracking();
        if (people.Find(user: user) is { } found)
        {
            source = source.Where(e => found.Any(u => u.Id == e.UserId));
        }

        return ListAsync(source, ToRow, ToReply, cancellationToken);
    }

    /// <summary>Get an employment</summary>
    /// <param name="id">The number in the employment's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The employment.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<EmploymentReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.Employments.AsNoTracking().Where(e => e.Id == id).Select(ToRow).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ToReply(row));
    }

    private EmploymentReply ToReply(Row row) => new()
    {
        Id = urls.Employment(row.Id),
        User = urls.User(row.UserId),
        Company = urls.Company(row.CompanyId),
        Department = urls.Department(row.DepartmentId),
        Franchise = row.FranchiseId is { } franchise ? urls.Franchise(franchise) : null,
        EmployeeAlias = row.EmployeeAlias,
        StartDate = row.StartDate,
        EndDate = row.EndDate,
    };

    private sealed record Row(
        long Id, long UserId, long CompanyId, long DepartmentId, long? FranchiseId, string EmployeeAlias, DateOnly StartDate, DateOnly? EndDate);
}

/// <summary>An employment.</summary>
public sealed record EmploymentReply
{
    /// <summary>The employment's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The person.</summary>
    public required ResourceUrl User { get; init; }

    /// <summary>The employer.</summary>
    public required ResourceUrl Company { get; init; }

    /// <summary>The department.</summary>
    public required ResourceUrl Department { get; init; }

    /// <summary>The franchise, or null.</summary>
    public required ResourceUrl? Franchise { get; init; }

    /// <summary>The employer's own identifier for the person, or empty.</summary>
    public required string EmployeeAlias { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>The last day; null while the employment is current.</summary>
    public required DateOnly? EndDate { get; init; }
}
