using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Statuses;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Statuses;

/// <summary>The statuses that hold today.</summary>
[Route(ApiPaths.Api + ResourceNames.LatestUserStatus)]
public sealed class LatestUserStatusController(UserStatusQueries statuses, ResourceUrls urls, OsloClock clock) : ApiController
{
    /// <summary>List the statuses that hold today</summary>
    /// <remarks>
    /// One row per person and ordning: the newest record whose date has come (Oslo's calendar). A test leader has a further row for
    /// that track.
    /// </remarks>
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
        string? persnr, [FromQuery(Name = "employee_alias")] string? employeeAlias, string? user, string? appname, string? page, CancellationToken cancellationToken)
    {
        var list = Query(
            () => statuses.Find(statuses.All, persnr, employeeAlias, user, appname).Current(clock.Today),
            records => records.Select(statuses.Row),
            cancellationToken,
            statuses.Memory(ResourceNames.LatestUserStatus, persnr, employeeAlias, user, appname));
        if (statuses.CurrentOf(persnr, employeeAlias, user, appname, clock.Today) is { } read)
        {
            list = list with { Read = async from => await read(from).ToListAsync(cancellationToken) };
        }

        return ListAsync(list, rows => Task.FromResult(rows.ConvertAll(row => UserStatusReply.From(row, urls))));
    }
}
