using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Ordninger;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Ordninger;

/// <summary>The authorisation schemes. They are fixed, so no database is asked.</summary>
[Route(ApiPaths.Api + ResourceNames.Ordninger)]
public sealed class OrdningerController(ResourceUrls urls) : ApiController
{
    /// <summary>List ordninger</summary>
    /// <param name="page">The page; there is only one.</param>
    /// <response code="200">All ordninger.</response>
    [HttpGet]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<ListReply<OrdningReply>>(StatusCodes.Status200OK)]
    public IActionResult List(string? page) => ListFixed([.. OrdningCatalogue.All.Select(ToReply)]);

    /// <summary>Get an ordning</summary>
    /// <param name="id" example="1">The number in the ordning's URL.</param>
    /// <response code="200">The ordning.</response>
    [HttpGet("{id:long}")]
    [RequireScope(Scopes.Read)]
    [ProducesResponseType<OrdningReply>(StatusCodes.Status200OK)]
    public IActionResult Get(long id) => OkOrNotFound(OrdningCatalogue.All.FirstOrDefault(o => o.Id == id) is { } ordning ? ToReply(ordning) : null);

    private OrdningReply ToReply(Ordning ordning) => new()
    {
        Id = urls.Ordning(ordning.Id),
        Appname = ordning.AppName,
        Name = ordning.Name,
        ShortName = ordning.ShortName,
        Abbreviation = ordning.Abbreviation,
        SortOrder = ordning.SortOrder,
    };
}

/// <summary>An authorisation scheme.</summary>
public sealed record OrdningReply
{
    /// <summary>The ordning's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The code.</summary>
    public required string Appname { get; init; }

    /// <summary>The full name.</summary>
    public required string Name { get; init; }

    /// <summary>The name in everyday use.</summary>
    public required string ShortName { get; init; }

    /// <summary>The abbreviation.</summary>
    public required string Abbreviation { get; init; }

    /// <summary>Place in lists for people; several ordninger may share one.</summary>
    public required int SortOrder { get; init; }
}
