using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FsCheck.Fluent;

namespace FinAut.Tests.Statuses;

public sealed class StatusHistoryTests
{
    private static readonly Ordning Afr = OrdningCatalogue.Find("afr")!;
    private static readonly DateOnly Day = new(2026, 11, 10);

    [Fact]
    public void Whatever_the_history_every_record_says_by_itself_whether_it_holds_on_a_day()
    {
        var entry =
            from status in Gen.Elements("afrnew", "afrok", "hvilende", "utmeldt", "utmeldt", "tlnew", "tlok")
            from days in Gen.Choose(-4, 4)
            select (Status: status, Date: Day.AddDays(days));

        foreach (var history in Gen.Sample(Gen.ListOf(entry), 12, 500))
        {
            var records = Live(history);
            for (var today = Day.AddDays(-5); today <= Day.AddDays(5); today = today.AddDays(1))
            {
                var expected = records.Where(r => r.StatusDate <= today && r.VoidedById is null)
                    .GroupBy(r => r.Track)
                    .Select(track => track.OrderBy(r => r.StatusDate).ThenBy(r => r.Id).Last().Id);

                var current = records.AsQueryable().Current(today).Select(r => r.Id);

                Assert.True(expected.Order().SequenceEqual(current.Order()), $"{string.Join(", ", history)} on {today:O}: {string.Join(", ", current)}");
            }
        }
    }

    [Fact]
    public void Of_two_on_the_same_day_the_former_is_superseded_on_its_own_day() =>
        Assert.Equal([Day, null], Live([("afrok", Day), ("hvilende", Day)]).ConvertAll(r => r.SupersededFrom));

    [Fact]
    public void A_record_of_before_comes_between_two_others() =>
        Assert.Equal(
            [Day.AddDays(1), null, Day.AddDays(3)],
            Live([("afrnew", Day), ("afrok", Day.AddDays(3)), ("hvilende", Day.AddDays(1))]).ConvertAll(r => r.SupersededFrom));

    [Fact]
    public void What_a_withdrawal_voids_supersedes_nothing() =>
        Assert.Equal(
            [(Day.AddDays(1), null), (null, 3L), ((DateOnly?)null, null)],
            Live([("afrnew", Day), ("hvilende", Day.AddDays(2)), ("utmeldt", Day.AddDays(1))])
                .ConvertAll(r => (r.VoidedById is null ? r.SupersededFrom : null, r.VoidedById)));

    private static List<UserStatus> Live(IReadOnlyList<(string Status, DateOnly Date)> history)
    {
        var records = new List<UserStatus>();
        foreach (var (status, date) in history)
        {
            var added = new UserStatus
            {
                Id = records.Count + 1,
                UserId = 1,
                OrdningId = Afr.Id,
                Status = status,
                Reason = "",
                StatusDate = date,
                StatusSetById = 1,
                Comment = "",
                Created = default,
            };
            new StatusHistory(Afr, records).Follow(added);
            records.Add(added);
        }

        return records;
    }
}
