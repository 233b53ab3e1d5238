using System.Net;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Demo;

/// <summary>The examples of the published guide resolve on a fresh start.</summary>
public sealed class WellKnownExamplesTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [InlineData("companies/2265/", "navn", "Testfirma")]
    [InlineData("departments/2266/", "departmentname", "Testavdeling")]
    [InlineData("companies/456/", "id", null)]
    [InlineData("departments/123/", "id", null)]
    [InlineData("user/1/", "id", null)]
    [InlineData("user/123/", "encoded_userid", "example_encrypted_id_123")]
    [InlineData("user/590496/", "id", null)]
    [InlineData("user/590499/", "persnr", "55110098692")]
    [InlineData("competency_goal/456/", "id", null)]
    public async Task A_well_known_example_is_there_for_the_demo_and_the_exam_platform(string path, string field, string? expected)
    {
        foreach (var clientId in new[] { TestServer.DemoClient, TestServer.ExamClient })
        {
            if (clientId == TestServer.ExamClient && field == "encoded_userid")
            {
                continue; // The link is that of the API user `demo`.
            }

            using var client = await demo.Server.ClientAsync(clientId);
            var item = await client.GetJsonAsync(TestServer.Root + path);
            Assert.Equal(expected ?? demo.Server.Url(path), item.Text(field));
        }
    }

    [Theory]
    [InlineData("companies/", 2265)]
    [InlineData("companies/", 456)]
    [InlineData("departments/", 2266)]
    [InlineData("departments/", 123)]
    [InlineData("user/", 1)]
    [InlineData("user/", 123)]
    [InlineData("user/", 590496)]
    [InlineData("user/", 590499)]
    public async Task A_well_known_example_stands_on_the_first_page(string list, long id)
    {
        using var client = await demo.Server.ClientAsync();

        Assert.Contains(demo.Server.Url($"{list}{id}/"), (await client.GetJsonAsync(TestServer.Root + list)).Ids());
    }

    [Theory]
    [InlineData(2266, 2265)]
    [InlineData(123, 456)]
    public async Task A_well_known_department_belongs_to_its_company_and_has_franchises(long department, long company)
    {
        using var client = await demo.Server.ClientAsync();

        var item = await client.GetJsonAsync($"{TestServer.Root}departments/{department}/");

        Assert.Equal(demo.Server.Url($"companies/{company}/"), item.Text("company"));
        Assert.NotEmpty(item.Texts("franchises"));
        Assert.Equal(item.Texts("franchises"), (await client.GetJsonAsync($"{TestServer.Root}franchises/?department={department}")).Ids());
    }

    [Theory]
    [InlineData("55110094247")]
    [InlineData("55110089847")]
    [InlineData("12345678901")]
    public async Task A_persnr_of_the_guide_that_is_to_be_created_is_not_taken(string persnr)
    {
        using var client = await demo.Server.ClientAsync();
        await using var db = demo.Server.Database();

        (await client.GetJsonAsync($"{TestServer.Root}user/?persnr={persnr}")).AssertEmptyList();
        var lookup = TestDatabase.Protector.Lookups(Persnr.FromStored(persnr))[0];
        Assert.DoesNotContain(db.Users.IgnoreQueryFilters().Select(u => u.PersnrLookup).ToList(), taken => taken.AsSpan().SequenceEqual(lookup));
    }

    [Fact]
    public async Task The_guides_candidate_is_signed_up_in_afr()
    {
        using var client = await demo.Server.ClientAsync();

        Assert.Contains(demo.Server.Url("userrole/afr_ka/"), (await client.GetJsonAsync(TestServer.Root + "user/590499/")).Texts("userroles"));
        var status = Assert.Single((await client.GetJsonAsync(TestServer.Root + "latestuserstatus/?user=590499&appname=afr")).Rows());
        Assert.Equal("afrnew", status.Text("status"));
    }

    [Fact]
    public async Task The_other_customer_sees_one_company_and_nothing_else()
    {
        using var other = await demo.Server.ClientAsync(TestServer.OtherClient);

        var company = Assert.Single((await other.GetJsonAsync(TestServer.Root + "companies/")).Rows());
        Assert.Equal(demo.Server.Url("companies/9001/"), company.Text("id"));
        Assert.Equal("Utenfor AS", company.Text("navn"));
        Assert.Equal([demo.Server.Url("departments/9002/")], (await other.GetJsonAsync(TestServer.Root + "departments/")).Ids());
        Assert.Equal([demo.Server.Url("user/900001/")], (await other.GetJsonAsync(TestServer.Root + "user/")).Ids());
    }

    [Fact]
    public async Task The_demo_sees_every_company_but_that_one()
    {
        using var client = await demo.Server.ClientAsync();
        await using var db = demo.Server.Database();

        var all = db.Companies.IgnoreQueryFilters().Select(c => c.Id).Order().ToList();

        Assert.Equal(all.Where(id => id != Places.Utenfor), (await client.GetJsonAsync(TestServer.Root + "companies/")).Ids().Select(WireExtensions.NumberOf));
        foreach (var path in new[] { "companies/9001/", "departments/9002/", "user/900001/" })
        {
            using var response = await client.GetAsync(TestServer.Root + path);
            await response.ReadProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Generated_people_begin_above_a_million()
    {
        using var client = await demo.Server.ClientAsync();

        var ids = (await client.AllRowsAsync(TestServer.Root + "user/")).ConvertAll(row => WireExtensions.NumberOf(row.Text("id")));

        Assert.Equal([1, 123, 590496, 590499], ids.Where(id => id <= 1_000_000));
        Assert.Equal(TestDatabase.DemoUsers, ids.Count(id => id > 1_000_000));
    }
}
