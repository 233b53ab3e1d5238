using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

/// <summary>The same parameters name a person wherever a list is about people.</summary>
public sealed class PersonFilterTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] AboutPeople = ["userstatus/", "latestuserstatus/", "results/"];

    [Theory]
    [InlineData("persnr=55110098692")]
    [InlineData("persnr=%2055110098692%20")]
    [InlineData("employee_alias=A590499")]
    [InlineData("employee_alias=%20A590499")]
    [InlineData("user=590499")]
    [InlineData("user=590499&persnr=55110098692&employee_alias=A590499")]
    [InlineData("user=590499&persnr=&employee_alias=%20&appname=&unknown=1")]
    public async Task The_rows_of_one_person_are_found(string query)
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var list in AboutPeople)
        {
            var everything = await client.AllRowsAsync(TestServer.Root + list);
            var found = await client.AllRowsAsync($"{TestServer.Root}{list}?{query}");

            Assert.NotEmpty(found);
            Assert.Equal(
                everything.Where(row => row.Text("user") == demo.Server.Url("user/590499/")).Select(row => row.GetRawText()),
                found.Select(row => row.GetRawText()));
        }
    }

    [Theory]
    [InlineData("persnr=12345678901")]
    [InlineData("persnr=abc")]
    [InlineData("persnr=%00")]
    [InlineData("persnr=%ff")]
    [InlineData("employee_alias=nobody")]
    [InlineData("employee_alias=%00")]
    [InlineData("employee_alias=A590499%00")]
    [InlineData("user=5")]
    [InlineData("user=900001")]
    [InlineData("user=590499&persnr=12345678901")]
    [InlineData("user=590499&employee_alias=A123")]
    [InlineData("user=590499&appname=xyz")]
    [InlineData("user=590499&appname=AFR")]
    [InlineData("user=590499&appname=afr%00")]
    [InlineData("user=590499&appname=%00")]
    [InlineData("user=590499&appname=1")]
    [InlineData("user=590499&appname=krd")]
    [InlineData("persnr=55110098692&appname=krd")]
    public async Task What_matches_nothing_finds_nothing(string query)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var list in AboutPeople)
        {
            (await raw.GetAsync($"{TestServer.Root}{list}?{query}")).Json().AssertEmptyList();
        }
    }

    [Theory]
    [InlineData("afr")]
    [InlineData("%20krd%20")]
    [InlineData("gos")]
    public async Task The_ordning_is_a_filter_of_its_own_and_beside_a_person(string appname)
    {
        using var client = await demo.Server.ClientAsync();
        var code = Uri.UnescapeDataString(appname).Trim();

        foreach (var list in AboutPeople)
        {
            var everything = await client.AllRowsAsync(TestServer.Root + list);
            var ofOrdning = await client.AllRowsAsync($"{TestServer.Root}{list}?appname={appname}");
            var ofBoth = await client.AllRowsAsync($"{TestServer.Root}{list}?appname={appname}&user=590496");

            Assert.NotEmpty(ofBoth);
            Assert.Equal(everything.Where(r => r.Text("appname") == code).Select(r => r.Text("id")), ofOrdning.Select(r => r.Text("id")));
            Assert.Equal(
                ofOrdning.Where(r => r.Text("user") == demo.Server.Url("user/590496/")).Select(r => r.Text("id")),
                ofBoth.Select(r => r.Text("id")));
        }
    }
}
