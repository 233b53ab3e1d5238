using System.Globalization;
using FinAut.Domain.Statuses;
using FinAut.Tests.Infrastructure;
using FsCheck.Fluent;

namespace FinAut.Tests.Statuses;

public sealed class LatestUserStatusTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 11, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_newest_by_date_holds_whatever_the_order_in_which_records_were_made() => Assert.Equal(["afrok"], await LatestAsync(p =>
    {
        p.Status("afr", "afrok", "2026-05-01");
        p.Status("afr", "afrnew", "2026-01-01");
        p.Status("afr", "hvilende", "2026-04-30");
    }));

    [Fact]
    public async Task On_the_same_day_the_one_that_was_made_last_holds() => Assert.Equal(["reauth"], await LatestAsync(p =>
    {
        p.Status("afr", "hvilende", "2026-05-01");
        p.Status("afr", "afrok", "2026-05-01");
        p.Status("afr", "reauth", "2026-05-01");
        p.Status("afr", "afrnew", "2026-04-30");
    }));

    [Fact]
    public async Task What_lies_ahead_does_not_hold_yet() => Assert.Equal(["afrok"], await LatestAsync(p =>
    {
        p.Status("afr", "afrok", "2026-11-10");
        p.Status("afr", "hvilende", "2026-11-11");
        p.Status("afr", "utmeldt", "2030-01-01");
    }));

    [Fact]
    public async Task Whoever_has_only_records_ahead_has_no_status_yet() =>
        Assert.Empty(await LatestAsync(p => p.Status("afr", "afrnew", "2026-11-11")));

    [Fact]
    public async Task A_void_record_never_takes_effect() => Assert.Equal(["utmeldt"], await LatestAsync(p =>
    {
        p.Status("afr", "afrok", "2026-01-01");
        var ahead = p.Status("afr", "hvilende", "2026-10-01");
        ahead.VoidBy(p.Status("afr", "utmeldt", "2026-09-01"));
    }));

    [Fact]
    public async Task There_is_one_row_for_each_ordning() => Assert.Equal(["afrok", "krdnew", "utmeldt"], await LatestAsync(p =>
    {
        p.Status("afr", "afrnew", "2026-01-01");
        p.Status("krd", "krdnew", "2026-06-01");
        p.Status("gos", "gosnew", "2026-01-01");
        p.Status("afr", "afrok", "2026-03-01");
        p.Status("gos", "utmeldt", "2026-02-01");
    }));

    [Fact]
    public async Task A_test_leader_has_a_further_row_that_never_replaces_the_candidates() => Assert.Equal(["hvilende", "tlok"], await LatestAsync(p =>
    {
        p.Status("afr", "afrok", "2026-01-01");
        p.Status("afr", "tlnew", "2026-02-01");
        p.Status("afr", "hvilende", "2026-03-01");
        p.Status("afr", "tlok", "2026-04-01");
    }));

    [Fact]
    public async Task Whoever_is_a_test_leader_alone_has_that_row_alone() =>
        Assert.Equal(["tlnew"], await LatestAsync(p => p.Status("afr", "tlnew", "2026-02-01")));

    [Fact]
    public async Task A_void_record_of_the_candidates_track_leaves_the_test_leader_alone() => Assert.Equal(["tlok", "utmeldt"], await LatestAsync(p =>
    {
        var ahead = p.Status("afr", "afrok", "2026-10-01");
        p.Status("afr", "tlok", "2026-02-01");
        ahead.VoidBy(p.Status("afr", "utmeldt", "2026-09-01"));
    }));

    [Fact]
    public async Task Rows_read_as_those_of_the_history()
    {
        demo.Server.Time.SetUtcNow(Noon);
        using var client = await demo.Server.ClientAsync();
        var history = (await client.AllRowsAsync(TestServer.Root + "userstatus/")).ToDictionary(row => row.Text("id")!, row => row.GetRawText());

        var latest = await client.AllRowsAsync(TestServer.Root + "latestuserstatus/");

        Assert.NotEmpty(latest);
        Assert.All(latest, row => Assert.Equal(history[row.Text("id")!], row.GetRawText()));
    }

    [Fact]
    public async Task Whatever_the_history_the_list_is_what_anybody_would_work_out_from_it()
    {
        demo.Server.Time.SetUtcNow(Noon);
        using var client = await demo.Server.ClientAsync();
        var today = DateOnly.FromDateTime(Noon.UtcDateTime);
        var record =
            from app in Gen.Elements("afr", "krd")
            from status in Gen.Elements("new", "ok", "hvilende", "utmeldt", "utmeldt", "tlnew", "tlok")
            from days in Gen.Choose(-4, 4)
            select (App: app, Status: status is "new" or "ok" ? app + status : status, Date: today.AddDays(days));

        foreach (var history in Gen.Sample(Gen.ListOf(record), 12, 40))
        {
            var expected = new List<string>();
            var id = await demo.Server.AddPersonAsync(p =>
            {
                var made = new List<UserStatus>();
                foreach (var (app, status, date) in history)
                {
                    var added = p.Status(app, status, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                    foreach (var ahead in made.Where(m => status == "utmeldt" && m.OrdningId == added.OrdningId && m.Track == added.Track && m.StatusDate > date))
                    {
                        ahead.VoidBy(added);
                    }

                    made.Add(added);
                }

                expected.AddRange(made
                    .Where(m => m.StatusDate <= today && m.VoidedById is null)
                    .GroupBy(m => (m.OrdningId, m.Track))
                    .Select(group => group.OrderBy(m => m.StatusDate).ThenBy(m => m.Id).Last().Id)
                    .Order()
                    .Select(status => demo.Server.Url($"userstatus/{status}/")));
            });

            var latest = await client.GetJsonAsync($"{TestServer.Root}latestuserstatus/?user={id}");

            Assert.True(expected.SequenceEqual(latest.Ids()), $"{string.Join(", ", history)}: {string.Join(", ", latest.Ids())}");
        }
    }

    /// <summary>The instants at which days begin in Oslo, around both changes of the clock and New Year.</summary>
    public static TheoryData<string, string> Midnights { get; } = new()
    {
        { "2026-11-30", "2026-11-29T23:00:00Z" },
        { "2027-01-01", "2026-12-31T23:00:00Z" },
        { "2027-03-28", "2027-03-27T23:00:00Z" },
        { "2027-03-29", "2027-03-28T22:00:00Z" },
        { "2027-07-01", "2027-06-30T22:00:00Z" },
        { "2027-10-31", "2027-10-30T22:00:00Z" },
        { "2027-11-01", "2027-10-31T23:00:00Z" },
        { "2028-02-29", "2028-02-28T23:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Midnights))]
    public async Task A_status_takes_effect_at_midnight_in_oslo(string date, string midnight)
    {
        var begins = DateTimeOffset.Parse(midnight, CultureInfo.InvariantCulture);
        var id = await demo.Server.AddPersonAsync(p =>
        {
            p.Status("afr", "afrok", "2026-01-01");
            p.Status("afr", "hvilende", date);
        });

        // The clock runs on, so the test may take half a minute to ask.
        Assert.Equal(["afrok"], await LatestAsync(id, begins.AddSeconds(-30)));
        Assert.Equal(["hvilende"], await LatestAsync(id, begins));
    }

    private async Task<List<string>> LatestAsync(Action<NewPerson> live) => await LatestAsync(await demo.Server.AddPersonAsync(live), Noon);

    private async Task<List<string>> LatestAsync(long id, DateTimeOffset now)
    {
        demo.Server.Time.SetUtcNow(now);
        using var client = await demo.Server.ClientAsync();

        var rows = await client.AllRowsAsync($"{TestServer.Root}latestuserstatus/?user={id}");

        Assert.All(rows, row => Assert.Equal(demo.Server.Url($"user/{id}/"), row.Text("user")));
        return [.. rows.Select(row => row.Text("status")!).Order(StringComparer.Ordinal)];
    }
}
