using FinAut.Api.Privacy;
using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FinAut.Tests.Privacy;

/// <summary>What is removed by itself, by a clock that tests set ahead.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private const int PeopleYears = 5;

    private TestServer _server = null!;

    private RetentionPurge Purge => _server.Services.GetRequiredService<RetentionPurge>();

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(
        new Dictionary<string, string> { ["Retention:PeopleYears"] = $"{PeopleYears}" }, time: WriteServer.NewClock());

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_purge_runs_with_the_server()
    {
        Assert.Contains(_server.Services.GetServices<IHostedService>(), service => service is RetentionPurge);
        await AddEntriesAsync(1, _server.Time.GetUtcNow().AddYears(-11));

        Assert.Equal(1, (await Purge.PurgeAsync(CancellationToken.None)).AuditEntries);
    }

    [Fact]
    public async Task Entries_of_the_audit_trail_are_removed_after_ten_years_in_batches_and_by_two_nodes_at_once()
    {
        await EmptyAsync("audit_entries");
        var start = _server.Time.GetUtcNow();
        await AddEntriesAsync((2 * RetentionPurge.Batch) + 7, start);
        await AddEntriesAsync(3, start.AddDays(2));

        _server.Time.SetUtcNow(start.AddYears(10).AddDays(-1));
        Assert.Equal(0, (await Purge.PurgeAsync(CancellationToken.None)).AuditEntries);

        _server.Time.SetUtcNow(start.AddYears(10).AddDays(1));
        await using var other = await TestServer.StartAsync(connectionString: _server.ConnectionString, time: _server.Time);
        var removed = await Task.WhenAll(
            Purge.PurgeAsync(CancellationToken.None), other.Services.GetRequiredService<RetentionPurge>().PurgeAsync(CancellationToken.None));
        Assert.Equal((2 * RetentionPurge.Batch) + 7, removed.Sum(r => r.AuditEntries));
        await using var db = _server.Database();
        Assert.Equal(3, await db.AuditEntries.CountAsync(e => e.Actor == "somebody"));
    }

    [Fact]
    public async Task A_purge_that_is_broken_off_keeps_what_it_did_and_the_next_one_goes_on()
    {
        await EmptyAsync("audit_entries");
        await AddEntriesAsync((3 * RetentionPurge.Batch) + 1, _server.Time.GetUtcNow().AddYears(-11));
        using var stop = new CancellationTokenSource();
        var purging = Purge.PurgeAsync(stop.Token);
        await Until.TrueAsync(async () => await CountEntriesAsync() <= 3 * RetentionPurge.Batch);
        await stop.CancelAsync();
        try
        {
            await purging;
        }
        catch (OperationCanceledException)
        {
            // Unless it was done already.
        }

        var left = await CountEntriesAsync();
        Assert.Equal(left, (await Purge.PurgeAsync(CancellationToken.None)).AuditEntries);
        Assert.Equal(0, await CountEntriesAsync());
    }

    [Fact]
    public async Task A_candidates_account_that_nobody_used_is_removed_after_three_years_unless_it_keeps_somebody_out()
    {
        var start = _server.Time.GetUtcNow();
        var (unused, used, disabled) = (await AddAccountAsync(start), await AddAccountAsync(start, signedIn: start.AddDays(30)), await AddAccountAsync(start, enabled: false));

        _server.Time.SetUtcNow(start.AddYears(3).AddDays(-1));
        await Purge.PurgeAsync(CancellationToken.None);
        Assert.Equal([unused, used, disabled], await KeptAsync());
        _server.Time.SetUtcNow(start.AddYears(3).AddDays(2));
        await Purge.PurgeAsync(CancellationToken.None);

        Assert.Equal([used, disabled], await KeptAsync());
        await using var db = _server.Database();
        Assert.Equal("retention", (await db.AuditEntries.SingleAsync(e => e.Entity == "account" && e.EntityId == unused)).Actor);

        async Task<List<long>> KeptAsync()
        {
            await using var kept = _server.Database();
            long[] all = [unused, used, disabled];
            return await kept.Accounts.Where(a => all.Contains(a.Id)).OrderBy(a => a.Id).Select(a => a.Id).ToListAsync();
        }
    }

    [Fact]
    public async Task Whoever_has_been_withdrawn_from_everything_for_as_long_as_the_setting_says_is_erased_and_nobody_else()
    {
        // Utmeldt on 1 January 2021 from all, and nothing since: erased from 1 January 2026 on.
        var gone = await _server.AddPersonAsync(p => { p.Status("afr", "afrnew", "2020-02-01"); p.Status("afr", "utmeldt", "2021-01-01"); p.Status("krd", "utmeldt", "2020-05-01"); });
        var never = await _server.AddPersonAsync();
        var candidate = await _server.AddPersonAsync(p => { p.Status("afr", "utmeldt", "2020-06-01"); p.Status("krd", "krdok", "2020-02-01"); });
        var lately = await _server.AddPersonAsync(p => { p.Status("afr", "afrok", "2020-02-01"); p.Status("afr", "utmeldt", "2022-01-01"); });
        var leader = await _server.AddPersonAsync(p => { p.Status("afr", "utmeldt", "2020-06-01"); p.Status("afr", "tlok", "2020-02-01"); });
        var responsible = await _server.AddPersonAsync(p => p.Give("afr", UserType.Bedriftsansvarlig));
        var examined = await _server.AddPersonAsync(p => { p.Status("afr", "utmeldt", "2020-06-01"); p.Result("afr", "2024-02-03T04:05:06Z"); });
        var changed = await _server.AddPersonAsync(p => { p.Status("afr", "utmeldt", "2020-06-01"); p.User.Touch(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)); });
        long[] all = [gone, never, candidate, lately, leader, responsible, examined, changed];

        _server.Time.SetUtcNow(new DateTimeOffset(2025, 12, 30, 12, 0, 0, TimeSpan.Zero));
        await Purge.PurgeAsync(CancellationToken.None);
        Assert.Equal([never], await ErasedAsync(all));

        _server.Time.SetUtcNow(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        await Purge.PurgeAsync(CancellationToken.None);
        Assert.Equal([gone, never], await ErasedAsync(all));
        await using var db = _server.Database();
        Assert.Equal("retention", (await db.AuditEntries.SingleAsync(e => e.UserId == gone && e.Action == "erased")).Actor);
    }

    [Fact]
    public async Task Nobody_is_erased_unless_a_setting_says_so()
    {
        await using var usual = await TestServer.StartAsync(time: WriteServer.NewClock());
        usual.Time.SetUtcNow(new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(0, (await usual.Services.GetRequiredService<RetentionPurge>().PurgeAsync(CancellationToken.None)).People);

        await using var db = usual.Database();
        Assert.False(await db.Users.IgnoreQueryFilters().AnyAsync(u => u.Erased != null));
    }

    [Fact]
    public async Task What_came_to_be_at_the_moment_of_an_erasure_is_erased_by_the_next_turn()
    {
        var person = await _server.AddPersonAsync();
        await using (var scope = _server.Services.CreateAsyncScope())
        {
            Assert.True(await scope.ServiceProvider.GetRequiredService<PersonErasure>().EraseAsync(person, CancellationToken.None));
        }

        // As an account that was being made meanwhile.
        await using (var db = _server.Database())
        {
            db.Accounts.Add(Account.OfCandidate(await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == person), "sen@plantet.example", _server.Time.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        await Purge.PurgeAsync(CancellationToken.None);

        Assert.DoesNotContain("sen@plantet.example", await PlantedPerson.DumpAsync(_server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AuditYears", "0")]
    [InlineData("CandidateAccountYears", "1000")]
    [InlineData("PeopleYears", "0")]
    [InlineData("WebhookYears", "1")]
    public async Task A_wrong_setting_stops_the_server_by_name(string setting, string value)
    {
        var ended = await InProcess.RunAsync(_server.ConnectionString, [], new Dictionary<string, string> { [$"Retention:{setting}"] = value });

        Assert.Contains($"Retention__{setting}", ended.With(2).Output, StringComparison.Ordinal);
    }

    private async Task AddEntriesAsync(int count, DateTimeOffset at)
    {
        await using var db = _server.Database();
        db.AuditEntries.AddRange(Enumerable.Range(0, count).Select(_ => new AuditEntry
        {
            At = at,
            ActorKind = ActorKind.System,
            Actor = "somebody",
            Action = "changed",
            Entity = "company",
            EntityId = 1,
            Changes = "[]",
            CorrelationId = "",
        }));
        await db.SaveChangesAsync();
    }

    private async Task<int> CountEntriesAsync()
    {
        await using var db = _server.Database();
        return await db.AuditEntries.CountAsync(e => e.Actor == "somebody");
    }

    private Task EmptyAsync(string table) => _server.ExecuteAsync($"DELETE FROM {table}");

    private async Task<long> AddAccountAsync(DateTimeOffset created, DateTimeOffset? signedIn = null, bool enabled = true)
    {
        var person = await _server.AddPersonAsync();
        await using var db = _server.Database();
        var account = Account.OfCandidate(await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == person), $"konto-{person}@plantet.example", created);
        (account.LastSignIn, account.Enabled) = (signedIn, enabled);
        db.Accounts.Add(account);
        await db.SaveChangesAsync();
        return account.Id;
    }

    private async Task<List<long>> ErasedAsync(long[] people)
    {
        await using var db = _server.Database();
        return await db.Users.IgnoreQueryFilters().Where(u => people.Contains(u.Id) && u.Erased != null).OrderBy(u => u.Id).Select(u => u.Id).ToListAsync();
    }
}
