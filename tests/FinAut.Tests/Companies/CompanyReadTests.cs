using System.Net;
using FinAut.Domain.Companies;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Companies;

public sealed class CompanyReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_company_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var company = await client.GetJsonAsync(TestServer.Root + "companies/2265/");

        company.AssertFields("id", "navn", "company_name", "orgnr", "hjemmeside", "departments");
        Assert.Equal(demo.Server.Url("companies/2265/"), company.Text("id"));
        Assert.Equal("Testfirma", company.Text("navn"));
        Assert.Equal("Testfirma", company.Text("company_name"));
        Assert.Matches("^[0-9]{9}$", company.Text("orgnr"));
        Assert.Equal("https://www.testfirma.example", company.Text("hjemmeside"));
        Assert.Equal([demo.Server.Url("departments/2266/")], company.Texts("departments"));
    }

    [Fact]
    public async Task Every_company_of_the_list_reads_as_it_does_alone_and_names_its_departments()
    {
        using var client = await demo.Server.ClientAsync();
        var departments = await client.AllRowsAsync(TestServer.Root + "departments/");

        var list = await client.GetJsonAsync(TestServer.Root + "companies/");

        Assert.Equal(40, list.Count());
        foreach (var company in list.Rows())
        {
            Assert.Equal(company.Text("navn"), company.Text("company_name"));
            Assert.Equal((await client.GetJsonAsync(company.Text("id")!)).GetRawText(), company.GetRawText());
            Assert.Equal(departments.Where(d => d.Text("company") == company.Text("id")).Select(d => d.Text("id")), company.Texts("departments"));
        }
    }

    [Fact]
    public async Task What_is_not_known_of_a_company_is_empty_and_not_null()
    {
        await using var server = await TestServer.StartAsync();
        await using (var db = server.Database())
        {
            db.Add(new Company { Id = 77, Navn = "Tomme Felter", Orgnr = "", Hjemmeside = "" });
            db.ApiUsers.Single(u => u.UserName == "demo").Link(77);
            await db.SaveChangesAsync();
        }

        using var client = await server.ClientAsync();
        var company = await client.GetJsonAsync(TestServer.Root + "companies/77/");

        Assert.Equal("", company.Text("orgnr"));
        Assert.Equal("", company.Text("hjemmeside"));
        Assert.Empty(company.Texts("departments"));
    }

    [Theory]
    [InlineData("companies/9001/")]
    [InlineData("companies/1/")]
    [InlineData("departments/9002/")]
    [InlineData("franchises/1/")]
    public async Task What_is_out_of_reach_or_does_not_exist_is_not_found(string path)
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync(TestServer.Root + path);

        Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }
}
