using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>Holds up whoever wants a table or a row, so that a statement stays in flight for as long as a test needs.</summary>
public sealed class HeldLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private HeldLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Locks a table, against readers too.</summary>
    public static Task<HeldLock> TableAsync(string connectionString, string table) =>
        TakeAsync(connectionString, $"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");

    /// <summary>Locks a row against changes.</summary>
    public static Task<HeldLock> RowAsync(string connectionString, string table, long id) => TakeAsync(connectionString, Row(table, id));

    /// <summary>Locks another row, as soon as nobody else does.</summary>
    public async Task AddRowAsync(string table, long id)
    {
        await using var command = new NpgsqlCommand(Row(table, id), _connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until a statement is held up.</summary>
    /// <param name="patience">How long at most, or null for what takes no time to speak of.</param>
    public Task WaitUntilSomebodyWaitsAsync(TimeSpan? patience = null) => Until.TrueAsync(
        async () =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))", _connection);
            return (bool)(await command.ExecuteScalarAsync())!;
        },
        patience);

    /// <summary>Lets everybody go on.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string Row(string table, long id) => $"SELECT FROM {table} WHERE id = {id} FOR UPDATE";

    private static async Task<HeldLock> TakeAsync(string connectionString, string statement)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; " + statement, connection);
        await command.ExecuteNonQueryAsync();
        return new HeldLock(connection);
    }
}
