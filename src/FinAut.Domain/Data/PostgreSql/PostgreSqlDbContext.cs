using System.Data;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace FinAut.Domain.Data.PostgreSql;

/// <summary>The model on PostgreSQL, with names in snake_case as is usual there.</summary>
public sealed class PostgreSqlDbContext(DbContextOptions<PostgreSqlDbContext> options) : FinAutDbContext(options)
{
    /// <summary>The channel on which nodes are told that deliveries are due.</summary>
    public const string WebhookChannel = "finaut_webhooks";

    /// <summary>The advisory lock under which nodes claim deliveries, one after another. Any number that no other lock of this database uses.</summary>
    public const long ClaimLock = 0x46696e417574;

    private const long MigrationLock = ClaimLock + 1;
    private const int PersnrLocks = 1;

    // Shorter than any patience of a request or of a check of health, and than it takes to notice a deadlock.
    private const int LockMilliseconds = 500;

    private static readonly UnsharedCommands UnsharedCommands = new();

    // CASE, and the order of the index, so that the planner sees that an endpoint's first rows are enough: otherwise it reads and
    // sorts all that wait. Only what is pending is claimed; asking for that too, it would count by another index than the claims'.
    private static readonly string Claim =
        $"""
        UPDATE webhook_deliveries SET claimed_by = $1, claimed_until = $3
        WHERE id IN (
            SELECT due.id
            FROM (
                SELECT d.id, d.next_attempt,
                    e.at_work + row_number() OVER (PARTITION BY e.id ORDER BY d.next_attempt, d.sequence, d.id) AS place
                FROM (
                    SELECT id, paused_until, state = {(short)WebhookEndpointState.Active} AND (paused_until IS NULL OR paused_until <= $2) AS sent_to,
                        (SELECT count(*) FROM webhook_deliveries w
                        WHERE w.endpoint_id = webhook_endpoints.id AND w.claimed_until > $2) AS at_work
                    FROM webhook_endpoints
                    WHERE state <> {(short)WebhookEndpointState.Deleted}) e
                CROSS JOIN LATERAL (
                    SELECT q.id, q.next_attempt, q.sequence
                    FROM webhook_deliveries q
                    WHERE q.endpoint_id = e.id AND q.state = {Pending} AND q.next_attempt <= $2
                        AND (q.claimed_until IS NULL OR q.claimed_until <= $2)
                        AND CASE WHEN e.sent_to THEN true ELSE q.manual END
                        AND (q.attempts > 0 OR NOT EXISTS (
                            SELECT FROM webhook_deliveries older
                            WHERE older.endpoint_id = e.id AND older.state = {Pending} AND older.user_id = q.user_id
                                AND older.attempts = 0 AND older.sequence < q.sequence))
                    ORDER BY q.next_attempt, q.sequence
                    LIMIT greatest(0, CASE WHEN e.sent_to AND e.paused_until IS NOT NULL THEN 1 ELSE $4 END - e.at_work)
                    FOR UPDATE SKIP LOCKED) d
                WHERE e.sent_to OR EXISTS (
                    SELECT FROM webhook_deliveries m WHERE m.endpoint_id = e.id AND m.manual AND m.state = {Pending})) due
            ORDER BY due.place, due.next_attempt
            LIMIT $5)
        RETURNING id
        """;

    private static short Pending => (short)WebhookDeliveryState.Pending;

    /// <inheritdoc/>
    public override bool TellsDispatchers => true;

    /// <summary>Points a context at a database.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) =>
        options.UseNpgsql(dataSource).AddInterceptors(UnsharedCommands);

    /// <inheritdoc/>
    public override async Task<ThrottleWindow?> CountRequestAsync(
        long apiUserId, int limit, DateTimeOffset now, TimeSpan window, CancellationToken cancellationToken)
    {
        var (over, ahead) = (now - window, now.AddMinutes(1));
        var counted = await ThrottleWindows.FromSql(
            $"""
            INSERT INTO throttle_windows AS w (api_user_id, started, count) VALUES ({apiUserId}, {now}, 1)
            ON CONFLICT (api_user_id) DO UPDATE SET
                started = CASE WHEN w.started > {over} AND w.started <= {ahead} THEN w.started ELSE excluded.started END,
                count = CASE WHEN w.started > {over} AND w.started <= {ahead} THEN w.count + 1 ELSE 1 END
            WHERE w.count < {limit} OR w.started <= {over} OR w.started > {ahead}
            RETURNING w.api_user_id, w.started, w.count
            """).AsNoTracking().ToListAsync(cancellationToken);
        return counted.SingleOrDefault();
    }

    /// <inheritdoc/>
    public override async Task<long> TakeSequenceAsync(long companyId, int count, CancellationToken cancellationToken)
    {
        var taken = await WebhookSequences.FromSql(
            $"""
            INSERT INTO webhook_sequences AS s (company_id, last) VALUES ({companyId}, {count})
            ON CONFLICT (company_id) DO UPDATE SET last = s.last + excluded.last
            RETURNING s.company_id, s.last
            """).AsNoTracking().ToListAsync(cancellationToken);
        return taken[0].Last;
    }

    /// <inheritdoc/>
    public override async Task<long> NextUserStatusIdAsync(CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("SELECT nextval('user_status_ids')", (NpgsqlConnection)Database.GetDbConnection());
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        finally
        {
            await Database.CloseConnectionAsync();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Locks of two numbers are apart from those of one, such as <see cref="ClaimLock"/>.</remarks>
    public override Task LockPersnrAsync(byte[] hash, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PersnrLocks}, {BitConverter.ToInt32(hash)})", cancellationToken);

    /// <inheritdoc/>
    public override Task NotifyDispatchersAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync($"SELECT pg_notify('{WebhookChannel}', '')", cancellationToken);

    /// <inheritdoc/>
    public override async Task<List<long>> ClaimDeliveriesAsync(
        Guid node, DateTimeOffset now, DateTimeOffset until, int perEndpoint, int count, CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // One round trip and one transaction. The second statement sees what the node before has committed, and takes
            // less time than compiling it would.
            await using var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection())
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock($1), set_config('jit', 'off', true)") { Parameters = { new() { Value = ClaimLock } } },
                    new NpgsqlBatchCommand(Claim)
                    {
                        Parameters =
                        {
                            new() { Value = node },
                            new() { Value = now },
                            new() { Value = until },
                            new() { Value = perEndpoint },
                            new() { Value = count },
                        },
                    },
                },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            var claimed = new List<long>();
            while (await reader.ReadAsync(cancellationToken))
            {
                claimed.Add(reader.GetInt64(0));
            }

            return claimed;
        }
        finally
        {
            await Database.CloseConnectionAsync();
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The framework's own lock ends with each migration, and who waits for it does not look again at what is done. Who waits for the
    /// lock of a table makes everybody else wait behind, readers too: a migration waits for less than they notice, is taken back, and
    /// is tried again.
    /// </remarks>
    public override async Task<IReadOnlyCollection<string>?> MigrateAsync(MigrationWait wait, CancellationToken cancellationToken)
    {
        var creator = Database.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            try
            {
                await creator.CreateAsync(cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another node was faster.
            }
        }

        await Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var applied = new SortedSet<string>(StringComparer.Ordinal);
            return await wait.RetryAsync(
                async () => await LockMigrationsAsync(cancellationToken) ? null : "Another migrate is at work.", cancellationToken)
                && await wait.RetryAsync(() => TryMigrateAsync(applied, cancellationToken), cancellationToken) ? applied : null;
        }
        finally
        {
            // A connection that broke has lost both.
            if (Database.GetDbConnection().State == ConnectionState.Open)
            {
                await Database.ExecuteSqlAsync($"RESET lock_timeout; SELECT pg_advisory_unlock_all()", CancellationToken.None);
            }

            await Database.CloseConnectionAsync();
        }
    }

    private async Task<bool> LockMigrationsAsync(CancellationToken cancellationToken) =>
        (await Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock({MigrationLock}) AS \"Value\"").ToListAsync(cancellationToken))[0];

    private async Task<string?> TryMigrateAsync(SortedSet<string> applied, CancellationToken cancellationToken)
    {
        applied.UnionWith(await Database.GetPendingMigrationsAsync(cancellationToken));
        try
        {
            await Database.ExecuteSqlRawAsync($"SET lock_timeout = {LockMilliseconds}", cancellationToken);
            await Database.MigrateAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when ((exception as PostgresException ?? exception.InnerException) is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            // Never what it runs: a statement may hold values.
            var oldest = await Database.SqlQuery<string>(
                $"""
                SELECT format(' The oldest transaction is that of process %s (%s, %s), for %s seconds.',
                    pid, coalesce(nullif(application_name, ''), 'no name'), state, extract(epoch FROM now() - xact_start)::int) AS "Value"
                FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
                ORDER BY xact_start
                LIMIT 1
                """).ToListAsync(cancellationToken);
            return "A table is in use." + oldest.FirstOrDefault();
        }
    }

    /// <inheritdoc/>
    public override bool IsUniqueViolation(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <inheritdoc/>
    public override bool IsDeadlock(Exception exception) =>
        exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    /// <inheritdoc/>
    protected override string IsNullFilter(string column) => $"{SnakeCase.Of(column)} IS NULL";

    /// <inheritdoc/>
    protected override string IsNotNullFilter(string column) => $"{SnakeCase.Of(column)} IS NOT NULL";

    /// <inheritdoc/>
    protected override string IsFilter(string column, bool value) => value ? SnakeCase.Of(column) : $"NOT {SnakeCase.Of(column)}";

    /// <inheritdoc/>
    protected override string IsFilter(string column, int value) => $"{SnakeCase.Of(column)} = {value}";

    /// <inheritdoc/>
    protected override void UseSequence(ModelBuilder modelBuilder, Type entity, string sequence, int block)
    {
        modelBuilder.HasSequence<long>(SnakeCase.Of(sequence)).IncrementsBy(block);
        NpgsqlPropertyBuilderExtensions.UseHiLo(modelBuilder.Entity(entity).Property("Id"), SnakeCase.Of(sequence));
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        SnakeCase.Apply(modelBuilder);
    }
}
