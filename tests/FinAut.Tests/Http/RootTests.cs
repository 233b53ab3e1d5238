using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

public sealed class RootTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task The_root_names_every_resource_with_its_url()
    {
        using var client = await demo.Server.ClientAsync();

        var root = await client.GetJsonAsync(TestServer.Root);

        foreach (var list in ApiRoutes.ListPaths)
        {
            Assert.Equal(demo.Server.Url(list), root.Text(list.TrimEnd('/')));
        }
    }

    [Fact]
    public async Task Every_url_of_the_root_answers()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var resource in (await client.GetJsonAsync(TestServer.Root)).EnumerateObject())
        {
            using var response = await client.GetAsync(resource.Value.GetString());
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, $"{resource.Name}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task The_root_needs_a_token_because_it_is_the_connection_test()
    {
        using var response = await demo.Server.Http.GetAsync(TestServer.Root);

        var problem = await response.ReadProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("Authentication credentials were not provided.", problem.Text("detail"));
    }
}
