using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

/// <summary>Wherever a filter names a resource, it may be a URL with any host, a path, or a bare id.</summary>
public sealed class ReferenceFilterTests(DemoServer demo) : IClassFixture<DemoServer>
{
    /// <summary>Filters that refer to a resource: list, parameter, resource, id.</summary>
    public static TheoryData<string, string, string, long> Filters { get; } = new()
    {
        { "departments/", "company", "companies", 2265 },
        { "franchises/", "department", "departments", 2266 },
        { "employment/", "user", "user", 590496 },
        { "userstatus/", "user", "user", 590496 },
        { "latestuserstatus/", "user", "user", 590496 },
        { "results/", "user", "user", 590496 },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Every_form_of_a_reference_finds_the_same_rows(string list, string parameter, string resource, long id)
    {
        using var client = await demo.Server.ClientAsync();
        var field = parameter;
        var everything = await client.AllRowsAsync(TestServer.Root + list);
        var expected = everything.Where(row => row.Text(field) == demo.Server.Url($"{resource}/{id}/")).Select(row => row.Text("id")).ToList();
        Assert.NotEmpty(expected);
        Assert.True(expected.Count < everything.Count, "A filter that lets everything through proves nothing.");

        string[] forms =
        [
            $"{id}",
            $"  {id}\t",
            $"0{id}",
            demo.Server.Url($"{resource}/{id}/"),
            demo.Server.Url($"{resource}/{id}"),
            $"https://api.finaut.no/finautapi/v1/{resource}/{id}/",
            $"HTTPS://API.FINAUT.NO:8443/finautapi/v1/{resource}/{id}/",
            $" http://localhost/finautapi/v1/{resource}/{id}/?format=json ",
            $"/finautapi/v1/{resource}/{id}/",
            $"/finautapi/v1/{resource}/{id}",
        ];
        foreach (var form in forms)
        {
            var found = await client.AllRowsAsync($"{TestServer.Root}{list}?{parameter}={Uri.EscapeDataString(form)}");
            Assert.Equal(expected, found.Select(row => row.Text("id")));
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task What_is_no_reference_or_leads_nowhere_finds_nothing(string list, string parameter, string resource, long id)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        string[] values =
        [
            "0", "-1", "%2B1", "1e3", "1.0", "9223372036854775807", "9223372036854775808", "99999999999999999999", "abc", "null", "%EF%BC%91",
            "%00", $"{id}%00", "%ff", "%2e%2e", $"{id},{id}", $"{id}%20{id}", $"{id}/", $"/{id}/", "http://", "https:///", "http://%00/", "//", "/",
            $"ftp://x/finautapi/v1/{resource}/{id}/",
            $"http://x/{resource}/{id}/",
            $"http://x/finautapi/v2/{resource}/{id}/",
            $"http://x/finautapi/v1/{resource}/{id}/x/",
            $"http://x/finautapi/v1/{resource}/",
            $"http://x/finautapi/v1/{resource}/abc/",
            $"http://x/finautapi/v1/ordninger/{id}/",
            $"/finautapi/v1/ordninger/{id}/",
            $"finautapi/v1/{resource}/{id}/",
            $"http://x/finautapi/v1/{resource}/{id}%2500/",
            "9001", "9002", "900001",
            $"{demo.Server.BaseUrl}/finautapi/v1/{resource}/9001/",
        ];
        foreach (var value in values)
        {
            (await raw.GetAsync($"{TestServer.Root}{list}?{parameter}={value}")).Json().AssertEmptyList();
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task An_empty_reference_is_no_filter(string list, string parameter, string resource, long id)
    {
        using var client = await demo.Server.ClientAsync();
        var everything = await client.GetJsonAsync(TestServer.Root + list);

        foreach (var value in new[] { "", "%20", "%09%0a" })
        {
            var page = await client.GetJsonAsync($"{TestServer.Root}{list}?{parameter}={value}");
            Assert.Equal(everything.Ids(), page.Ids());
        }

        Assert.True(everything.Count() > 1, $"{resource}/{id}/");
    }
}
