using System.Globalization;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Users;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Results;

/// <summary>Exam results.</summary>
[Route(ApiPaths.Api + ResourceNames.Results)]
public sealed class ResultsController(FinAutDbContext db, ResourceUrls urls, PersonFilter people) : ApiController
{
    /// <summary>List exam results</summary>
    /// <param name="fromDate" example="2026-01-01">Only results that arrived on this day (Oslo's calendar) or later.</param>
    /// <param name="persnr">A person: fødselsnummer or D-number.</param>
    /// <param name="employeeAlias">A person: your own identifier.</param>
    /// <param name="user">A person: number or URL.</param>
    /// <param name="appname" example="afr">An ordning's code.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of results.</response>
    /// <response code="422"><c>from_date</c> is no date.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<ResultReply>>(StatusCodes.Status200OK)]
    [ProducesResponseType<Problem>(StatusCodes.Status422UnprocessableEntity, Problems.ContentType)]
    public async Task<IActionResult> ListAsync(
        [FromQuery(Name = "from_date")] string? fromDate,
        string? persnr,
        [FromQuery(Name = "employee_alias")] string? employeeAlias,
        string? user,
        string? appname,
        string? page,
        CancellationToken cancellationToken)
    {
        var source = db.Results.AsNoTracking();
        if (Filter(fromDate) is { } text)
        {
            if (!DateOnly.TryParseExact(text, Fields.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return ProblemResult.Invalid("from_date", Fields.WrongDate);
            }

            var start = OsloClock.StartOf(date);
            source = source.Where(r => r.Created >= start);
        }

        if (people.Find(persnr, employeeAlias, user) is { } found)
        {
            source = source.Where(r => found.Any(u => u.Id == r.UserId));
        }

        if (Filter(appname) is { } code)
        {
            var ordning = OrdningCatalogue.Find(code)?.Id;
            source = source.Where(r => r.OrdningId == ordning);
        }

        return await ListAsync(source, r => r.Id, ResultReply.Row, row => ResultReply.From(row, urls), cancellationToken);
    }

    /// <summary>Get an exam result</summary>
    /// <param name="id">The number in the result's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The result.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ResultReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.Results.AsNoTracking().Where(r => r.Id == id).Select(ResultReply.Row).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ResultReply.From(row, urls));
    }
}
