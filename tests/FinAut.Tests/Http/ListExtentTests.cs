using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Http;

/// <summary>How long a list is, is at most a second old, and never older than what the caller wrote.</summary>
public sealed class ListExtentTests(WriteServer shared) : IClassFixture<WriteServer>
{
    [Theory]
    [InlineData("companies/")]
    [InlineData("user/?persnr=55110098692")]
    [InlineData("userstatus/?user=590499")]
    public async Task A_list_that_fits_on_its_first_page_is_not_counted(string list)
    {
        using var queries = shared.Server.CountQueries();

        await shared.Demo.ReadAsync(list);

        Assert.Equal(0, Counts(queries));
    }

    [Theory]
    [InlineData("user/")]
    [InlineData("userstatus/")]
    [InlineData("latestuserstatus/")]
    [InlineData("results/")]
    [InlineData("results/?from_date=2020-01-01")]
    public async Task A_long_list_is_counted_once_a_second(string list)
    {
        shared.Server.Time.Advance(ListExtents.Freshness);
        using var queries = shared.Server.CountQueries();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shared.Demo.ReadAsync(list)));
        Assert.Equal(1, Counts(queries));
        shared.Server.Time.Advance(ListExtents.Freshness);
        await shared.Demo.ReadAsync(list);

        Assert.Equal(2, Counts(queries));
    }

    [Fact]
    public async Task A_caller_sees_its_own_writes_at_once()
    {
        var before = (await shared.Demo.ReadAsync("user/")).Count();

        await shared.Demo.CreateUserAsync();

        Assert.Equal(before + 1, (await shared.Demo.ReadAsync("user/")).Count());
    }

    [Fact]
    public async Task What_another_node_wrote_is_counted_within_a_second()
    {
        await using var node = await TestServer.StartAsync(connectionString: shared.Server.ConnectionString, time: shared.Server.Time);
        using var other = await node.ClientAsync();
        var before = (await other.ReadAsync("user/")).Count();
        await shared.Demo.CreateUserAsync();

        shared.Server.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(before + 1, (await other.ReadAsync("user/")).Count());
    }

    [Fact]
    public async Task A_reply_without_a_change_counts_nothing_anew()
    {
        shared.Server.Time.Advance(ListExtents.Freshness);
        await shared.Demo.ReadAsync("user/");
        using var queries = shared.Server.CountQueries();

        await shared.Server.TokenAsync();
        await shared.Demo.ReadAsync("user/");

        Assert.Equal(0, Counts(queries));
    }

    [Theory]
    [InlineData("user/")]
    [InlineData("results/?from_date=2022-06-01")]
    [InlineData("latestuserstatus/?appname=afr")]
    public async Task Pages_in_any_order_hold_every_row_once(string list)
    {
        var separator = list.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var pages = ((await shared.Demo.ReadAsync(list)).Count() + 99) / 100;
        Assert.True(pages > 1);

        // The last first, so that no page is found from the one before it; then again, from where they were found to begin.
        List<string> ids = [];
        for (var pass = 0; pass < 2; pass++)
        {
            ids.Clear();
            for (var page = pages; page > 0; page--)
            {
                ids.InsertRange(0, (await shared.Demo.ReadAsync($"{list}{separator}page={page}")).Ids());
            }
        }

        Assert.Equal((await shared.Demo.ReadAsync(list)).Count(), ids.Count);
        Assert.Equal(ids.Distinct().OrderBy(WireExtensions.NumberOf), ids);
    }

    [Fact]
    public async Task A_page_that_is_gone_since_the_count_is_empty()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ClientAsync();
        var (pages, rest) = Math.DivRem((await client.ReadAsync("user/")).Count(), 100);

        // Back, so that what was counted stays as young as it is, however slow the machine.
        server.Time.Advance(TimeSpan.FromMinutes(-1));
        await using (var db = server.Database())
        {
            var last = await db.Users.IgnoreQueryFilters().Where(u => u.CompanyId != Places.Utenfor).OrderBy(u => u.Id).Skip(pages * 100).Select(u => u.Id).ToListAsync();
            await db.Users.IgnoreQueryFilters().Where(u => last.Contains(u.Id)).ExecuteUpdateAsync(set => set.SetProperty(u => u.CompanyId, Places.Utenfor));
        }

        var page = await client.ReadAsync($"user/?page={pages + 1}");

        Assert.InRange(rest, 1, 99);
        Assert.Empty(page.Rows());
    }

    [Fact]
    public async Task Callers_with_other_companies_share_nothing()
    {
        var extents = new ListExtents(TestTime.YearsAhead());

        Assert.Equal(1, (await extents.FindAsync("user", new Reach(1, [1, 2]), () => Counted(1))).Count);
        Assert.Equal(2, (await extents.FindAsync("user", new Reach(2, [1, 2]), () => Counted(2))).Count);
        Assert.Equal(3, (await extents.FindAsync("user", new Reach(1, [1, 3]), () => Counted(3))).Count);
        Assert.Equal(4, (await extents.FindAsync("results", new Reach(1, [1, 2]), () => Counted(4))).Count);
        Assert.Equal(1, (await extents.FindAsync("user", new Reach(1, [1, 2]), () => Counted(5))).Count);
    }

    [Fact]
    public async Task A_count_that_failed_is_not_remembered()
    {
        var extents = new ListExtents(TestTime.YearsAhead());
        var reach = new Reach(1, [1]);

        await Assert.ThrowsAsync<TimeoutException>(() => extents.FindAsync("user", reach, () => Task.FromException<ListExtent>(new TimeoutException())));

        Assert.Equal(7, (await extents.FindAsync("user", reach, () => Counted(7))).Count);
    }

    [Fact]
    public async Task Who_waits_for_a_count_that_another_gives_up_counts_itself()
    {
        var extents = new ListExtents(TestTime.YearsAhead());
        var reach = new Reach(1, [1]);
        var first = new TaskCompletionSource<ListExtent>();
        var asked = extents.FindAsync("user", reach, () => first.Task);
        var waiting = extents.FindAsync("user", reach, () => Counted(8));

        first.SetCanceled();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(8, (await waiting).Count);
    }

    [Fact]
    public async Task A_count_that_began_before_a_commit_does_not_outlive_it()
    {
        var extents = new ListExtents(TestTime.YearsAhead());
        var reach = new Reach(1, [1]);
        var slow = new TaskCompletionSource<ListExtent>();
        var asked = extents.FindAsync("user", reach, () => slow.Task);

        extents.Forget();
        slow.SetResult(new ListExtent(1));

        Assert.Equal(1, (await asked).Count);
        Assert.Equal(2, (await extents.FindAsync("user", reach, () => Counted(2))).Count);
    }

    private static Task<ListExtent> Counted(long count) => Task.FromResult(new ListExtent(count));

    private static int Counts(QueryCounter queries) => queries.Statements.Count(s => s.Contains("count(*)", StringComparison.OrdinalIgnoreCase));
}
