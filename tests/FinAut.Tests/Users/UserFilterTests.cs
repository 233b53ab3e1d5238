using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class UserFilterTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [InlineData("?persnr=55110098692", 590499)]
    [InlineData("?persnr=%2055110098692%20", 590499)]
    [InlineData("?persnr=%0955110098692%0d%0a", 590499)]
    [InlineData("?employee_alias=A590499", 590499)]
    [InlineData("?employee_alias=+A590499+", 590499)]
    [InlineData("?encoded_userid=example_encrypted_id_123", 123)]
    [InlineData("?encoded_userid=%20example_encrypted_id_123", 123)]
    [InlineData("?encrypted_userid=example_encrypted_id_123", 123)]
    [InlineData("?encrypted_userid=example_encrypted_id_123&encoded_userid=", 123)]
    [InlineData("?persnr=55110098692&employee_alias=A590499", 590499)]
    [InlineData("?persnr=55110098692&employee_alias=&encoded_userid=%20&page=", 590499)]
    [InlineData("?employee_alias=A123&encoded_userid=example_encrypted_id_123", 123)]
    [InlineData("?persnr=55110098692&something=else&appname=krd&user=1", 590499)]
    public async Task One_person_is_found(string query, long expected)
    {
        using var client = await demo.Server.ClientAsync();

        var list = await client.GetJsonAsync(TestServer.Root + "user/" + query);

        Assert.Equal([demo.Server.Url($"user/{expected}/")], list.Ids());
        Assert.Equal(1, list.Count());
    }

    [Theory]
    [InlineData("?persnr=55110098692&employee_alias=A123")]
    [InlineData("?persnr=55110098692&encoded_userid=example_encrypted_id_123")]
    [InlineData("?persnr=abc&employee_alias=A590499")]
    [InlineData("?employee_alias=A590499&encrypted_userid=nobody")]
    [InlineData("?employee_alias=a590499")]
    [InlineData("?employee_alias=A59049")]
    [InlineData("?employee_alias=A590499%25")]
    [InlineData("?employee_alias=%25")]
    [InlineData("?employee_alias=_590499")]
    [InlineData("?employee_alias=A590499%00")]
    [InlineData("?encoded_userid=EXAMPLE_ENCRYPTED_ID_123")]
    [InlineData("?encoded_userid=example_encrypted_id_123%00")]
    [InlineData("?encoded_userid=123")]
    [InlineData("?persnr=5511009869")]
    [InlineData("?persnr=551100986920")]
    [InlineData("?persnr=551100%2098692")]
    [InlineData("?persnr=551100-98692")]
    [InlineData("?persnr=%2B55110098692")]
    [InlineData("?persnr=55110098692%00")]
    [InlineData("?persnr=%ff%fe")]
    [InlineData("?persnr=*")]
    [InlineData("?persnr=55110094247")]
    [InlineData("?persnr=55110089847")]
    public async Task Whoever_matches_not_every_parameter_is_not_found(string query)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        (await raw.GetAsync(TestServer.Root + "user/" + query)).Json().AssertEmptyList();
    }

    [Theory]
    [InlineData("?persnr=")]
    [InlineData("?persnr=%20%20")]
    [InlineData("?employee_alias=&persnr&encoded_userid=%09")]
    [InlineData("?encrypted_userid=")]
    [InlineData("?unknown=1&sort=name&limit=5")]
    public async Task An_empty_filter_is_none_and_an_unknown_one_is_ignored(string query)
    {
        using var client = await demo.Server.ClientAsync();
        var all = await client.GetJsonAsync(TestServer.Root + "user/");

        var list = await client.GetJsonAsync(TestServer.Root + "user/" + query);

        Assert.Equal(all.Ids(), list.Ids());
        Assert.Equal(all.Count(), list.Count());
    }

    [Fact]
    public async Task An_alias_may_belong_to_several_people_of_several_companies()
    {
        using var client = await demo.Server.ClientAsync();
        var first = await demo.Server.AddPersonAsync(p => p.Employ(Places.Testfirma, Places.Testavdeling, alias: "same alias æ+%"));
        var second = await demo.Server.AddPersonAsync(p => p.Employ(Places.Eksempelbanken, Places.Eksempelavdeling, alias: "same alias æ+%"));

        var list = await client.GetJsonAsync($"{TestServer.Root}user/?employee_alias={Uri.EscapeDataString("same alias æ+%")}");

        Assert.Equal([demo.Server.Url($"user/{first}/"), demo.Server.Url($"user/{second}/")], list.Ids());
    }

    [Fact]
    public async Task An_alias_of_an_earlier_employment_finds_nobody()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Employ(Places.Testfirma, Places.Testavdeling, "2020-01-01", alias: "alias-before");
            p.Employ(Places.Testfirma, Places.Testavdeling, "2024-01-01", alias: "alias-now");
        });

        Assert.Equal([demo.Server.Url($"user/{id}/")], (await client.GetJsonAsync(TestServer.Root + "user/?employee_alias=alias-now")).Ids());
        (await client.GetJsonAsync(TestServer.Root + "user/?employee_alias=alias-before")).AssertEmptyList();
    }

    [Fact]
    public async Task Every_persnr_of_the_list_finds_exactly_its_person()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var person in (await client.GetJsonAsync(TestServer.Root + "user/?page=2")).Rows().Take(30))
        {
            var found = await client.GetJsonAsync($"{TestServer.Root}user/?persnr={person.Text("persnr")}");
            Assert.Equal([person.Text("id")!], found.Ids());
        }
    }
}
