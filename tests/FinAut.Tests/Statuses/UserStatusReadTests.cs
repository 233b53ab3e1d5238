using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Statuses;

public sealed class UserStatusReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly string[] Fields =
        ["id", "appname", "ordning", "user", "status", "reason", "status_date", "status_set_by", "comment", "created"];

    [Fact]
    public async Task A_status_reads_as_the_contract_says()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p => p.Status("krd", "hvilende", "2026-03-29", setBy: 1, comment: "Permisjon til høsten"));

        var status = Assert.Single(await client.AllRowsAsync($"{TestServer.Root}userstatus/?user={id}"));

        status.AssertFields(Fields);
        Assert.Matches($"^{demo.Server.Url("userstatus/")}[0-9]+/$", status.Text("id"));
        Assert.Equal("krd", status.Text("appname"));
        Assert.Equal(demo.Server.Url("ordninger/2/"), status.Text("ordning"));
        Assert.Equal(demo.Server.Url($"user/{id}/"), status.Text("user"));
        Assert.Equal("hvilende", status.Text("status"));
        Assert.Equal("hvilende", status.Text("reason"));
        Assert.Equal("2026-03-29", status.Text("status_date"));
        Assert.Equal(demo.Server.Url("user/1/"), status.Text("status_set_by"));
        Assert.Equal("Permisjon til høsten", status.Text("comment"));
        Assert.Equal("2020-01-02T03:04:05.000Z", status.Text("created"));
        Assert.Equal(status.GetRawText(), (await client.GetJsonAsync(status.Text("id")!)).GetRawText());
    }

    [Fact]
    public async Task The_history_holds_past_present_future_and_void_records_in_the_order_they_were_made()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Status("afr", "afrok", "2024-01-01");
            var ahead = p.Status("afr", "hvilende", "2099-01-01");
            ahead.VoidBy(p.Status("afr", "utmeldt", "2098-01-01"));
            p.Status("afr", "afrnew", "2020-01-01");
            p.Status("afr", "tlnew", "2021-01-01");
        });

        var rows = await client.AllRowsAsync($"{TestServer.Root}userstatus/?user={id}&appname=afr");

        Assert.Equal(["afrok", "hvilende", "utmeldt", "afrnew", "tlnew"], rows.Select(row => row.Text("status")));
        Assert.Equal(["2024-01-01", "2099-01-01", "2098-01-01", "2020-01-01", "2021-01-01"], rows.Select(row => row.Text("status_date")));
    }

    [Fact]
    public async Task Everybodys_statuses_have_their_types_and_forms()
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var status in await client.AllRowsAsync(TestServer.Root + "userstatus/"))
        {
            status.AssertFields(Fields);
            status.AssertDate("status_date");
            status.AssertTimestamp("created");
            Assert.NotEmpty(status.Text("reason")!);
            Assert.NotNull(status.Text("comment"));
            var app = status.Text("appname");
            Assert.Contains(status.Text("status"), new[] { app + "new", app + "ok", "hvilende", "utmeldt", "reauth", "paused", "tlnew", "tlok" });
        }
    }

    [Theory]
    [InlineData("user=123&appname=afr", "afrok", null)]
    [InlineData("user=590499&appname=afr", "afrnew", null)]
    [InlineData("user=590496&appname=krd", "hvilende", "user/590496/")]
    [InlineData("user=590496&appname=gos", "utmeldt", "user/590496/")]
    public async Task Status_set_by_is_null_for_what_no_registered_person_set(string query, string code, string? setBy)
    {
        using var client = await demo.Server.ClientAsync();

        foreach (var list in new[] { "userstatus", "latestuserstatus" })
        {
            var status = (await client.AllRowsAsync($"{TestServer.Root}{list}/?{query}")).Last();

            Assert.Equal(code, status.Text("status"));
            Assert.Equal(setBy is null ? null : demo.Server.Url(setBy), status.Text("status_set_by"));
            Assert.Equal(status.GetRawText(), (await client.GetJsonAsync(status.Text("id")!)).GetRawText());
        }
    }

    [Fact]
    public async Task A_status_that_does_not_exist_is_not_found()
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync(TestServer.Root + "userstatus/999999999/");

        Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
    }
}
