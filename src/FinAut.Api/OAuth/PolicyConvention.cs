using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace FinAut.Api.OAuth;

/// <summary>Stops start-up when an action does not say who may call it, so that nobody can forget.</summary>
internal sealed class PolicyConvention : IActionModelConvention
{
    public void Apply(ActionModel action)
    {
        var attributes = action.Attributes.Concat(action.Controller.Attributes);
        if (!attributes.Any(a => a is RequireScopeAttribute or IAllowAnonymous or AuthorizeAttribute { Policy: not null }))
        {
            throw new InvalidOperationException(
                $"{action.DisplayName} says neither [RequireScope] nor [AllowAnonymous]: every action must say who may call it.");
        }
    }
}
