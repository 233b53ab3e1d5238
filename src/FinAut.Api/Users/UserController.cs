using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>People: candidates, bedriftsansvarlige and test leaders.</summary>
[Route(ApiPaths.Api + ResourceNames.User)]
public sealed class UserController(FinAutDbContext db, UserReader reader, PersonFilter people) : ApiController
{
    /// <summary>List people</summary>
    /// <remarks>
    /// The people who are employed in your companies now. Search before you create: an identifier that is malformed or that nobody
    /// has gives an empty list, never an error.
    /// </remarks>
    /// <param name="persnr" example="55110098692">Fødselsnummer or D-number, eleven digits.</param>
    /// <param name="encodedUserId">The identifier that UserLogin gave you.</param>
    /// <param name="encryptedUserId">The same as <c>encoded_userid</c>.</param>
    /// <param name="employeeAlias">Your own identifier for the person.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of people.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<UserReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(
        string? persnr, [FromQuery(Name = "encoded_userid")] string? encodedUserId, [FromQuery(Name = "encrypted_userid")] string? encryptedUserId, [FromQuery(Name = "employee_alias")] string? employeeAlias, string? page, CancellationToken cancellationToken)
    {
        var found = people.Find(persnr, employeeAlias, encryptedUserId: Filter(encodedUserId) ?? encryptedUserId) ?? db.Users.AsNoTracking();
        return ListAsync(found, u => u.Id, UserReader.Row, rows => reader.CompleteAsync(rows, cancellationToken), cancellationToken);
    }

    /// <summary>Get a person</summary>
    /// <param name="id" example="590499">The number in the person's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The person.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<UserReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken) =>
        OkOrNotFound(await reader.FindAsync(id, cancellationToken));
}
