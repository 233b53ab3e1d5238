using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;

namespace FinAut.Tests.Http;

/// <summary>Names of query parameters are case-sensitive: what is spelt otherwise is unknown, and ignored.</summary>
public sealed class QueryNameTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [MemberData(nameof(ApiRoutes.Lists), MemberType = typeof(ApiRoutes))]
    public async Task A_page_in_capitals_is_the_first_page(string list)
    {
        using var client = await demo.Server.ClientAsync();
        var first = await client.GetJsonAsync(TestServer.Root + list);

        foreach (var query in (string[])["Page=2", "PAGE=last", "pagE=0", "Page=x"])
        {
            var page = await client.GetJsonAsync($"{TestServer.Root}{list}?{query}");

            Assert.Equal(first.Ids(), page.Ids());
            Assert.Null(page.Text("previous"));
            Assert.Equal(first.Text("next") is null ? null : demo.Server.Url($"{list}?{query}&page=2"), page.Text("next"));
        }
    }

    [Fact]
    public async Task The_right_page_counts_beside_one_in_capitals()
    {
        using var client = await demo.Server.ClientAsync();

        var second = await client.GetJsonAsync(TestServer.Root + "user/?Page=7&page=2&PAGE=0");

        Assert.Equal((await client.GetJsonAsync(TestServer.Root + "user/?page=2")).Ids(), second.Ids());
        Assert.Equal(demo.Server.Url("user/?Page=7&PAGE=0"), second.Text("previous"));
    }

    [Theory]
    [InlineData("user/", "Persnr=12345678901", "EMPLOYEE_ALIAS=nobody", "Encoded_userid=x", "encrypted_userID=x")]
    [InlineData("userstatus/", "Persnr=12345678901", "Employee_Alias=nobody", "User=0", "Appname=xyz")]
    [InlineData("latestuserstatus/", "Persnr=12345678901", "Employee_Alias=nobody", "User=0", "AppName=xyz")]
    [InlineData("results/", "Persnr=12345678901", "User=0", "APPNAME=xyz", "From_date=2099-01-01", "FROM_DATE=no date")]
    [InlineData("employment/", "User=0")]
    [InlineData("departments/", "Company=0")]
    [InlineData("franchises/", "Department=0")]
    [InlineData("competency_goal/", "Appname=xyz", "Year=1900", "YEAR=no number")]
    [InlineData("competency_result/", "Encrypted_userid=x")]
    [InlineData("ordninger/", "Format=xml")]
    public async Task A_filter_in_capitals_is_ignored(string list, params string[] filters)
    {
        using var client = await demo.Server.ClientAsync();
        var all = await client.GetJsonAsync(TestServer.Root + list);

        foreach (var filter in filters)
        {
            var page = await client.GetJsonAsync($"{TestServer.Root}{list}?{filter}");
            Assert.Equal(all.Ids(), page.Ids());
            Assert.Equal(all.Count(), page.Count());
        }
    }

    [Fact]
    public async Task A_page_in_capitals_is_the_first_page_of_staff_too()
    {
        using var staff = await Browser.StaffAsync(demo.Server);

        Assert.Equal(Rows(await staff.ReadAsync("/staff/candidates/")), Rows(await staff.ReadAsync("/staff/candidates/?Page=2")));

        static string Rows(string page) => page[page.IndexOf("<tbody", StringComparison.Ordinal)..page.IndexOf("</tbody", StringComparison.Ordinal)];
    }
}
