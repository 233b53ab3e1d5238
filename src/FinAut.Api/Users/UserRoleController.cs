using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Users;

/// <summary>The roles that people may have: three in each ordning. They are fixed, so no database is asked.</summary>
[Route(ApiPaths.Api + ResourceNames.UserRole)]
public sealed class UserRoleController(ResourceUrls urls) : ApiController
{
    /// <summary>List user roles</summary>
    /// <param name="page">The page; there is only one.</param>
    /// <response code="200">All user roles.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<UserRoleReply>>(StatusCodes.Status200OK)]
    public IActionResult List(string? page) =>
        ListFixed([.. OrdningCatalogue.All.SelectMany(o => UserTypeCodes.All, ToReply)]);

    /// <summary>Get a user role</summary>
    /// <param name="key" example="afr_ka">The ordning's code and the type's, such as <c>afr_ka</c>.</param>
    /// <response code="200">The user role.</response>
    [HttpGet("{key}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<UserRoleReply>(StatusCodes.Status200OK)]
    public IActionResult Get(string? key) =>
        // A blank in the path comes as null.
        OkOrNotFound(key is not null && UserRoleKey.Parse(key) is { } role ? ToReply(role.Ordning, role.UserType) : null);

    private UserRoleReply ToReply(Ordning ordning, UserType userType) => new()
    {
        Id = urls.UserRole(ordning, userType),
        Appname = ordning.AppName,
        Usertype = userType.Code(),
        Ordning = urls.Ordning(ordning.Id),
        Name = $"{userType.Name()} {ordning.ShortName}",
    };
}

/// <summary>A user role.</summary>
public sealed record UserRoleReply
{
    /// <summary>The role's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The ordning's code.</summary>
    public required string Appname { get; init; }

    /// <summary><c>ka</c> kandidat, <c>ba</c> bedriftsansvarlig, <c>tl</c> testleder.</summary>
    public required string Usertype { get; init; }

    /// <summary>The ordning.</summary>
    public required ResourceUrl Ordning { get; init; }

    /// <summary>The role's name, for people.</summary>
    public required string Name { get; init; }
}
