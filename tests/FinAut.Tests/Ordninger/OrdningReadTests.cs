using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Ordninger;

public sealed class OrdningReadTests(DemoServer demo) : IClassFixture<DemoServer>
{
    /// <summary>The fourteen ordninger: appname, name, short name, abbreviation, place in the order.</summary>
    public static TheoryData<string, string, string, string, int> All { get; } = new()
    {
        { "afr", "Autorisasjonsordningen for finansielle rådgivere", "Sparing & investering", "S&I", 1 },
        { "krd", "Autorisasjonsordningen i kreditt", "Kreditt", "KRD", 2 },
        { "gos", "Godkjenningsordningen for selgere og rådgivere i skadeforsikring", "Skadeforsikring", "SF", 3 },
        { "aip", "Autorisasjonsordningen i personforsikring", "Personforsikring", "PF", 4 },
        { "sfn", "Skadeforsikring Næringsliv", "Skadeforsikring Næring", "SFN", 5 },
        { "pfn", "Personforsikring Næringsliv", "Personforsikring Næring", "PFN", 6 },
        { "inf", "Informasjonsgivere", "Informasjonsgivere", "INF", 7 },
        { "ukr", "Autorisasjonsordningen i usikret kreditt", "Usikret Kreditt", "UKR", 7 },
        { "ink", "Inkasso", "Inkasso", "INK", 8 },
        { "dig", "Digitale Løsninger", "Digitale Løsninger", "DIG", 9 },
        { "fin", "Generelle brukere", "Generelle brukere", "FIN", 10 },
        { "rob", "Autorisasjonsordning for robotrådgivere", "Robotrådgivere", "ROB", 0 },
        { "n2", "Nivå 2", "N2", "N2", 0 },
        { "n3", "Nivå 3", "Åpne tester", "NIVÅ 3", 0 },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_ordning_reads_as_the_contract_says(string appname, string name, string shortName, string abbreviation, int sortOrder)
    {
        using var client = await demo.Server.ClientAsync();
        var row = (await client.GetJsonAsync(TestServer.Root + "ordninger/")).Rows().Single(r => r.Text("appname") == appname);

        var ordning = await client.GetJsonAsync(row.Text("id")!);

        Assert.Equal(row.GetRawText(), ordning.GetRawText());
        ordning.AssertFields("id", "appname", "name", "short_name", "abbreviation", "sort_order");
        Assert.Matches($"^{demo.Server.Url("ordninger/")}[0-9]+/$", ordning.Text("id"));
        Assert.Equal(name, ordning.Text("name"));
        Assert.Equal(shortName, ordning.Text("short_name"));
        Assert.Equal(abbreviation, ordning.Text("abbreviation"));
        Assert.Equal(sortOrder, ordning.GetProperty("sort_order").GetInt32());
    }

    [Fact]
    public async Task There_are_fourteen_whoever_asks()
    {
        foreach (var clientId in new[] { TestServer.DemoClient, TestServer.OtherClient, TestServer.ExamClient })
        {
            using var client = await demo.Server.ClientAsync(clientId);
            var list = await client.GetJsonAsync(TestServer.Root + "ordninger/");

            Assert.Equal(14, list.Count());
            Assert.Equal(All.Select(row => (string)row[0]), list.Rows().Select(row => row.Text("appname")));
        }
    }

    [Theory]
    [InlineData("15")]
    [InlineData("0")]
    [InlineData("afr")]
    public async Task Another_ordning_is_not_found(string id)
    {
        using var client = await demo.Server.ClientAsync();

        using var response = await client.GetAsync($"{TestServer.Root}ordninger/{id}/");

        await response.ReadProblemAsync(HttpStatusCode.NotFound);
    }
}
