using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Infrastructure;

/// <summary>The routes of the API as a running server knows them, so that a new one cannot be missed.</summary>
internal static class RouteTable
{
    /// <summary>Every route that asks for a scope, by method.</summary>
    public static IReadOnlyList<ApiRoute> Of(TestServer server)
    {
        List<ApiRoute> routes =
        [
            .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<RequireScopeAttribute>() is not null)
                .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => new ApiRoute(
                    method,
                    $"/{PathOf(e)}/",
                    e.Metadata.GetOrderedMetadata<RequireScopeAttribute>().Aggregate(Scopes.None, (all, a) => all | a.Scope)))),
        ];
        Assert.True(routes.Count >= 41, $"{routes.Count} routes");
        return routes;
    }

    // Without the constraints that routing puts on a key, as the OpenAPI document writes paths.
    private static string PathOf(RouteEndpoint endpoint) =>
        string.Join('/', endpoint.RoutePattern.RawText!.Trim('/').Split('/').Select(s => s.StartsWith('{') ? s.Split(':', '}')[0] + "}" : s));
}

/// <summary>A method of a path.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with its key in braces.</param>
/// <param name="Needed">The scopes that a token must have.</param>
internal sealed record ApiRoute(string Method, string Path, Scopes Needed)
{
    public bool HasKey => Path.Contains('{', StringComparison.Ordinal);

    public string Resource => Path[TestServer.Root.Length..].Split('/')[0];

    public string WithKey(string key) => HasKey ? $"{Path[..Path.IndexOf('{', StringComparison.Ordinal)]}{key}{Path[(Path.IndexOf('}', StringComparison.Ordinal) + 1)..]}" : Path;

    public override string ToString() => $"{Method} {Path}";
}
