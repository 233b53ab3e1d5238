using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Domain.ApiClients;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.OAuth;

/// <summary>What a client can find out about the OAuth endpoints by itself (RFC 8414).</summary>
[ApiController]
[AllowAnonymous]
[Produces("application/json")]
public sealed class MetadataController(IOptions<PublicOptions> options) : ControllerBase
{
    private static readonly string[] AuthenticationMethods = ["client_secret_basic", "client_secret_post"];

    /// <summary>OAuth metadata</summary>
    /// <remarks>The addresses and abilities of the OAuth endpoints, for clients that configure themselves.</remarks>
    /// <response code="200">The metadata.</response>
    [HttpGet(ApiPaths.OAuthMetadata)]
    [ProducesResponseType<OAuthMetadata>(StatusCodes.Status200OK)]
    public IActionResult Get() => Ok(Describe(options.Value.HostUrl ?? $"{Request.Scheme}://{Request.Host.ToUriComponent()}"));

    internal static OAuthMetadata Describe(string issuer) => new()
    {
        Issuer = issuer,
        TokenEndpoint = issuer + "/o/token/",
        RevocationEndpoint = issuer + "/o/revoke_token/",
        IntrospectionEndpoint = issuer + "/o/introspect/",
        ResponseTypesSupported = [],
        GrantTypesSupported = ["client_credentials"],
        ScopesSupported = ScopeNames.All,
        TokenEndpointAuthMethodsSupported = AuthenticationMethods,
        RevocationEndpointAuthMethodsSupported = AuthenticationMethods,
        IntrospectionEndpointAuthMethodsSupported = AuthenticationMethods,
    };
}

/// <summary>Authorization server metadata (RFC 8414 section 2).</summary>
public sealed record OAuthMetadata
{
    /// <summary>The server's identifier.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where tokens are issued.</summary>
    public required string TokenEndpoint { get; init; }

    /// <summary>Where tokens are revoked.</summary>
    public required string RevocationEndpoint { get; init; }

    /// <summary>Where tokens are looked at.</summary>
    public required string IntrospectionEndpoint { get; init; }

    /// <summary>Empty: there is no authorization endpoint.</summary>
    public required IReadOnlyList<string> ResponseTypesSupported { get; init; }

    /// <summary>The grants.</summary>
    public required IReadOnlyList<string> GrantTypesSupported { get; init; }

    /// <summary>The scopes.</summary>
    public required IReadOnlyList<string> ScopesSupported { get; init; }

    /// <summary>How a client proves itself for a token.</summary>
    public required IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; }

    /// <summary>How a client proves itself to revoke.</summary>
    public required IReadOnlyList<string> RevocationEndpointAuthMethodsSupported { get; init; }

    /// <summary>How a client proves itself to introspect.</summary>
    public required IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported { get; init; }
}
