using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Companies;

public sealed class DepartmentReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_department_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var department = await client.GetJsonAsync(TestServer.Root + "departments/2266/");

        department.AssertFields("id", "departmentname", "department_name", "company", "franchises");
        Assert.Equal(demo.Server.Url("departments/2266/"), department.Text("id"));
        Assert.Equal("Testavdeling", department.Text("departmentname"));
        Assert.Equal("Testavdeling", department.Text("department_name"));
        Assert.Equal(demo.Server.Url("companies/2265/"), department.Text("company"));
        Assert.Equal([demo.Server.Url("franchises/5001/"), demo.Server.Url("franchises/5002/")], department.Texts("franchises"));
    }

    [Fact]
    public async Task A_franchise_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();

        var franchise = await client.GetJsonAsync(TestServer.Root + "franchises/5001/");

        franchise.AssertFields("id", "name", "department", "company");
        Assert.Equal(demo.Server.Url("franchises/5001/"), franchise.Text("id"));
        Assert.NotEmpty(franchise.Text("name")!);
        Assert.Equal(demo.Server.Url("departments/2266/"), franchise.Text("department"));
        Assert.Equal(demo.Server.Url("companies/2265/"), franchise.Text("company"));
    }

    [Fact]
    public async Task Departments_and_franchises_name_each_other()
    {
        using var client = await demo.Server.ClientAsync();
        var departments = (await client.AllRowsAsync(TestServer.Root + "departments/")).ToDictionary(d => d.Text("id")!);
        var franchises = await client.AllRowsAsync(TestServer.Root + "franchises/");
        Assert.NotEmpty(franchises);

        foreach (var franchise in franchises)
        {
            var department = departments[franchise.Text("department")!];
            Assert.Equal(department.Text("company"), franchise.Text("company"));
            Assert.Contains(franchise.Text("id")!, department.Texts("franchises"));
        }

        Assert.Equal(franchises.Count, departments.Values.Sum(d => d.Texts("franchises").Count));
    }

    [Fact]
    public async Task Every_row_of_the_lists_reads_as_it_does_alone()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var list in new[] { "departments/?page=last", "franchises/" })
        {
            foreach (var row in (await client.GetJsonAsync(TestServer.Root + list)).Rows().Take(15))
            {
                Assert.Equal((await client.GetJsonAsync(row.Text("id")!)).GetRawText(), row.GetRawText());
            }
        }
    }
}
