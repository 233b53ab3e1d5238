using System.Net;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Access;

public sealed class CompanyLinkTests : IAsyncLifetime
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static readonly string[] OfPeople = ["user/", "employment/", "userstatus/", "latestuserstatus/", "results/", "competency_result/"];

    private static readonly string[] OfCompanies = ["companies/", "departments/", "franchises/"];

    private TestServer Server { get; set; } = null!;

    public async Task InitializeAsync() => Server = await TestServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task A_company_that_is_unlinked_is_gone_within_a_second_with_its_people()
    {
        using var client = await Server.ClientAsync();
        var before = await client.GetJsonAsync(TestServer.Root + "user/");

        await ChangeAsync(demo => demo.Unlink(Places.Testfirma));
        Server.Time.Advance(OneSecond);

        foreach (var path in new[] { "companies/2265/", "departments/2266/", "franchises/5001/", "user/590499/", "employment/5/", "userstatus/1/", "results/1/" })
        {
            using var response = await client.GetAsync(TestServer.Root + path);
            await response.ReadProblemAsync(HttpStatusCode.NotFound);
        }

        (await client.GetJsonAsync(TestServer.Root + "user/?persnr=55110098692")).AssertEmptyList();
        Assert.True((await client.GetJsonAsync(TestServer.Root + "user/")).Count() < before.Count());
        Assert.Equal(39, (await client.GetJsonAsync(TestServer.Root + "companies/")).Count());
    }

    [Fact]
    public async Task A_company_that_is_linked_is_seen_within_a_second_with_its_people()
    {
        using var client = await Server.ClientAsync();

        await ChangeAsync(demo => demo.Link(Places.Utenfor));
        Server.Time.Advance(OneSecond);

        Assert.Equal("Utenfor AS", (await client.GetJsonAsync(TestServer.Root + "companies/9001/")).Text("navn"));
        Assert.Equal("Fjellheim", (await client.GetJsonAsync(TestServer.Root + "user/900001/")).Text("last_name"));
    }

    [Fact]
    public async Task Whoever_is_linked_to_no_company_sees_empty_lists_and_what_is_common_to_all()
    {
        using var client = await Server.ClientAsync();

        await ChangeAsync(demo => demo.Companies.Select(c => c.CompanyId).ToList().ForEach(demo.Unlink));
        Server.Time.Advance(OneSecond);

        foreach (var list in OfPeople.Concat(OfCompanies))
        {
            (await client.GetJsonAsync(TestServer.Root + list)).AssertEmptyList();
        }

        Assert.Equal(14, (await client.GetJsonAsync(TestServer.Root + "ordninger/")).Count());
        Assert.Equal(42, (await client.GetJsonAsync(TestServer.Root + "userrole/")).Count());
        Assert.Equal(18, (await client.GetJsonAsync(TestServer.Root + "competency_goal/")).Count());
    }

    [Fact]
    public async Task Another_api_users_links_change_nothing()
    {
        using var client = await Server.ClientAsync(TestServer.ExamClient);
        var before = (await client.GetJsonAsync(TestServer.Root + "user/")).GetRawText();

        await ChangeAsync(demo => demo.Unlink(Places.Testfirma));
        Server.Time.Advance(OneSecond);

        Assert.Equal(before, (await client.GetJsonAsync(TestServer.Root + "user/")).GetRawText());
    }

    private async Task ChangeAsync(Action<ApiUser> change)
    {
        await using var db = Server.Database();
        change(await db.ApiUsers.Include(u => u.Companies).SingleAsync(u => u.UserName == "demo"));
        await db.SaveChangesAsync();
    }
}
