using FinAut.Api.Docs;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Users;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Results;

/// <summary>Exam results.</summary>
[Route(ApiPaths.Api + ResourceNames.Results)]
public sealed class ResultsController(
    FinAutDbContext db,
    PersonFilter people,
    NewResultValidator newResult,
    CorrectionValidator correction,
    ResourceUrls urls) : ApiController
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
        DateOnly? from = null;
        if (FilterText.Read(fromDate) is { } text)
        {
            if (!BodyFields.TryParseDate(text, out var date))
            {
                return ProblemResult.Invalid("from_date", FieldMessages.NotDate);
            }

            from = date;
            var start = OsloClock.StartOf(date);
            source = source.Where(r => r.Created >= start);
        }

        var isOfOne = false;
        if (people.Find(persnr, employeeAlias, user) is { } found)
        {
            isOfOne = true;
            source = source.Where(r => found.Any(u => u.Id == r.UserId));
        }

        if (FilterText.Read(appname) is { } code)
        {
            var ordning = OrdningCatalogue.Find(code)?.Id;
            source = source.Where(r => r.OrdningId == ordning);
        }

        // The first result of a day has some number in the middle: counting finds it, and spares reading all before it.
        var memory = isOfOne ? null : new ListMemory($"{ResourceNames.Results} {from:O} {FilterText.Read(appname)}", db.Reach, CountsFirst: from is not null);
        return await ListAsync(source, ResultReply.Row, row => ResultReply.From(row, urls), cancellationToken, memory);
    }

    /// <summary>Get an exam result</summary>
    /// <param name="id">The number in the result's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The result.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ResultReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken) => OkOrNotFound(await FindAsync(id, cancellationToken));

    /// <summary>Record an exam result</summary>
    /// <remarks>For Norsk Test's exam platform only.</remarks>
    /// <param name="writer">Writes.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="201">The new result; <c>Location</c> is its URL.</response>
    [HttpPost]
    [RequireScope(Scopes.Write | Scopes.Exam)]
    [WriteBody<ResultRequest>("user", "appname", "exam_name", "exam_type", "passed", "exam_date", "topics.name", "topics.passed")]
    [ProducesResponseType<ResultReply>(StatusCodes.Status201Created)]
    public async Task<IActionResult> CreateAsync([FromServices] ResultWriter writer, [FromServices] Conflicts conflicts, CancellationToken cancellationToken)
    {
        var (request, error) = await ReadAsync(ResultRequest.From, newResult, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(async () =>
        {
            var (id, problem) = await writer.CreateAsync(request, cancellationToken);
            return problem is not null ? problem : Created(urls.Result(id), (await FindAsync(id, cancellationToken))!);
        });
    }

    /// <summary>Correct an exam result</summary>
    /// <remarks>
    /// For Norsk Test's exam platform only. <c>score</c>, <c>passed</c>, <c>exam_date</c>, <c>attempt</c> and <c>topics</c> may change; the
    /// audit trail keeps what they said before.
    /// </remarks>
    /// <param name="id">The number in the result's URL.</param>
    /// <param name="writer">Writes.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The result as it is now.</response>
    [HttpPatch("{id:long}")]
    [RequireScope(Scopes.Write | Scopes.Exam)]
    [WriteBody<ResultRequest>("topics.name", "topics.passed", Without = ["user", "appname", "exam_name", "exam_type"])]
    [ProducesResponseType<ResultReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> CorrectAsync(long id, [FromServices] ResultWriter writer, [FromServices] Conflicts conflicts, CancellationToken cancellationToken)
    {
        if (!await db.Results.AnyAsync(r => r.Id == id, cancellationToken))
        {
            return NotFoundProblem();
        }

        var (request, error) = await ReadAsync(ResultRequest.From, correction, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(async () =>
            await writer.CorrectAsync(id, request, cancellationToken) is { } problem ? problem : OkOrNotFound(await FindAsync(id, cancellationToken)));
    }

    private async Task<ResultReply?> FindAsync(long id, CancellationToken cancellationToken) =>
        await db.Results.AsNoTracking().Where(r => r.Id == id).Select(ResultReply.Row).SingleOrDefaultAsync(cancellationToken) is { } row
            ? ResultReply.From(row, urls)
            : null;
}
