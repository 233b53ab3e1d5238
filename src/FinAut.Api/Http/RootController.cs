using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Http;

/// <summary>The root of the API.</summary>
[Route(ApiPaths.Api)]
public sealed class RootController(ResourceUrls urls) : ApiController
{
    internal static readonly string[] Resources =
    [
        ResourceNames.User,
        ResourceNames.Companies,
        ResourceNames.Departments,
        ResourceNames.Franchises,
        ResourceNames.Employment,
        ResourceNames.UserRole,
        ResourceNames.Ordninger,
        ResourceNames.UserStatus,
        ResourceNames.LatestUserStatus,
        ResourceNames.Results,
        ResourceNames.CompetencyGoal,
        ResourceNames.CompetencyResult,
        ResourceNames.WebhookEndpoint,
        ResourceNames.WebhookDelivery,
    ];

    /// <summary>List the resources</summary>
    /// <remarks>Every resource by name, with its URL. Use it to test your connection.</remarks>
    /// <response code="200">The resources.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<Dictionary<string, string>>(StatusCodes.Status200OK)]
    public IActionResult Get() => Ok(Resources.ToDictionary(name => name, name => $"{urls.Api}{name}/"));
}
