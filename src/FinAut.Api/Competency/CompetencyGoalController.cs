using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json.Serialization;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Competency;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Competency;

/// <summary>The goals of the yearly update (årlig oppdatering). They are the same for everybody.</summary>
[Route(ApiPaths.Api + ResourceNames.CompetencyGoal)]
public sealed class CompetencyGoalController(FinAutDbContext db, ResourceUrls urls) : ApiController
{
    private static readonly Expression<Func<CompetencyGoal, Row>> ToRow = g => new Row(g.Id, g.Name, g.OrdningId, g.Year, g.Hours, g.Mandatory);

    /// <summary>List competency goals</summary>
    /// <param name="appname" example="afr">An ordning's code; goals that are common to all are left out then.</param>
    /// <param name="year" example="2026">A calendar year.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of goals.</response>
    /// <response code="422"><c>year</c> is no number.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<CompetencyGoalReply>>(StatusCodes.Status200OK)]
    [ProducesResponseType<Problem>(StatusCodes.Status422UnprocessableEntity, Problems.ContentType)]
    public async Task<IActionResult> ListAsync(string? appname, string? year, string? page, CancellationToken cancellationToken)
    {
        var source = db.CompetencyGoals.AsNoTracking();
        if (FilterText.Read(appname) is { } code)
        {
            var ordning = OrdningCatalogue.Find(code)?.Id ?? 0;
            source = source.Where(g => g.OrdningId == ordning);
        }

        if (FilterText.Read(year) is { } text)
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return ProblemResult.Invalid("year", FieldMessages.NotInteger);
            }

            source = source.Where(g => g.Year == number);
        }

        return await ListAsync(source, ToRow, ToReply, cancellationToken);
    }

    /// <summary>Get a competency goal</summary>
    /// <param name="id" example="456">The number in the goal's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The goal.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<CompetencyGoalReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.CompetencyGoals.AsNoTracking().Where(g => g.Id == id).Select(ToRow).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ToReply(row));
    }

    private CompetencyGoalReply ToReply(Row row) => new()
    {
        Id = urls.CompetencyGoal(row.Id),
        Goal = row.Id,
        Name = row.Name,
        Appname = row.OrdningId is { } ordning ? OrdningCatalogue.Get(ordning).AppName : null,
        Year = row.Year,
        Hours = row.Hours,
        Mandatory = row.Mandatory,
    };

    private sealed record Row(long Id, string Name, long? OrdningId, int Year, decimal? Hours, bool Mandatory);
}

/// <summary>A goal of the yearly update.</summary>
public sealed record CompetencyGoalReply
{
    /// <summary>The goal's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The number in the URL, by which competency results name the goal.</summary>
    public required long Goal { get; init; }

    /// <summary>What the goal is about.</summary>
    public required string Name { get; init; }

    /// <summary>The ordning's code; null for a goal that is common to all.</summary>
    public required string? Appname { get; init; }

    /// <summary>The calendar year.</summary>
    public required int Year { get; init; }

    /// <summary>Hours that count towards the insurance schemes' yearly duty, or null.</summary>
    [JsonConverter(typeof(PercentConverter))]
    public required decimal? Hours { get; init; }

    /// <summary>Whether every candidate must complete it.</summary>
    public required bool Mandatory { get; init; }
}
