using System.Text.Json.Nodes;
using FinAut.Api.Statuses;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Statuses;

/// <summary>What the calendar does to statuses, with no job that runs: only the clock moves. Every test sets it to a time of its own.</summary>
public sealed class StatusTimeTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [InlineData("2026-11-24T22:50:00Z", "2026-11-24")] // winter: an hour ahead of UTC
    [InlineData("2026-11-24T23:00:00Z", "2026-11-25")]
    [InlineData("2026-11-24T23:30:00Z", "2026-11-25")]
    [InlineData("2027-07-01T21:50:00Z", "2027-07-01")] // summer: two
    [InlineData("2027-07-01T22:00:00Z", "2027-07-02")]
    [InlineData("2027-12-31T23:30:00Z", "2028-01-01")]
    [InlineData("2028-02-28T23:30:00Z", "2028-02-29")]
    [InlineData("2027-03-27T23:30:00Z", "2027-03-28")] // the nights in which the clocks change
    [InlineData("2027-03-28T21:50:00Z", "2027-03-28")]
    [InlineData("2027-03-28T22:00:00Z", "2027-03-29")]
    [InlineData("2027-10-30T22:00:00Z", "2027-10-31")]
    [InlineData("2027-10-31T22:50:00Z", "2027-10-31")]
    [InlineData("2027-10-31T23:00:00Z", "2027-11-01")]
    public async Task Today_is_todays_date_in_oslo(string now, string today)
    {
        using var client = await AtAsync(now);

        var user = await client.CreateUserAsync();
        var status = await client.SetStatusAsync(user, "hvilende");

        Assert.Equal(today, status.Text("status_date"));
        Assert.Equal([today, today], (await client.RowsAsync($"userstatus/?user={user}")).Select(s => s.Text("status_date")));
        Assert.Equal(today, Assert.Single(await client.RowsAsync($"employment/?user={user}")).Text("start_date"));
        Assert.Equal("hvilende", await client.CurrentStatusAsync(user));
    }

    [Theory]
    [InlineData("2026-12-24", "2026-12-23T22:50:00Z", "2026-12-23T23:00:00Z")]
    [InlineData("2027-03-28", "2027-03-27T22:50:00Z", "2027-03-27T23:00:00Z")] // summer time begins that night
    [InlineData("2027-03-29", "2027-03-28T21:50:00Z", "2027-03-28T22:00:00Z")]
    [InlineData("2027-10-31", "2027-10-30T21:50:00Z", "2027-10-30T22:00:00Z")] // and ends
    [InlineData("2027-11-01", "2027-10-31T22:50:00Z", "2027-10-31T23:00:00Z")]
    public async Task A_status_that_lies_ahead_takes_effect_at_midnight_in_oslo(string date, string before, string after)
    {
        string user;
        using (var client = await AtAsync("2026-11-23T09:00:00Z"))
        {
            user = await client.CreateUserAsync("afr_ka", "afr_tl", "krd_ka");
            await client.SetStatusAsync(user, "utmeldt", date);
        }

        using (var client = await AtAsync(before))
        {
            Assert.Equal("afrnew", await client.CurrentStatusAsync(user));
            Assert.Equal(["afr_ka", "afr_tl", "krd_ka"], await client.RolesAsync(user));
        }

        using (var client = await AtAsync(after))
        {
            Assert.Equal("utmeldt", await client.CurrentStatusAsync(user));
            Assert.Equal(["afr_tl", "krd_ka"], await client.RolesAsync(user));
            Assert.Equal(
                ["tlnew", "utmeldt"], (await client.RowsAsync($"latestuserstatus/?user={user}&appname=afr")).Select(s => s.Text("status")).Order());
            Assert.Equal("krdnew", await client.CurrentStatusAsync(user, "krd"));
            Assert.Contains(user, (await AllUsersAsync(client)).Select(u => u.Text("id")));
            Assert.Equal(["afr_tl", "krd_ka"], (await AllUsersAsync(client)).Single(u => u.Text("id") == user).Roles());
        }
    }

    [Fact]
    public async Task What_a_withdrawal_voided_never_takes_effect()
    {
        string user;
        using (var client = await AtAsync("2026-11-23T09:00:00Z"))
        {
            user = await client.CreateUserAsync();
            await client.SetStatusAsync(user, "hvilende", "2026-12-10");
            await client.SetStatusAsync(user, "utmeldt", "2026-12-20");
            await client.SetStatusAsync(user, "utmeldt", "2026-12-01");
        }

        foreach (var (now, status) in new[] { ("2026-11-30", "afrnew"), ("2026-12-01", "utmeldt"), ("2026-12-10", "utmeldt"), ("2026-12-20", "utmeldt") })
        {
            using var client = await AtAsync(now + "T12:00:00Z");
            Assert.Equal(status, await client.CurrentStatusAsync(user));
        }
    }

    [Fact]
    public async Task A_candidate_comes_back_after_a_withdrawal_and_stays()
    {
        string user;
        using (var client = await AtAsync("2026-11-23T09:00:00Z"))
        {
            user = await client.CreateUserAsync();
            await client.SetStatusAsync(user, "hvilende", "2027-02-01");
            await client.SetStatusAsync(user, "utmeldt", "2026-12-01");
        }

        using (var client = await AtAsync("2027-01-11T09:00:00Z"))
        {
            await client.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, "hvilende"), "status", UserStatusWriter.Withdrawn);
            await client.PatchAsync(user, new JsonObject { ["userroles"] = new JsonArray(Bodies.Role("afr_ka")) });
            Assert.Equal("afrnew", await client.CurrentStatusAsync(user));
            Assert.Equal(["afr_ka"], await client.RolesAsync(user));
        }

        // The status on hold was void before the candidate came back.
        using (var client = await AtAsync("2027-02-01T09:00:00Z"))
        {
            Assert.Equal("afrnew", await client.CurrentStatusAsync(user));

            // The second sign-up bounds what may be dated now; the first time is history, to which nothing that holds can be added.
            await client.AssertRefusedAsync(
                "POST", "userstatus/", Bodies.Status(user, "hvilende", "2027-01-09"), "status", UserStatusWriter.Withdrawn);
            await client.SetStatusAsync(user, "hvilende", "2027-01-10");
            await client.SetStatusAsync(user, "hvilende", "2027-01-11");
            Assert.Equal("hvilende", await client.CurrentStatusAsync(user));
        }
    }

    [Fact]
    public async Task Employments_keep_their_dates()
    {
        string user;
        using (var client = await AtAsync("2026-11-23T23:30:00Z"))
        {
            user = await client.CreateUserAsync();
        }

        using (var client = await AtAsync("2027-02-28T23:30:00Z"))
        {
            await client.PatchAsync(user, new JsonObject { ["work_for"] = new JsonObject { ["franchise"] = Bodies.Franchise } });
        }

        using (var client = await AtAsync("2027-06-15T12:00:00Z"))
        {
            var person = await client.PatchAsync(user, new JsonObject { ["work_for"] = new JsonObject { ["department"] = Bodies.Eksempelavdeling } });
            Assert.Equal("2026-11-23T23:30", person.Text("created")[..16]);
            Assert.Equal("2027-06-15T12:00", person.Text("changed")[..16]);

            // The list is by id, the person's own the newest first.
            var rows = await client.RowsAsync($"employment/?user={user}");
            Assert.Equal(
                [("2026-11-24", "2027-03-01"), ("2027-03-01", "2027-06-15"), ("2027-06-15", null)],
                rows.Select(r => (r.Text("start_date"), r.GetProperty("end_date").GetString())));
            Assert.Equal(rows.Select(r => r.Text("id")).Reverse(), person.GetProperty("employment").EnumerateArray().Select(e => e.GetString()));
            Assert.Equal([2265, 2265, 456], rows.Select(r => r.Text("company").Number()));
            Assert.Equal([null, 5001L, null], rows.Select(r => r.GetProperty("franchise").GetString()?.Number()));
        }
    }

    private static async Task<List<System.Text.Json.JsonElement>> AllUsersAsync(HttpClient client) =>
        [.. (await client.ReadAsync("user/?page=last")).GetProperty("results").EnumerateArray()];

    // The former client's token has its time too, so every time gets a client of its own.
    private async Task<HttpClient> AtAsync(string now)
    {
        demo.Server.Time.SetUtcNow(DateTimeOffset.Parse(now));
        return await demo.Server.ClientAsync();
    }
}
