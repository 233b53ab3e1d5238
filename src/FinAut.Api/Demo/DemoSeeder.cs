using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinAut.Api.Demo;

/// <summary>Fills an empty database with demo data, which is the same for the same number of users.</summary>
internal sealed class DemoSeeder(FinAutDbContext db, PersnrProtector protector, TimeProvider time)
{
    // Enough people at a time to make a COPY worth while, and few enough to keep memory small.
    private const int BatchSize = 2_000;

    // New rows are told from demo rows by their number.
    private const long FirstFreeId = 10_000_001;

    private static readonly TimeSpan MaintenanceTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Fills the database, unless it has a company.</summary>
    /// <param name="users">How many people to make besides the known ones.</param>
    /// <param name="output">Where progress is shown.</param>
    /// <param name="cancellationToken">Stops, with nothing written.</param>
    /// <returns>False when there was something already.</returns>
    public async Task<bool> SeedAsync(int users, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(users);
        if (await db.Companies.IgnoreQueryFilters().AnyAsync(cancellationToken))
        {
            return false;
        }

        var started = time.GetTimestamp();
        var progress = new DemoProgress(users, output);
        var rows = 0L;

        // All or nothing: a start that is killed half-way leaves an empty database to the next one.
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            rows = await WriteAllAsync(users, progress, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (db.Database.IsNpgsql())
        {
            // Otherwise the first queries would be planned for empty tables, and every count would look at every row.
            var timeout = db.Database.GetCommandTimeout();
            db.Database.SetCommandTimeout(MaintenanceTimeout);
            await db.Database.ExecuteSqlRawAsync("VACUUM (ANALYZE)", cancellationToken);
            db.Database.SetCommandTimeout(timeout);
        }

        await progress.EndAsync($"Demo data: {users} people, {rows} rows in all, in {time.GetElapsedTime(started).TotalSeconds:F1} s.");
        return true;
    }

    private async Task<long> WriteAllAsync(int users, DemoProgress progress, CancellationToken cancellationToken)
    {
        var writer = new BulkWriter(db);
        var ids = new DemoIds();
        var companies = new DemoCompanies();
        var known = new DemoKnownPeople(companies, protector, ids).Create();
        List<object> first =
        [
            .. companies.Companies,
            .. companies.Departments,
            .. companies.Franchises,
            .. DemoClients.Create(companies),
            .. known.SelectMany(person => person.Rows(ids)),
        ];
        await progress.ShowAsync(0);
        await writer.WriteAsync(first, cancellationToken);
        List<object> second = [.. DemoClients.CreateForPeople()];
        await writer.WriteAsync(second, cancellationToken);
        long rows = first.Count + second.Count;

        var people = new DemoPeople(companies.Workplaces, protector, ids);
        for (var done = 0; done < users;)
        {
            var size = Math.Min(BatchSize, users - done);
            var batch = Enumerable.Range(done + 1, size).SelectMany(number => people.Create(number).Rows(ids)).ToList();
            await writer.WriteAsync(batch, cancellationToken);
            (done, rows) = (done + size, rows + batch.Count);
            await progress.ShowAsync(done);
        }

        await RestartSequencesAsync(Math.Max(FirstFreeId, Math.Max(ids.Highest, DemoPeople.ReservedIds + users) + 1), cancellationToken);
        return rows;
    }

    private async Task RestartSequencesAsync(long next, CancellationToken cancellationToken)
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        foreach (var sequence in db.Model.GetSequences())
        {
            var name = sql.DelimitIdentifier(sequence.Name, sequence.Schema);
#pragma warning disable EF1002 // The name is the model's, and no parameter can stand in such a statement.
            await db.Database.ExecuteSqlRawAsync($"ALTER SEQUENCE {name} RESTART WITH {next}", cancellationToken);
#pragma warning restore EF1002
        }
    }
}
