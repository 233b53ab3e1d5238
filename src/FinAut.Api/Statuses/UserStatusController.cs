using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Statuses;

/// <summary>The history of people's statuses.</summary>
[Route(ApiPaths.Api + ResourceNames.UserStatus)]
public sealed class UserStatusController(
    UserStatusQueries statuses, UserStatusValidator validator, ResourceUrls urls) : ApiController
{
    /// <summary>List statuses</summary>
    /// <remarks>Every record, past, present and future, of the people whom you can see.</remarks>
    /// <param name="persnr">A person: fødselsnummer or D-number.</param>
    /// <param name="employeeAlias">A person: your own identifier.</param>
    /// <param name="user">A person: number or URL.</param>
    /// <param name="appname" example="afr">An ordning's code.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of statuses.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<UserStatusReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(
        string? persnr, [FromQuery(Name = "employee_alias")] string? employeeAlias, string? user, string? appname, string? page, CancellationToken cancellationToken) =>
        ListAsync(
            statuses.Find(statuses.All, persnr, employeeAlias, user, appname),
            statuses.Row,
            row => UserStatusReply.From(row, urls),
            cancellationToken,
            statuses.Memory(ResourceNames.UserStatus, persnr, employeeAlias, user, appname));

    /// <summary>Get a status</summary>
    /// <param name="id">The number in the record's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The status.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<UserStatusReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var row = await statuses.All.Where(s => s.Id == id).Select(statuses.Row).SingleOrDefaultAsync(cancellationToken);
        return OkOrNotFound(row is null ? null : UserStatusReply.From(row, urls));
    }

    /// <summary>Set a status</summary>
    /// <remarks>
    /// Puts a candidate on hold (<c>hvilende</c>) or withdraws one (<c>utmeldt</c>), from today, an earlier day or a later one. The record
    /// is added to the history; nothing is overwritten. A candidate is signed up anew by <c>PATCH user/{id}/</c> with the role.
    /// </remarks>
    /// <param name="writer">Writes.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="201">The new record; <c>Location</c> is its URL.</response>
    [HttpPost]
    [RequireScope(Scopes.Write)]
    [WriteBody<UserStatusRequest>("user", "appname", "status", "reason")]
    [ProducesResponseType<UserStatusReply>(StatusCodes.Status201Created)]
    public async Task<IActionResult> CreateAsync([FromServices] UserStatusWriter writer, [FromServices] Conflicts conflicts, CancellationToken cancellationToken)
    {
        var (request, error) = await ReadAsync(UserStatusRequest.From, validator, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(async () =>
        {
            var (added, problem) = await writer.CreateAsync(request, cancellationToken);
            return added is null ? problem! : Created(urls.UserStatus(added.Id), UserStatusReply.From(UserStatusRow.Of(added), urls));
        });
    }
}
