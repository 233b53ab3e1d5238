using FinAut.Domain.ApiClients;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinAut.Domain.Data.PostgreSql;

/// <summary>The model on PostgreSQL, with names in snake_case as is usual there.</summary>
public sealed class PostgreSqlDbContext(DbContextOptions<PostgreSqlDbContext> options) : FinAutDbContext(options)
{
    /// <summary>Points a context at a database.</summary>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) => options.UseNpgsql(dataSource);

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
    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <inheritdoc/>
    protected override string IsNullFilter(string column) => $"{SnakeCase.Of(column)} IS NULL";

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
