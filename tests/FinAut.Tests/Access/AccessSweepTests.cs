using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinAut.Api.OAuth;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Access;

/// <summary>
/// Asks every GET route that the server knows for everything that a caller must not see. A new route fails here until the sweep
/// has been told what it is about.
/// </summary>
public sealed partial class AccessSweepTests(EntangledWorld world) : IClassFixture<EntangledWorld>
{
    private const int SampleSize = 10;
    private const string Prefix = "finautapi/v1";

    // The same for everybody.
    private static readonly string[] Shared = ["", "userrole", "ordninger", "competency_goal"];

    // Parameters that name nobody.
    private static readonly string[] Harmless = ["page", "appname", "year", "from_date", "state"];

    [Theory]
    [InlineData(TestServer.DemoClient)]
    [InlineData(TestServer.OtherClient)]
    [InlineData(TestServer.ExamClient)]
    public async Task No_route_shows_anything_of_another_customers(string clientId)
    {
        var sight = await Sight.OfAsync(world.Server, clientId);
        using var client = await world.Server.ClientAsync(clientId, "read webhooks");
        var routes = Routes();
        Assert.True(routes.Count >= 28, $"{routes.Count} routes");

        foreach (var route in routes)
        {
            Assert.True(
                Shared.Contains(route.Resource) || sight.Resources.Contains(route.Resource),
                $"Tell the sweep whose the rows of {route.Template} are.");
            if (route.HasKey)
            {
                await SweepItemsAsync(client, route, sight);
            }
            else
            {
                await SweepListAsync(client, route, sight);
                await SweepFiltersAsync(client, route, sight);
            }
        }
    }

    [Fact]
    public async Task The_sweep_has_something_to_miss()
    {
        var demo = await Sight.OfAsync(world.Server, TestServer.DemoClient);
        var other = await Sight.OfAsync(world.Server, TestServer.OtherClient);
        var exam = await Sight.OfAsync(world.Server, TestServer.ExamClient);

        foreach (var sight in new[] { demo, other })
        {
            Assert.All(sight.Resources, resource => Assert.NotEmpty(sight.Own(resource)));
            Assert.All(sight.Resources, resource => Assert.NotEmpty(sight.Foreign(resource)));
            Assert.All(sight.ForeignValues, pair => Assert.NotEmpty(pair.Value));
        }

        Assert.Contains("Fjellheim", demo.ForeignTexts);
        Assert.Contains("Utenfor AS", demo.ForeignTexts);
        Assert.Contains("emigrant-at-ours", demo.ForeignTexts);
        Assert.Contains("immigrant-at-theirs", demo.ForeignTexts);
        Assert.Contains("55110098692", other.ForeignTexts);
        Assert.Contains("Testfirma", other.ForeignTexts);
        Assert.Empty(exam.Own("competency_result"));
        Assert.True(demo.Own("user").SetEquals(exam.Own("user")));
        Assert.Contains("900001", demo.Foreign("user"));
        Assert.Contains("9001", demo.Foreign("companies"));
        Assert.Contains("9002", demo.Foreign("departments"));
        Assert.Contains("https://their-lms.example/hook", demo.ForeignTexts);
    }

    private List<Route> Routes() =>
    [
        .. world.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Where(e => e.Metadata.GetMetadata<RequireScopeAttribute>() is not null)
            .Select(e => new Route(e.RoutePattern.RawText!.Trim('/'), e.Metadata.GetMetadata<ControllerActionDescriptor>()!)),
    ];

    private static async Task SweepItemsAsync(HttpClient client, Route route, Sight sight)
    {
        if (Shared.Contains(route.Resource))
        {
            return;
        }

        foreach (var key in Sample(sight.Foreign(route.Resource)))
        {
            var (status, text) = await GetAsync(client, route.PathOf(key));
            Assert.True(status == HttpStatusCode.NotFound, $"{route.PathOf(key)}: {status}");
            Assert.Equal("Not found.", JsonDocument.Parse(text).RootElement.Text("detail"));
            AssertNothingForeign(text, sight, but: key);
        }

        foreach (var key in Sample(sight.Own(route.Resource)))
        {
            var (status, text) = await GetAsync(client, route.PathOf(key));
            Assert.True(status == HttpStatusCode.OK, $"{route.PathOf(key)}: {status}");
            AssertNothingForeign(text, sight);
        }
    }

    private static async Task SweepListAsync(HttpClient client, Route route, Sight sight)
    {
        var keys = new List<string>();
        for (var next = route.PathOf(null); next is not null;)
        {
            var (status, text) = await GetAsync(client, next);
            Assert.True(status == HttpStatusCode.OK, $"{next}: {status}");
            AssertNothingForeign(text, sight);
            var page = JsonDocument.Parse(text).RootElement;
            next = null;
            if (route.Resource.Length > 0)
            {
                keys.AddRange(page.Ids().Select(url => url.TrimEnd('/').Split('/')[^1]));
                next = page.Text("next");
            }
        }

        if (Shared.Contains(route.Resource))
        {
            return;
        }

        // What is missing from a list would be as wrong as what is too much.
        var own = sight.Own(route.Resource);
        Assert.True(route.Resource == "latestuserstatus" ? own.IsSupersetOf(keys) : own.SetEquals(keys), $"{route.Template} lists others than its own.");
    }

    private static async Task SweepFiltersAsync(HttpClient client, Route route, Sight sight)
    {
        foreach (var parameter in route.Parameters.Except(Harmless))
        {
            Assert.True(sight.ForeignValues.ContainsKey(parameter), $"Tell the sweep what a foreign value of {parameter} is.");
            foreach (var value in Sample(sight.ForeignValues[parameter]))
            {
                var path = $"{route.PathOf(null)}?{parameter}={Uri.EscapeDataString(value)}";
                var (status, text) = await GetAsync(client, path);
                Assert.True(status == HttpStatusCode.OK, $"{path}: {status}");
                JsonDocument.Parse(text).RootElement.AssertEmptyList();
            }
        }
    }

    private static void AssertNothingForeign(string text, Sight sight, string? but = null)
    {
        foreach (Match url in ResourceUrl().Matches(text))
        {
            var (resource, key) = (url.Groups["resource"].Value, url.Groups["key"].Value);
            Assert.True(key == but || !sight.Resources.Contains(resource) || sight.Own(resource).Contains(key), $"{url.Value} shows.");
        }

        foreach (var value in Texts(JsonDocument.Parse(text).RootElement))
        {
            Assert.False(sight.ForeignTexts.Contains(value), $"'{value}' shows.");
        }

        // Nor as a part of another text, where it is long enough to tell.
        foreach (var foreign in sight.ForeignTexts.Where(t => t.Length >= 10))
        {
            Assert.False(text.Contains(foreign, StringComparison.Ordinal), $"'{foreign}' shows.");
        }
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // The first, where the well-known ones are, the last, where those are that the tests arranged, and some between.
    private static IEnumerable<string> Sample(IEnumerable<string> keys)
    {
        var all = keys.ToList();
        return all.Take(SampleSize).Concat(all.TakeLast(SampleSize)).Concat(all.Where((_, i) => i % (1 + (all.Count / SampleSize)) == 0)).Distinct();
    }

    [GeneratedRegex("/finautapi/v1/(?<resource>[a-z_]+)/(?<key>[^/\"]+)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceUrl();

    private sealed record Route(string Template, ControllerActionDescriptor Action)
    {
        public string Resource => Template.Split('/').ElementAtOrDefault(2) ?? "";

        public bool HasKey => Template.Contains('{', StringComparison.Ordinal);

        public IEnumerable<string> Parameters => Action.Parameters
            .Where(p => p.ParameterType == typeof(string) && !Template.Contains($"{{{p.Name}", StringComparison.Ordinal))
            .Select(p => p.BindingInfo?.BinderModelName ?? p.Name);

        public string PathOf(string? key) => key is null ? $"/{Template}/" : $"/{Prefix}/{Resource}/{key}/";
    }
}
