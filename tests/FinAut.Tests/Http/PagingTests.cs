using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

public sealed class PagingTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const int PageSize = 100;

    [Theory]
    [MemberData(nameof(ApiRoutes.Lists), MemberType = typeof(ApiRoutes))]
    public async Task The_pages_of_a_list_hold_every_row_once_in_the_order_of_ids(string list)
    {
        using var client = await demo.Server.ClientAsync();
        var ids = new List<string>();
        string? previous = null;
        var path = demo.Server.Url(list);
        while (true)
        {
            var page = await client.GetJsonAsync(path);
            page.AssertFields("count", "next", "previous", "results");
            Assert.Equal(previous, page.Text("previous"));
            ids.AddRange(page.Ids());
            if (page.Text("next") is not { } next)
            {
                Assert.Equal(page.Count(), ids.Count);
                break;
            }

            Assert.Equal(PageSize, page.Ids().Count);
            (previous, path) = (path, next);
        }

        Assert.All(ids, id => Assert.StartsWith(demo.Server.BaseUrl + TestServer.Root, id, StringComparison.Ordinal));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        if (list != "userrole/")
        {
            var numbers = ids.ConvertAll(WireExtensions.NumberOf);
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Theory]
    [InlineData("user/")]
    [InlineData("userstatus/")]
    [InlineData("latestuserstatus/")]
    [InlineData("results/")]
    [InlineData("employment/")]
    public async Task Every_page_can_be_asked_for_by_its_number_and_the_last_by_name(string list)
    {
        using var client = await demo.Server.ClientAsync();
        var count = (await client.GetJsonAsync(demo.Server.Url(list))).Count();
        var pages = (count + PageSize - 1) / PageSize;
        Assert.True(pages > 1, "One page proves nothing.");

        var ids = new List<string>();
        for (var number = 1; number <= pages; number++)
        {
            var page = await client.GetJsonAsync(demo.Server.Url($"{list}?page={number}"));
            Assert.Equal(number < pages ? demo.Server.Url($"{list}?page={number + 1}") : null, page.Text("next"));
            Assert.Equal(
                number switch { 1 => null, 2 => demo.Server.Url(list), _ => demo.Server.Url($"{list}?page={number - 1}") },
                page.Text("previous"));
            Assert.Equal(count, page.Count());
            ids.AddRange(page.Ids());
        }

        Assert.Equal(count, ids.Distinct().Count());
        var last = await client.GetJsonAsync(demo.Server.Url(list + "?page=last"));
        Assert.Equal(ids[((pages - 1) * PageSize)..], last.Ids());
        Assert.Null(last.Text("next"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("5000")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("%2B1")]
    [InlineData("2147483648")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999")]
    [InlineData("%EF%BC%91")]
    [InlineData("%00")]
    [InlineData("1%00")]
    [InlineData("%ff")]
    [InlineData("%2e%2e")]
    [InlineData("first")]
    [InlineData("LAST")]
    [InlineData("null")]
    [InlineData("1,2")]
    [InlineData("1%202")]
    public async Task A_page_that_does_not_exist_is_an_invalid_page(string page)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var list in ApiRoutes.ListPaths)
        {
            var problem = (await raw.GetAsync($"{TestServer.Root}{list}?page={page}")).Problem(404);
            Assert.Equal("Invalid page.", problem.Text("detail"));
        }
    }

    [Theory]
    [InlineData("?page=")]
    [InlineData("?page=%20")]
    [InlineData("?page=%201%20")]
    [InlineData("?page=01")]
    [InlineData("?page")]
    public async Task An_empty_page_is_the_first_and_blanks_around_a_number_do_not_matter(string query)
    {
        using var client = await demo.Server.ClientAsync();

        var page = await client.GetJsonAsync(demo.Server.Url("user/" + query));

        Assert.Equal(demo.Server.Url("user/1/"), page.Ids()[0]);
        Assert.Null(page.Text("previous"));
    }

    [Fact]
    public async Task Of_several_pages_the_last_counts()
    {
        using var client = await demo.Server.ClientAsync();

        var page = await client.GetJsonAsync(demo.Server.Url("user/?page=9999&page=2"));

        Assert.Equal((await client.GetJsonAsync(demo.Server.Url("user/?page=2"))).Ids(), page.Ids());
        Assert.Equal(demo.Server.Url("user/?page=3"), page.Text("next"));
        Assert.Equal(demo.Server.Url("user/"), page.Text("previous"));
    }

    [Fact]
    public async Task An_empty_list_is_page_one_and_has_no_other()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var query in new[] { "", "&page=1", "&page=last", "&page=" })
        {
            (await client.GetJsonAsync(demo.Server.Url("user/?persnr=12345678901" + query))).AssertEmptyList();
        }

        using var second = await client.GetAsync(demo.Server.Url("user/?persnr=12345678901&page=2"));
        Assert.Equal("Invalid page.", (await second.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }

    [Theory]
    [InlineData("?appname=afr&page=2", "?appname=afr&page=3", "?appname=afr")]
    [InlineData("?page=2&appname=afr", "?appname=afr&page=3", "?appname=afr")]
    [InlineData("?appname=afr&page=3", "?appname=afr&page=4", "?appname=afr&page=2")]
    [InlineData("?page=2&from_date=2015-01-01&appname=%20afr%20", "?from_date=2015-01-01&appname=%20afr%20&page=3", "?from_date=2015-01-01&appname=%20afr%20")]
    [InlineData("?x=1&x=2&y=%C3%A6%26%3D%3F&page=2", "?x=1&x=2&y=%C3%A6%26%3D%3F&page=3", "?x=1&x=2&y=%C3%A6%26%3D%3F")]
    [InlineData("?appname=&page=2", "?appname=&page=3", "?appname=")]
    public async Task The_links_to_other_pages_keep_the_other_parameters(string query, string next, string previous)
    {
        using var client = await demo.Server.ClientAsync();

        var page = await client.GetJsonAsync(demo.Server.Url("results/" + query));

        Assert.Equal(demo.Server.Url("results/" + next), page.Text("next"));
        Assert.Equal(demo.Server.Url("results/" + previous), page.Text("previous"));
    }

    [Fact]
    public async Task Following_next_through_a_filtered_list_stays_inside_the_filter()
    {
        using var client = await demo.Server.ClientAsync();

        var filtered = await client.AllRowsAsync(demo.Server.Url("results/?appname=afr&from_date=2016-01-01"));

        Assert.True(filtered.Count > PageSize, "One page proves nothing.");
        Assert.All(filtered, row => Assert.Equal("afr", row.Text("appname")));
        var everything = await client.AllRowsAsync(demo.Server.Url("results/"));
        Assert.Equal(
            everything.Where(row => row.Text("appname") == "afr" && string.CompareOrdinal(row.Text("created"), "2015-12-31T23:00:00.000Z") >= 0)
                .Select(row => row.Text("id")),
            filtered.Select(row => row.Text("id")));
    }
}
