using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Privacy;

/// <summary>
/// Removes what is older than <see cref="RetentionOptions"/> allow, in small transactions: wherever a node is stopped, another turn of
/// any node goes on. Webhooks and tokens have purges of their own.
/// </summary>
internal sealed partial class RetentionPurge(
    IDbContextFactory<FinAutDbContext> contexts, IOptions<RetentionOptions> options, OsloClock clock, Jobs jobs, TimeProvider time, ILogger<RetentionPurge> logger)
    : BackgroundService
{
    /// <summary>Entries of the audit trail that are removed, or people who are looked for, at once.</summary>
    public const int Batch = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly Purged Nothing = new(0, 0, 0);

    // Nobody waits for it.
    private static readonly TimeSpan LongStatement = TimeSpan.FromMinutes(10);

    // Longer than any request or post runs that had begun before a person was erased, and than a turn of this job may be late.
    private static readonly TimeSpan EarlierWork = TimeSpan.FromHours(3);

    /// <summary>Purges once.</summary>
    /// <returns>What was removed.</returns>
    public async Task<Purged> PurgeAsync(CancellationToken cancellationToken)
    {
        await EraseRestsAsync(cancellationToken);
        var people = options.Value.PeopleYears is { } years ? await ErasePeopleAsync(clock.Today.AddYears(-years), cancellationToken) : 0;
        return new Purged(await RemoveAuditAsync(cancellationToken), await RemoveAccountsAsync(cancellationToken), people);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => jobs.RunAsync(
        nameof(RetentionPurge),
        Interval,
        async token =>
        {
            var purged = await PurgeAsync(token);
            if (purged != Nothing)
            {
                LogPurged(purged.AuditEntries, purged.Accounts, purged.People);
            }
        },
        LogFailed,
        stoppingToken);

    private async Task<int> RemoveAuditAsync(CancellationToken cancellationToken)
    {
        var limit = OsloClock.StartOf(clock.Today.AddYears(-options.Value.AuditYears));
        for (var removed = 0; ;)
        {
            await using var db = await CreateAsync(cancellationToken);
            var oldest = db.AuditEntries.Where(e => e.At < limit).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.Id).Take(Batch);
            var count = await db.AuditEntries.Where(e => oldest.Contains(e.Id)).ExecuteDeleteAsync(cancellationToken);
            if (count == 0)
            {
                return removed;
            }

            removed += count;
        }
    }

    // One that was disabled stays: it keeps somebody out.
    private async Task<int> RemoveAccountsAsync(CancellationToken cancellationToken)
    {
        var limit = OsloClock.StartOf(clock.Today.AddYears(-options.Value.CandidateAccountYears));
        for (var removed = 0; ;)
        {
            await using var db = await CreateAsync(cancellationToken);
            var unused = await db.Accounts
                .Where(a => a.Kind == AccountKind.Candidate && a.Enabled && (a.LastSignIn ?? a.Created) < limit && (a.ResetExpires == null || a.ResetExpires < limit))
                .OrderBy(a => a.Id).Take(Batch).ToListAsync(cancellationToken);
            db.Accounts.RemoveRange(unused);
            await db.SaveChangesAsync(cancellationToken);
            removed += unused.Count;
            if (unused.Count < Batch)
            {
                return removed;
            }
        }
    }

    private async Task<int> ErasePeopleAsync(DateOnly limit, CancellationToken cancellationToken)
    {
        for (var (erased, after) = (0, 0L); ;)
        {
            List<long> ids;
            await using (var db = await CreateAsync(cancellationToken))
            {
                ids = await Forgotten(db, limit).Where(u => u.Id > after).OrderBy(u => u.Id).Select(u => u.Id).Take(Batch).ToListAsync(cancellationToken);
            }

            foreach (var id in ids)
            {
                await using var db = await CreateAsync(cancellationToken);
                erased += await new PersonErasure(db, clock).EraseAsync(id, cancellationToken) ? 1 : 0;
                after = id;
            }

            if (ids.Count < Batch)
            {
                return erased;
            }
        }
    }

    // Nothing but a withdrawal has held since, and nothing has happened. Bedriftsansvarlige have no status to be withdrawn from.
    private static IQueryable<User> Forgotten(FinAutDbContext db, DateOnly limit)
    {
        var since = OsloClock.StartOf(limit);
        return db.Users.IgnoreQueryFilters()
            .Where(u => u.Erased == null && u.Changed < since)
            .Where(u => !u.Roles.Any(r => r.UserType == UserType.Bedriftsansvarlig))
            .Where(u => !db.Administrations.Any(a => a.UserId == u.Id))
            .Where(u => !db.UserStatuses.Any(s => s.UserId == u.Id && s.VoidedById == null
                && (s.SupersededFrom == null || s.SupersededFrom > limit)
                && (s.Status != StatusCode.Utmeldt || s.StatusDate > limit)))
            .Where(u => !db.UserStatuses.Any(s => s.UserId == u.Id && s.Created >= since))
            .Where(u => !db.Results.Any(r => r.UserId == u.Id && r.Changed >= since))
            .Where(u => !db.CompetencyResults.Any(r => r.UserLoginLink.UserId == u.Id && r.Created >= since))
            .Where(u => !db.UserLoginLinks.Any(l => l.UserId == u.Id && l.Created >= since))
            .Where(u => !db.Accounts.Any(a => a.UserId == u.Id && (a.Created >= since || a.LastSignIn >= since)));
    }

    private async Task EraseRestsAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - EarlierWork;
        List<long> ids;
        await using (var db = await CreateAsync(cancellationToken))
        {
            ids = await db.Users.IgnoreQueryFilters().Where(u => u.Erased >= since).Select(u => u.Id).ToListAsync(cancellationToken);
        }

        foreach (var batch in ids.Chunk(Batch))
        {
            await using var db = await CreateAsync(cancellationToken);
            await new PersonErasure(db, clock).EraseRestAsync(batch, cancellationToken);
        }
    }

    private async Task<FinAutDbContext> CreateAsync(CancellationToken cancellationToken)
    {
        var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(LongStatement);
        db.Actor = Actor.Server with { Name = "retention" };
        return db;
    }

    [LoggerMessage(1, LogLevel.Information, "Retention: {AuditEntries} entries of the audit trail and {Accounts} accounts of candidates removed, {People} people erased.")]
    private partial void LogPurged(int auditEntries, int accounts, int people);

    [LoggerMessage(2, LogLevel.Warning, "What is kept no longer could not be removed; the next try is in an hour.")]
    private partial void LogFailed(Exception exception);
}

/// <summary>What a turn of the purge removed.</summary>
/// <param name="AuditEntries">Entries of the audit trail.</param>
/// <param name="Accounts">Accounts of candidates.</param>
/// <param name="People">People who were erased.</param>
internal sealed record Purged(int AuditEntries, int Accounts, int People);
