using System.Globalization;
using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace FinAut.Tests.Data;

public sealed class MigrationTests
{
    private const int Ordninger = 14;

    private static readonly MigrationWait Wait = new(TimeSpan.FromMinutes(1), TestTime.YearsAhead(), _ => { });

    [Theory]
    [InlineData(DatabaseProvider.PostgreSql)]
    [InlineData(DatabaseProvider.SqlServer)]
    public void The_migrations_make_the_whole_model(DatabaseProvider provider)
    {
        using var db = ContextOf(provider);

        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed: run scripts/add-migration.sh NAME.");
    }

    [Fact]
    public void Both_databases_have_the_same_migrations()
    {
        using var postgreSql = ContextOf(DatabaseProvider.PostgreSql);
        using var sqlServer = ContextOf(DatabaseProvider.SqlServer);

        Assert.Equal(postgreSql.Database.GetMigrations().Select(NameOf), sqlServer.Database.GetMigrations().Select(NameOf));

        static string NameOf(string migration) => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..];
    }

    [Fact]
    public async Task PostgreSQLs_migrations_run_on_an_empty_database_and_again()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using (var db = TestDatabase.Context(database.ConnectionString))
        {
            await db.Database.MigrateAsync();
        }

        await using var again = TestDatabase.Context(database.ConnectionString);
        await again.Database.MigrateAsync();

        Assert.Empty(await again.Database.GetPendingMigrationsAsync());
        Assert.Equal(Ordninger, await again.Ordninger.CountAsync());
        Assert.Equal(0, await again.Users.IgnoreQueryFilters().CountAsync());
    }

    [Fact]
    public async Task Two_nodes_may_migrate_at_once()
    {
        await using var database = await EmptyDatabase.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var db = TestDatabase.Context(database.ConnectionString);
            await db.MigrateAsync(Wait, CancellationToken.None);
        }));

        await using var after = TestDatabase.Context(database.ConnectionString);
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task PostgreSQLs_script_does_what_the_migrations_do_and_can_be_run_again()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using var db = TestDatabase.Context(database.ConnectionString);
        var script = ScriptOf(db, MigrationsSqlGenerationOptions.Idempotent);

        for (var run = 0; run < 2; run++)
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(script, connection);
            await command.ExecuteNonQueryAsync();
        }

        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Equal(Ordninger, await db.Ordninger.CountAsync());
    }

    [Fact]
    public async Task Records_of_before_get_their_company_and_the_day_from_which_the_next_one_holds()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using var db = TestDatabase.Context(database.ConnectionString);
        await db.GetService<IMigrator>().MigrateAsync("Accounts");
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO companies (id, navn, orgnr, hjemmeside) VALUES (7, 'Sju', '7', ''), (8, 'Otte', '8', '');
            INSERT INTO users (id, company_id, persnr_cipher, persnr_lookup, first_name, last_name, email, mobile, created, changed, version)
            SELECT id, id, '', int8send(id), '', '', '', '', '2026-01-01Z', '2026-01-01Z', 1 FROM companies;
            INSERT INTO results (id, user_id, ordning_id, exam_name, exam_type, passed, exam_date, attempt, topics, created, changed, version)
            SELECT id * 10, id, 1, '', '', true, '2026-01-01', 1, '[]', '2026-01-01Z', '2026-01-01Z', 1 FROM users;
            INSERT INTO user_statuses
                (id, user_id, ordning_id, track, status, voided_by_id, status_date, reason, status_set_by_id, comment, created, locked)
            SELECT s.id, s.user_id, s.ordning_id, s.track, s.status, s.voider, s.day::date, '', s.user_id, '', '2026-01-01Z', false
            FROM (VALUES
                (1, 7, 1, 0, 'afrnew', NULL, '2026-01-01'),
                (2, 7, 1, 0, 'afrok', NULL, '2026-03-01'),
                (3, 7, 1, 0, 'hvilende', 5, '2026-05-01'),
                (4, 7, 1, 1, 'tlnew', NULL, '2026-02-01'),
                (5, 7, 1, 0, 'utmeldt', NULL, '2026-04-01'),
                (6, 7, 2, 0, 'krdnew', NULL, '2026-02-01'),
                (7, 8, 1, 0, 'afrnew', NULL, '2026-02-01'),
                (8, 8, 1, 0, 'hvilende', NULL, '2026-02-01')) s (id, user_id, ordning_id, track, status, voider, day)
            """);

        await db.MigrateAsync(Wait, CancellationToken.None);

        Assert.Equal([(70L, 7L), (80L, 8L)], (await db.Results.IgnoreQueryFilters().OrderBy(r => r.Id).ToListAsync()).Select(r => (r.Id, r.CompanyId)));
        Assert.Equal(
            [(1L, 7L, "2026-03-01"), (2, 7, "2026-04-01"), (3, 7, null), (4, 7, null), (5, 7, null), (6, 7, null), (7, 8, "2026-02-01"), (8, 8, null)],
            (await db.UserStatuses.IgnoreQueryFilters().OrderBy(s => s.Id).ToListAsync())
                .Select(s => (s.Id, s.CompanyId, s.SupersededFrom?.ToString("O", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Sign_ups_and_statuses_set_by_staff_before_are_set_by_nobody_registered()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using var db = TestDatabase.Context(database.ConnectionString);
        await db.GetService<IMigrator>().MigrateAsync("Erasure");
        var now = WriteServer.NewClock().GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO companies (id, navn, orgnr, hjemmeside) VALUES (7, 'Sju', '7', '');
            INSERT INTO users (id, company_id, persnr_cipher, persnr_lookup, first_name, last_name, email, mobile, created, changed, version)
            VALUES (7, 7, '', '7', '', '', '', '', {now}, {now}, 1), (8, 7, '', '8', '', '', '', '', {now}, {now}, 1);
            INSERT INTO user_statuses
                (id, user_id, company_id, ordning_id, track, status, status_date, reason, status_set_by_id, comment, created, locked)
            SELECT s.id, 7, 7, 1, s.track, s.status, '2026-01-01', s.reason, s.setter, '', {now}, false
            FROM (VALUES
                (1, 1, 'afrnew', 'Påmeldt', 7),
                (2, 2, 'tlnew', 'Påmeldt', 7),
                (3, 1, 'afrok', 'Alle krav er bestått', 7),
                (4, 1, 'hvilende', 'Permisjon', 7),
                (5, 1, 'afrnew', 'Påmeldt', 8),
                (6, 1, 'afrok', 'Alle krav er bestått', 7)) s (id, track, status, reason, setter);
            INSERT INTO audit_entries (id, at, actor_kind, actor, action, entity, entity_id, user_id, changes, correlation_id)
            VALUES (1, {now}, 3, 'admin', 'created', 'user_status', 3, 7, '[]', ''), (2, {now}, 1, 'exam', 'created', 'user_status', 6, 7, '[]', '');
            """);

        await db.MigrateAsync(Wait, CancellationToken.None);

        Assert.Equal(
            [(1L, null), (2, null), (3, null), (4, 7L), (5, 8), (6, 7)],
            (await db.UserStatuses.IgnoreQueryFilters().OrderBy(s => s.Id).ToListAsync()).Select(s => (s.Id, s.StatusSetById)));
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Default)]
    [InlineData(MigrationsSqlGenerationOptions.Idempotent)]
    public void SQL_Servers_migrations_make_a_script_without_a_connection(MigrationsSqlGenerationOptions options)
    {
        using var db = ContextOf(DatabaseProvider.SqlServer);

        var script = ScriptOf(db, options);

        Assert.All(db.Model.GetEntityTypes(), entity => Assert.Contains($"CREATE TABLE [{entity.GetTableName()}]", script, StringComparison.Ordinal));
        Assert.All(db.Model.GetSequences(), sequence => Assert.Contains($"CREATE SEQUENCE [dbo].[{sequence.Name}]", script, StringComparison.Ordinal));
        Assert.Contains("CREATE UNIQUE INDEX [IX_Employments_Current] ON [Employments] ([UserId]) WHERE [EndDate] IS NULL", script, StringComparison.Ordinal);
        Assert.Equal(options == MigrationsSqlGenerationOptions.Idempotent, script.Contains("IF NOT EXISTS", StringComparison.Ordinal));
    }

    // SQL Server refuses such a table; PostgreSQL does not, so that no other test would notice.
    [Fact]
    public void On_SQL_Server_no_delete_reaches_a_table_by_two_ways()
    {
        using var db = ContextOf(DatabaseProvider.SqlServer);

        Assert.All(db.Model.GetEntityTypes(), root =>
        {
            var reached = ReachedByDelete(root).Select(entity => entity.GetTableName()).ToList();
            Assert.Equal(reached.Distinct(), reached);
        });
    }

    private static IEnumerable<IEntityType> ReachedByDelete(IEntityType entity) => entity.GetReferencingForeignKeys()
        .Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull)
        .SelectMany(key => ReachedByDelete(key.DeclaringEntityType).Prepend(key.DeclaringEntityType));

    // Nobody listens there, and nobody is asked.
    private static FinAutDbContext ContextOf(DatabaseProvider provider) =>
        provider == DatabaseProvider.SqlServer ? SqlServer.Context("Server=127.0.0.1,1") : TestDatabase.Context("Host=127.0.0.1;Port=1");

    private static string ScriptOf(FinAutDbContext db, MigrationsSqlGenerationOptions options) =>
        db.GetService<IMigrator>().GenerateScript(options: options);

    private sealed class EmptyDatabase(string connectionString) : IAsyncDisposable
    {
        public string ConnectionString => connectionString;

        public static async Task<EmptyDatabase> CreateAsync() => new(await TestDatabase.CreateEmptyAsync());

        public async ValueTask DisposeAsync() => await TestDatabase.DropAsync(ConnectionString);
    }
}
