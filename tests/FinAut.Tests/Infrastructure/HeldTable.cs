using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>Holds up whoever reads a table, so that a request stays in flight for as long as a test needs.</summary>
public sealed class HeldTable : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private HeldTable(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Locks a table.</summary>
    public static async Task<HeldTable> LockAsync(string connectionString, string table)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return new HeldTable(connection);
    }

    /// <summary>Waits until a statement is held up.</summary>
    public Task WaitUntilSomebodyWaitsAsync() => Until.TrueAsync(async () =>
    {
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND NOT l.granted)",
            _connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    });

    /// <summary>Lets everybody go on.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
