using System.Reflection;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Access;

public sealed class PolicyConventionTests : IAsyncLifetime
{
    private string Database { get; set; } = "";

    public async Task InitializeAsync() => Database = await TestDatabase.CreateDemoAsync();

    public async Task DisposeAsync() => await TestDatabase.DropAsync(Database);

    [Theory]
    [InlineData(typeof(ForgetfulController))]
    [InlineData(typeof(MerelyAuthorizedController))]
    [InlineData(typeof(HalfForgetfulController))]
    public async Task An_action_that_does_not_say_who_may_call_it_stops_start_up(Type controller)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(controller));

        Assert.Contains(controller.Name, exception.Message, StringComparison.Ordinal);
        Assert.Contains("RequireScope", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(ScopedController))]
    [InlineData(typeof(OpenController))]
    public async Task An_action_that_says_it_is_served(Type controller)
    {
        await using var server = await StartAsync(controller);

        Assert.Contains(server.Actions(), action => action.ControllerTypeInfo == controller);
    }

    [Fact]
    public async Task Every_action_under_the_api_but_the_token_endpoint_needs_a_scope()
    {
        await using var server = await TestServer.StartAsync(connectionString: Database);

        var actions = server.Actions();

        Assert.True(actions.Count > 20, $"{actions.Count} actions");
        Assert.All(actions, action =>
        {
            var attributes = action.ControllerTypeInfo.GetCustomAttributes().Concat(action.MethodInfo.GetCustomAttributes()).ToList();
            var scope = attributes.OfType<RequireScopeAttribute>().Any();
            Assert.True(scope != attributes.OfType<IAllowAnonymous>().Any(), $"{action.DisplayName} says both or neither.");
            Assert.True(scope || !action.AttributeRouteInfo!.Template!.StartsWith("finautapi/v1/", StringComparison.Ordinal) || action.AttributeRouteInfo.Template == "finautapi/v1/token", action.DisplayName);
        });
    }

    private async Task<TestServer> StartAsync(Type controller) => await TestServer.StartAsync(
        connectionString: Database,
        configure: builder => builder.Services.AddControllers().ConfigureApplicationPartManager(parts => parts.ApplicationParts.Add(new TypePart(controller))));

    private sealed class TypePart(Type type) : ApplicationPart, IApplicationPartTypeProvider
    {
        public override string Name => type.Name;

        public IEnumerable<TypeInfo> Types => [type.GetTypeInfo()];
    }
}

/// <summary>Says nothing.</summary>
[Route("finautapi/v1/forgetful")]
public sealed class ForgetfulController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() => Ok();
}

/// <summary>Asks for somebody who is known, whoever that is.</summary>
[Route("finautapi/v1/merely")]
[Authorize]
public sealed class MerelyAuthorizedController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() => Ok();
}

/// <summary>Says it for one action of two.</summary>
[Route("finautapi/v1/half")]
public sealed class HalfForgetfulController : ControllerBase
{
    [HttpGet]
    [RequireScope(Scopes.Read)]
    public IActionResult Get() => Ok();

    [HttpPost]
    public IActionResult Post() => Ok();
}

/// <summary>Asks for a scope.</summary>
[Route("finautapi/v1/scoped")]
[RequireScope(Scopes.Read)]
public sealed class ScopedController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() => Ok();
}

/// <summary>Is open on purpose.</summary>
[Route("open")]
[AllowAnonymous]
public sealed class OpenController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() => Ok();
}

internal static class ActionsOfServer
{
    public static List<ControllerActionDescriptor> Actions(this TestServer server) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<ControllerActionDescriptor>()).OfType<ControllerActionDescriptor>()];
}
