using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>How many rows each table has, but for tokens and the throttle's windows, which come with every call.</summary>
public static class RowCounts
{
    private const string Query =
        """
        SELECT table_name, (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || quote_ident(table_name), false, true, '')))[1]::text::bigint
        FROM information_schema.tables
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('access_tokens', 'throttle_windows')
        """;

    /// <summary>Counts the rows of every table.</summary>
    public static Task<IReadOnlyDictionary<string, long>> CountRowsAsync(this TestServer server) => CountRowsAsync(server.ConnectionString);

    /// <summary>Counts the rows of every table of a database.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountRowsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            counts[reader.GetString(0)] = reader.GetInt64(1);
        }

        Assert.Contains("users", counts.Keys);
        return counts;
    }

    /// <summary>What changed between two counts, table by table.</summary>
    public static IReadOnlyDictionary<string, long> Since(this IReadOnlyDictionary<string, long> now, IReadOnlyDictionary<string, long> before) =>
        now.Where(table => table.Value != before.GetValueOrDefault(table.Key)).ToDictionary(table => table.Key, table => table.Value - before.GetValueOrDefault(table.Key));

    /// <summary>Runs a statement on the server's database.</summary>
    public static async Task ExecuteAsync(this TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
