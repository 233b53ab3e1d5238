using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class WithdrawnRoleTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 11, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Whoever_is_signed_up_is_a_candidate() =>
        Assert.Equal(["afr_ka"], await RolesAsync(p => p.Status("afr", "afrnew", "2026-01-05")));

    [Fact]
    public async Task Utmeldt_takes_the_candidates_role_away() => Assert.Empty(await RolesAsync(p =>
    {
        p.Status("afr", "afrnew", "2026-01-05");
        p.Status("afr", "utmeldt", "2026-06-01");
    }));

    [Fact]
    public async Task Hvilende_keeps_the_candidates_role() => Assert.Equal(["afr_ka"], await RolesAsync(p =>
    {
        p.Status("afr", "afrok", "2026-01-05");
        p.Status("afr", "hvilende", "2026-06-01");
    }));

    [Fact]
    public async Task Signing_up_anew_brings_the_role_back() => Assert.Equal(["afr_ka"], await RolesAsync(p =>
    {
        p.Status("afr", "afrnew", "2026-01-05");
        p.Status("afr", "utmeldt", "2026-06-01");
        p.Status("afr", "afrnew", "2026-08-01");
    }));

    [Fact]
    public async Task On_the_same_day_the_later_record_decides() => Assert.Equal(["afr_ka"], await RolesAsync(p =>
    {
        p.Status("afr", "utmeldt", "2026-06-01");
        p.Status("afr", "afrnew", "2026-06-01");
    }));

    [Fact]
    public async Task Utmeldt_in_one_ordning_leaves_the_others_alone() => Assert.Equal(["afr_ka", "krd_ba"], await RolesAsync(p =>
    {
        p.Give("krd", UserType.Kandidat);
        p.Give("krd", UserType.Bedriftsansvarlig);
        p.Status("afr", "afrok", "2026-01-05");
        p.Status("krd", "krdnew", "2026-01-05");
        p.Status("krd", "utmeldt", "2026-06-01");
    }));

    [Fact]
    public async Task Utmeldt_leaves_the_other_roles_of_the_ordning_alone() => Assert.Equal(["afr_ba", "afr_tl"], await RolesAsync(p =>
    {
        p.Give("afr", UserType.Testleder);
        p.Give("afr", UserType.Bedriftsansvarlig);
        p.Status("afr", "afrnew", "2026-01-05");
        p.Status("afr", "utmeldt", "2026-06-01");
        p.Status("afr", "tlok", "2026-07-01");
    }));

    [Fact]
    public async Task A_role_without_any_status_shows() => Assert.Equal(["afr_ka"], await RolesAsync(_ => { }));

    [Fact]
    public async Task A_void_record_of_a_later_day_does_not_bring_the_role_back() => Assert.Empty(await RolesAsync(p =>
    {
        p.Status("afr", "afrok", "2026-01-05");
        var ahead = p.Status("afr", "hvilende", "2026-07-01");
        ahead.VoidBy(p.Status("afr", "utmeldt", "2026-06-01"));
    }));

    [Theory]
    [InlineData("2026-11-10", false)]
    [InlineData("2026-11-11", true)]
    public async Task The_role_goes_on_the_day_of_the_withdrawal_and_not_before(string date, bool shows)
    {
        var roles = await RolesAsync(p =>
        {
            p.Status("afr", "afrok", "2026-01-05");
            p.Status("afr", "utmeldt", date);
        });

        Assert.Equal(shows ? ["afr_ka"] : [], roles);
    }

    private async Task<List<string>> RolesAsync(Action<NewPerson> live)
    {
        demo.Server.Time.SetUtcNow(Noon);
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Give("afr", UserType.Kandidat);
            live(p);
        });

        var prefix = demo.Server.Url("userrole/");
        return (await client.GetJsonAsync($"{TestServer.Root}user/{id}/")).Texts("userroles").ConvertAll(url => url[prefix.Length..].TrimEnd('/'));
    }
}
