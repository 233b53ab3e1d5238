using FinAut.Domain.ApiClients;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Domain.Data.SqlServer;

/// <summary>The model on SQL Server.</summary>
public sealed class SqlServerDbContext(DbContextOptions<SqlServerDbContext> options) : FinAutDbContext(options)
{
    // Texts compare exactly, as on PostgreSQL.
    private const string Collation = "Latin1_General_100_CS_AS";

    private const string Schema = "dbo";

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
    public override bool IsUniqueViolation(DbUpdateException exception) => exception.InnerException is SqlException { Number: 2601 or 2627 };

    /// <inheritdoc/>
    protected override string IsNullFilter(string column) => $"[{column}] IS NULL";

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
