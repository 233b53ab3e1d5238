using FinAut.Domain.ApiClients;
using FinAut.Domain.Webhooks;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Domain.Data.SqlServer;

/// <summary>The model on SQL Server.</summary>
public sealed class SqlServerDbContext(DbContextOptions<SqlServerDbContext> options) : FinAutDbContext(options)
{
    // Texts compare exactly, as on PostgreSQL.
    private const string Collation = "Latin1_General_100_CS_AS";

    private const string Schema = "dbo";

    /// <inheritdoc/>
    public override bool TellsDispatchers => false;

    /// <summary>Points a context at a database.</summary>
    public static void Configure(DbContextOptionsBuilder options, string connectionString) => options.UseSqlServer(connectionString);

    /// <inheritdoc/>
    public override async Task<ThrottleWindow?> CountRequestAsync(
        long apiUserId, int limit, DateTimeOffset now, TimeSpan window, CancellationToken cancellationToken)
    {
        var (over, ahead) = (now - window, now.AddMinutes(1));
        var counted = await ThrottleWindows.FromSql(
            $"""
            MERGE ThrottleWindows WITH (HOLDLOCK) AS w
            USING (SELECT {apiUserId} AS ApiUserId) AS r ON w.ApiUserId = r.ApiUserId
            WHEN MATCHED AND (w.[Count] < {limit} OR w.Started <= {over} OR w.Started > {ahead}) THEN UPDATE SET
                Started = CASE WHEN w.Started > {over} AND w.Started <= {ahead} THEN w.Started ELSE {now} END,
                [Count] = CASE WHEN w.Started > {over} AND w.Started <= {ahead} THEN w.[Count] + 1 ELSE 1 END
            WHEN NOT MATCHED THEN INSERT (ApiUserId, Started, [Count]) VALUES ({apiUserId}, {now}, 1)
            OUTPUT inserted.ApiUserId, inserted.Started, inserted.[Count];
            """).AsNoTracking().ToListAsync(cancellationToken);
        return counted.SingleOrDefault();
    }

    /// <inheritdoc/>
    public override async Task<long> TakeSequenceAsync(long companyId, int count, CancellationToken cancellationToken)
    {
        var taken = await WebhookSequences.FromSql(
            $"""
            MERGE WebhookSequences WITH (HOLDLOCK) AS s
            USING (SELECT {companyId} AS CompanyId) AS r ON s.CompanyId = r.CompanyId
            WHEN MATCHED THEN UPDATE SET Last = s.Last + {count}
            WHEN NOT MATCHED THEN INSERT (CompanyId, Last) VALUES ({companyId}, {count})
            OUTPUT inserted.CompanyId, inserted.Last;
            """).AsNoTracking().ToListAsync(cancellationToken);
        return taken[0].Last;
    }

    /// <inheritdoc/>
    public override async Task<long> NextUserStatusIdAsync(CancellationToken cancellationToken) =>
        (await Database.SqlQuery<long>($"SELECT NEXT VALUE FOR dbo.UserStatusIds AS Value").ToListAsync(cancellationToken))[0];

    /// <inheritdoc/>
    public override Task LockPersnrAsync(byte[] hash, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"EXEC sp_getapplock @Resource = {"FinAut.Persnr." + Convert.ToHexString(hash)}, @LockMode = 'Exclusive'", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>SQL Server has no such channel: nodes look for due deliveries by themselves.</remarks>
    public override Task NotifyDispatchersAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<List<long>> ClaimDeliveriesAsync(
        Guid node, DateTimeOffset now, DateTimeOffset until, int perEndpoint, int count, CancellationToken cancellationToken)
    {
        var (pending, active, deleted) =
            ((short)WebhookDeliveryState.Pending, (short)WebhookEndpointState.Active, (short)WebhookEndpointState.Deleted);
        return Database.SqlQuery<long>(
            $"""
            BEGIN TRANSACTION;
            EXEC sp_getapplock @Resource = 'FinAut.ClaimDeliveries', @LockMode = 'Exclusive';
            UPDATE c SET ClaimedBy = {node}, ClaimedUntil = {until}
            OUTPUT inserted.Id AS Value
            FROM WebhookDeliveries c WITH (ROWLOCK, UPDLOCK, READPAST)
            WHERE c.Id IN (
                SELECT TOP ({count}) due.Id
                FROM (
                    SELECT d.Id, d.NextAttempt,
                        e.AtWork + ROW_NUMBER() OVER (PARTITION BY e.Id ORDER BY d.NextAttempt, d.Sequence, d.Id) AS Place
                    FROM (
                        SELECT p.Id, p.PausedUntil,
                            CASE WHEN p.State = {active} AND (p.PausedUntil IS NULL OR p.PausedUntil <= {now}) THEN 1 ELSE 0 END AS SentTo,
                            (SELECT COUNT(*) FROM WebhookDeliveries w
                            WHERE w.EndpointId = p.Id AND w.State = {pending} AND w.ClaimedUntil > {now}) AS AtWork
                        FROM WebhookEndpoints p
                        WHERE p.State <> {deleted}) e
                    CROSS APPLY (
                        SELECT CASE WHEN e.SentTo = 1 AND e.PausedUntil IS NOT NULL THEN 1 ELSE {perEndpoint} END - e.AtWork AS Free) room
                    CROSS APPLY (
                        SELECT TOP (CASE WHEN room.Free > 0 THEN room.Free ELSE 0 END) q.Id, q.NextAttempt, q.Sequence
                        FROM WebhookDeliveries q WITH (ROWLOCK, UPDLOCK, READPAST)
                        WHERE q.EndpointId = e.Id AND q.State = {pending} AND q.NextAttempt <= {now}
                            AND (q.ClaimedUntil IS NULL OR q.ClaimedUntil <= {now})
                            AND (e.SentTo = 1 OR q.Manual = 1)
                            AND (q.Attempts > 0 OR NOT EXISTS (
                                SELECT 1 FROM WebhookDeliveries older
                                WHERE older.EndpointId = e.Id AND older.State = {pending} AND older.UserId = q.UserId
                                    AND older.Attempts = 0 AND older.Sequence < q.Sequence))
                        ORDER BY q.NextAttempt, q.Sequence, q.Id) d
                    WHERE e.SentTo = 1 OR EXISTS (
                        SELECT 1 FROM WebhookDeliveries m WHERE m.EndpointId = e.Id AND m.Manual = 1 AND m.State = {pending})) due
                ORDER BY due.Place, due.NextAttempt);
            COMMIT TRANSACTION;
            """).ToListAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override bool IsUniqueViolation(Exception exception) =>
        (exception as SqlException ?? exception.InnerException) is SqlException { Number: 2601 or 2627 };

    /// <inheritdoc/>
    public override bool IsDeadlock(Exception exception) => exception.GetBaseException() is SqlException { Number: 1205 };

    /// <inheritdoc/>
    protected override string IsNullFilter(string column) => $"[{column}] IS NULL";

    /// <inheritdoc/>
    protected override string IsNotNullFilter(string column) => $"[{column}] IS NOT NULL";

    /// <inheritdoc/>
    protected override string IsFilter(string column, bool value) => IsFilter(column, value ? 1 : 0);

    /// <inheritdoc/>
    protected override string IsFilter(string column, int value) => $"[{column}] = {value}";

    /// <inheritdoc/>
    protected override void UseSequence(ModelBuilder modelBuilder, Type entity, string sequence, int block)
    {
        modelBuilder.HasSequence<long>(sequence, Schema).IncrementsBy(block);
        SqlServerPropertyBuilderExtensions.UseHiLo(modelBuilder.Entity(entity).Property("Id"), sequence, Schema);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.UseCollation(Collation);
    }
}
