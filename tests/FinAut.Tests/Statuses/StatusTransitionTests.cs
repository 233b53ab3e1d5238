using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;

namespace FinAut.Tests.Statuses;

public sealed class StatusTransitionTests
{
    // What a company may bring about: by a status (post) or by giving the candidate's role (role).
    private const string Table =
        """
        from       new    ok   hvilende  utmeldt  reauth  paused
        none       role   -    -         -        -       -
        new        -      -    post      post     -       -
        ok         -      -    post      post     -       -
        hvilende   -      -    -         post     -       -
        utmeldt    role   -    -         -        -       -
        reauth     -      -    post      post     -       -
        paused     -      -    -         post     -       -
        """;

    private static readonly Ordning Afr = OrdningCatalogue.Find("afr")!;

    public static TheoryData<string, string, string> Cells()
    {
        var rows = Table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var cells = new TheoryData<string, string, string>();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells.Add(row[0], rows[0][column], row[column]);
            }
        }

        return cells;
    }

    [Fact]
    public void Every_cell_is_tested() => Assert.Equal(7 * 6, Cells().Count);

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_company_may_do_what_the_table_says(string from, string to, string way)
    {
        Assert.Equal(way == "post", StatusTransitions.IsAllowed(Afr, Code(from), Code(to)!));
        Assert.Equal(way == "role", to == "new" && StatusTransitions.SignsUp(Code(from)));
    }

    [Theory]
    [InlineData("hvilende", true)]
    [InlineData("utmeldt", true)]
    [InlineData("afrnew", false)]
    [InlineData("afrok", false)]
    [InlineData("reauth", false)]
    [InlineData("paused", false)]
    [InlineData("tlnew", false)]
    [InlineData("tlok", false)]
    [InlineData("Utmeldt", false)]
    [InlineData("aktiv", false)]
    [InlineData("", false)]
    public void A_company_may_set_two_statuses_only(string status, bool may) => Assert.Equal(may, StatusTransitions.MayCompanySet(status));

    [Theory]
    [InlineData("krdnew")]
    [InlineData("krdok")]
    [InlineData("tlnew")]
    [InlineData("tlok")]
    public void A_status_of_another_ordning_or_track_is_none_to_go_on_hold_from(string from) =>
        Assert.False(StatusTransitions.IsAllowed(Afr, from, StatusCode.Hvilende));

    [Fact]
    public void Every_ordning_has_its_own_new_and_ok_and_shares_the_rest()
    {
        Assert.Equal(14, OrdningCatalogue.All.Count);
        foreach (var ordning in OrdningCatalogue.All)
        {
            string[] own = [ordning.AppName + "new", ordning.AppName + "ok", "hvilende", "utmeldt", "reauth", "paused", "tlnew", "tlok"];
            Assert.All(own, code => Assert.True(StatusCode.Exists(ordning, code)));
            Assert.All(
                OrdningCatalogue.All.Where(other => other != ordning).SelectMany(other => new[] { other.AppName + "new", other.AppName + "ok" }),
                code => Assert.False(StatusCode.Exists(ordning, code)));
            Assert.All(own, code => Assert.InRange(code.Length, 1, StatusCode.MaxLength));
        }
    }

    private static string? Code(string name) => name switch
    {
        "none" => null,
        "new" or "ok" => "afr" + name,
        _ => name,
    };
}
