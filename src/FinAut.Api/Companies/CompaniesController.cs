using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Companies;

/// <summary>Your companies.</summary>
[Route(ApiPaths.Api + ResourceNames.Companies)]
public sealed class CompaniesController(FinAutDbContext db, CompanyQueries companies, ResourceUrls urls) : ApiController
{
    /// <summary>List companies</summary>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of companies.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<CompanyReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? page, CancellationToken cancellationToken) =>
        ListAsync(
            Query(() => db.Companies.AsNoTracking(), rows => rows.Select(CompanyQueries.ToRow), cancellationToken) with
            {
                Read = async from => await companies.Page(db, from).ToListAsync(cancellationToken),
            },
            rows => Task.FromResult(rows.ConvertAll(ToReply)));

    /// <summary>Get a company</summary>
    /// <param name="id" example="2265">The number in the company's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The company.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<CompanyReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.Companies.AsNoTracking().Where(c => c.Id == id).Select(CompanyQueries.ToRow).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ToReply(row));
    }

    private CompanyReply ToReply(CompanyRow row) => new()
    {
        Id = urls.Company(row.Id),
        Navn = row.Navn,
        CompanyName = row.Navn,
        Orgnr = row.Orgnr,
        Hjemmeside = row.Hjemmeside,
        Departments = JoinedNumbers.Sorted(row.Departments).ConvertAll(urls.Department),
    };
}

/// <summary>The queries of companies, compiled once; see <see cref="Users.UserQueries"/>.</summary>
public sealed class CompanyQueries
{
    /// <summary>What is read of a company.</summary>
    internal static readonly Expression<Func<Company, CompanyRow>> ToRow = c => new CompanyRow(
        c.Id,
        c.Navn,
        c.Orgnr,
        c.Hjemmeside,
        c.Departments.GroupBy(d => d.CompanyId).Select(g => string.Join(JoinedNumbers.Separator, g.Select(d => d.Id.ToString()))).FirstOrDefault());

    /// <summary>A page of companies from a number on, and one more.</summary>
    internal Func<FinAutDbContext, long, IAsyncEnumerable<CompanyRow>> Page { get; } =
        EF.CompileAsyncQuery((FinAutDbContext db, long from) => db.Companies.AsNoTracking().Where(c => c.Id >= from).OrderBy(c => c.Id).Take(PageNumber.Size + 1).Select(ToRow));
}

/// <summary>A company's columns; departments as <see cref="JoinedNumbers"/>.</summary>
internal sealed record CompanyRow(long Id, string Navn, string Orgnr, string Hjemmeside, string? Departments);

/// <summary>A company.</summary>
public sealed record CompanyReply
{
    /// <summary>The company's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The name.</summary>
    public required string Navn { get; init; }

    /// <summary>The same as <c>navn</c>.</summary>
    public required string CompanyName { get; init; }

    /// <summary>Organisation number, nine digits, or empty.</summary>
    public required string Orgnr { get; init; }

    /// <summary>Home page, or empty.</summary>
    public required string Hjemmeside { get; init; }

    /// <summary>The departments.</summary>
    public required IReadOnlyList<ResourceUrl> Departments { get; init; }
}
