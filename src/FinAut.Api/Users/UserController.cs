using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>People: candidates, bedriftsansvarlige and test leaders.</summary>
[Route(ApiPaths.Api + ResourceNames.User)]
public sealed class UserController(FinAutDbContext db, UserReader reader, PersonFilter people, CompleteUserValidator complete, PartialUserValidator partial)
    : ApiController
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
        var criteria = people.Read(persnr, employeeAlias, encryptedUserId: FilterText.Read(encodedUserId) ?? encryptedUserId);
        return ListAsync(reader.List(criteria, cancellationToken), rows => Task.FromResult(reader.ToReplies(rows)));
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

    /// <summary>Create a person</summary>
    /// <remarks>
    /// Registers a person at one of your companies. A candidate role (<c>afr_ka</c>) signs the person up for the ordning. Search by
    /// persnr first: a person who is registered already cannot be created again.
    /// </remarks>
    /// <param name="writer">Writes.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="201">The new person; <c>Location</c> is its URL.</response>
    [HttpPost]
    [RequireScope(Scopes.Write)]
    [WriteBody<UserRequest>("persnr", "first_name", "last_name", "work_for", "work_for.company", "work_for.department", "userroles")]
    [ProducesResponseType<UserReply>(StatusCodes.Status201Created)]
    public async Task<IActionResult> CreateAsync([FromServices] UserWriter writer, [FromServices] Conflicts conflicts, CancellationToken cancellationToken)
    {
        var (request, error) = await ReadAsync(UserRequest.From, complete, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(async () =>
        {
            var (id, problem) = await writer.CreateAsync(request, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }

            var reply = (await reader.FindAsync(id, cancellationToken))!;
            return Created(reply.Id, reply);
        });
    }

    /// <summary>Update a person completely</summary>
    /// <remarks>
    /// Needs what a create needs. Optional fields that are absent keep their values, and roles are added, never taken away. A candidate
    /// who is withdrawn (utmeldt) is not signed up anew by this call, so a nightly synchronisation enrols nobody again.
    /// </remarks>
    /// <param name="id" example="590499">The number in the person's URL.</param>
    /// <param name="writer">Writes.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The person as it is now.</response>
    [HttpPut("{id:long}")]
    [RequireScope(Scopes.Write)]
    [WriteBody<UserRequest>("persnr", "first_name", "last_name", "work_for", "work_for.company", "work_for.department", "userroles")]
    [ProducesResponseType<UserReply>(StatusCodes.Status200OK)]
    public Task<IActionResult> ReplaceAsync(
        long id, [FromServices] UserWriter writer, [FromServices] Conflicts conflicts, CancellationToken cancellationToken) =>
        UpdateAsync(id, complete, signUpAgain: false, writer, conflicts, cancellationToken);

    /// <summary>Update some of a person's fields</summary>
    /// <remarks>
    /// Only the fields sent change. A changed <c>work_for</c> ends the current employment and begins a new one; a department alone is
    /// enough. A candidate role signs the person up, also one who was withdrawn (utmeldt).
    /// </remarks>
    /// <param name="id" example="590499">The number in the person's URL.</param>
    /// <param name="writer">Writes.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The person as it is now.</response>
    [HttpPatch("{id:long}")]
    [RequireScope(Scopes.Write)]
    [WriteBody<UserRequest>]
    [ProducesResponseType<UserReply>(StatusCodes.Status200OK)]
    public Task<IActionResult> UpdateAsync(
        long id, [FromServices] UserWriter writer, [FromServices] Conflicts conflicts, CancellationToken cancellationToken) =>
        UpdateAsync(id, partial, signUpAgain: true, writer, conflicts, cancellationToken);

    private async Task<IActionResult> UpdateAsync(
        long id, UserValidator validator, bool signUpAgain, UserWriter writer, Conflicts conflicts, CancellationToken cancellationToken)
    {
        var (request, error) = await ReadAsync(UserRequest.From, validator, cancellationToken);
        if (request is null)
        {
            // Whether the person exists comes before what is wrong with the body.
            return await db.Users.AnyAsync(u => u.Id == id, cancellationToken) ? error! : NotFoundProblem();
        }

        return await conflicts.RetryAsync(async () =>
        {
            var (row, problem) = await writer.UpdateAsync(id, request, signUpAgain, cancellationToken);
            return problem ?? OkOrNotFound(row is null ? await reader.FindAsync(id, cancellationToken) : reader.ToReplies([row]).SingleOrDefault());
        });
    }
}
