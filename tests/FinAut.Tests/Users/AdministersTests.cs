using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class AdministersTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_bedriftsansvarlig_administers_the_employer_unless_staff_said_otherwise() =>
        Assert.Equal([2265], await AdministersAsync(p => p.Give("afr", UserType.Bedriftsansvarlig)));

    [Fact]
    public async Task What_staff_said_replaces_the_employer() => Assert.Equal([456], await AdministersAsync(p =>
    {
        p.Give("krd", UserType.Bedriftsansvarlig);
        Set(p, Places.Eksempelbanken);
    }));

    [Fact]
    public async Task Several_companies_come_in_the_order_of_their_ids() => Assert.Equal([456, 2265, 3001], await AdministersAsync(p =>
    {
        p.Give("krd", UserType.Bedriftsansvarlig);
        Set(p, 3001);
        Set(p, Places.Testfirma);
        Set(p, Places.Eksempelbanken);
    }));

    [Fact]
    public async Task Companies_out_of_reach_are_left_out() => Assert.Equal([2265], await AdministersAsync(p =>
    {
        p.Give("krd", UserType.Bedriftsansvarlig);
        Set(p, Places.Testfirma);
        Set(p, Places.Utenfor);
    }));

    [Fact]
    public async Task Where_staff_set_only_companies_out_of_reach_the_employer_is_not_put_in_their_place() => Assert.Empty(await AdministersAsync(p =>
    {
        p.Give("krd", UserType.Bedriftsansvarlig);
        Set(p, Places.Utenfor);
    }));

    [Fact]
    public async Task Whoever_is_no_bedriftsansvarlig_administers_nothing() => Assert.Empty(await AdministersAsync(p =>
    {
        p.Give("krd", UserType.Kandidat);
        p.Give("krd", UserType.Testleder);
        Set(p, Places.Testfirma);
    }));

    [Fact]
    public async Task The_well_known_administrator_administers_two_companies()
    {
        using var client = await demo.Server.ClientAsync();

        var person = await client.GetJsonAsync(TestServer.Root + "user/1/");

        Assert.Equal([demo.Server.Url("companies/456/"), demo.Server.Url("companies/2265/")], person.Texts("administers"));
        Assert.Contains(demo.Server.Url("userrole/afr_ba/"), person.Texts("userroles"));
    }

    private static void Set(NewPerson person, long company) => person.Db.Add(new Administration { UserId = person.Id, CompanyId = company });

    private async Task<List<long>> AdministersAsync(Action<NewPerson> live)
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(live);

        return (await client.GetJsonAsync($"{TestServer.Root}user/{id}/")).Texts("administers").ConvertAll(WireExtensions.NumberOf);
    }
}
