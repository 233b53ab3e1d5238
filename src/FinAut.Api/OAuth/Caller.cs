using FinAut.Domain.ApiClients;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;

namespace FinAut.Api.OAuth;

/// <summary>Who calls, and what the call may do.</summary>
/// <param name="ApplicationId">The application; 0 for the API user's own browser session.</param>
/// <param name="ClientId">The application's client id; the user name for a session.</param>
/// <param name="Scopes">What the token allows and the application still holds.</param>
/// <param name="MayWrite">Whether the API user has the permission to write.</param>
/// <param name="PermitLimit">The API user's own requests per window, or null.</param>
/// <param name="Expires">When the token ends, UTC.</param>
/// <param name="Reach">What the API user may see.</param>
public sealed record Caller(
    long ApplicationId, string ClientId, Scopes Scopes, bool MayWrite, int? PermitLimit, DateTimeOffset Expires, Reach Reach)
{
    /// <summary>Who changes what the caller changes.</summary>
    /// <param name="correlationId">The request's correlation id.</param>
    public Actor ToActor(string correlationId) => new(ApplicationId == 0 ? ActorKind.ApiUser : ActorKind.Application, ClientId, correlationId);
}

/// <summary>The caller of the present request; null until a token was accepted.</summary>
public sealed class CallerAccessor
{
    /// <summary>The caller.</summary>
    public Caller? Caller { get; set; }
}
