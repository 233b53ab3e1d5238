using System.Linq.Expressions;
using FinAut.Api.Docs;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Competency;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Competency;

/// <summary>Completed courses, by the encrypted user ids that UserLogin gave you.</summary>
[Route(ApiPaths.Api + ResourceNames.CompetencyResult)]
public sealed class CompetencyResultController(
    FinAutDbContext db, Conflicts conflicts, CompetencyResultValidator validator, ResourceUrls urls, OsloClock clock) : ApiController
{
    private static readonly Expression<Func<CompetencyResult, Row>> ToRow = r =>
        new Row(r.Id, r.UserLoginLink.EncryptedUserId, r.GoalId, r.PassedDate, r.ExternalSystem, r.ExternalId, r.Created);

    /// <summary>List competency results</summary>
    /// <param name="encryptedUserId" example="example_encrypted_id_123">The identifier that UserLogin gave you.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of competency results.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<CompetencyResultReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync([FromQuery(Name = "encrypted_userid")] string? encryptedUserId, string? page, CancellationToken cancellationToken)
    {
        var source = db.CompetencyResults.AsNoTracking();
        if (FilterText.Read(encryptedUserId) is { } id)
        {
            source = StoredText.CanBeStored(id)
                ? source.Where(r => r.UserLoginLink.EncryptedUserId == id)
                : source.Where(_ => false);
        }

        return ListAsync(source, ToRow, ToReply, cancellationToken);
    }

    /// <summary>Get a competency result</summary>
    /// <param name="id">The number in the record's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The competency result.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<CompetencyResultReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await db.CompetencyResults.AsNoTracking().Where(r => r.Id == id).Select(ToRow).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : ToReply(row));
    }

    /// <summary>Report a completed course</summary>
    /// <remarks>
    /// Reporting the same completion (<c>user</c>, <c>goal</c>, <c>external_system</c>, <c>external_id</c>) again answers the record that is
    /// there, with the date sent now: a repeated call does no harm.
    /// </remarks>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The completion was reported before.</response>
    /// <response code="201">The new record; <c>Location</c> is its URL.</response>
    [HttpPost]
    [RequireScope(Scopes.Write)]
    [WriteBody<CompetencyResultRequest>("user", "goal", "passed_date")]
    [ProducesResponseType<CompetencyResultReply>(StatusCodes.Status200OK)]
    [ProducesResponseType<CompetencyResultReply>(StatusCodes.Status201Created)]
    public async Task<IActionResult> CreateAsync(CancellationToken cancellationToken)
    {
        var (request, error) = await ReadAsync(CompetencyResultRequest.From, validator, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(() => SaveAsync(request, cancellationToken));
    }

    private async Task<IActionResult> SaveAsync(CompetencyResultRequest request, CancellationToken cancellationToken)
    {
        var (encrypted, goal) = (request.User.Value!, request.Goal.Value);
        var link = await db.UserLoginLinks.SingleOrDefaultAsync(l => l.EncryptedUserId == encrypted, cancellationToken);
        if (link is null)
        {
            return ProblemResult.Invalid("user", FieldMessages.DoesNotExist);
        }

        if (!await db.CompetencyGoals.AnyAsync(g => g.Id == goal, cancellationToken))
        {
            return ProblemResult.Invalid("goal", FieldMessages.DoesNotExist);
        }

        var (system, externalId) = (request.ExternalSystem.Or(""), request.ExternalId.Or(""));
        var result = await db.CompetencyResults.SingleOrDefaultAsync(
            r => r.UserLoginLinkId == link.Id && r.GoalId == goal && r.ExternalSystem == system && r.ExternalId == externalId, cancellationToken);
        var isNew = result is null;
        if (result is null)
        {
            result = new CompetencyResult
            {
                UserLoginLinkId = link.Id,
                GoalId = goal,
                PassedDate = request.PassedDate.Value,
                ExternalSystem = system,
                ExternalId = externalId,
                Created = clock.UtcNow,
            };
            await db.CompetencyResults.AddAsync(result, cancellationToken);
        }

        result.PassedDate = request.PassedDate.Value;
        await db.SaveChangesAsync(cancellationToken);
        var reply = ToReply(new Row(result.Id, encrypted, goal, result.PassedDate, system, externalId, result.Created));
        return isNew ? Created(reply.Id, reply) : Ok(reply);
    }

    private CompetencyResultReply ToReply(Row row) => new()
    {
        Id = urls.CompetencyResult(row.Id),
        User = row.EncryptedUserId,
        Goal = row.GoalId,
        PassedDate = row.PassedDate,
        ExternalSystem = row.ExternalSystem,
        ExternalId = row.ExternalId,
        Created = row.Created,
    };

    private sealed record Row(
        long Id, string EncryptedUserId, long GoalId, DateOnly PassedDate, string ExternalSystem, string ExternalId, DateTimeOffset Created);
}

/// <summary>A completed course.</summary>
public sealed record CompetencyResultReply
{
    /// <summary>The record's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The encrypted user id.</summary>
    public required string User { get; init; }

    /// <summary>The goal's number.</summary>
    public required long Goal { get; init; }

    /// <summary>The day of completion.</summary>
    public required DateOnly PassedDate { get; init; }

    /// <summary>The reporting system's name, or empty.</summary>
    public required string ExternalSystem { get; init; }

    /// <summary>The reporting system's identifier of the completion, or empty.</summary>
    public required string ExternalId { get; init; }

    /// <summary>When the record was made.</summary>
    public required DateTimeOffset Created { get; init; }
}
