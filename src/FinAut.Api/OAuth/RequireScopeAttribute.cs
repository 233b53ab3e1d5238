using FinAut.Domain.ApiClients;
using Microsoft.AspNetCore.Authorization;

namespace FinAut.Api.OAuth;

/// <summary>Says which scope an action needs. An action that says neither this nor <c>[AllowAnonymous]</c> stops start-up.</summary>
/// <param name="scope">The scope. What is no GET also needs the API user's permission to write.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireScopeAttribute(Scopes scope) : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <summary>The scope.</summary>
    public Scopes Scope => scope;

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

internal sealed class RequireScopeHandler(CallerAccessor accessor) : AuthorizationHandler<RequireScopeAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequireScopeAttribute requirement)
    {
        if (accessor.Caller is { } caller
            && caller.Scopes.HasFlag(requirement.Scope)
            && (caller.MayWrite || context.Resource is HttpContext { Request.Method: "GET" }))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
