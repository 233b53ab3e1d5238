using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinAut.Tests.Fuzz;

/// <summary>
/// Counts the rows of every table that a request of the API may write to by its body. Left out are access tokens and the throttle's
/// windows; of the audit trail, refusals. Since every saved change leaves an audit entry, equal counts also say that no row changed.
/// </summary>
public sealed class TableCounts : IAsyncDisposable
{
    public const string Audit = "audit_entries";

    private static readonly string[] LeftOut = ["access_tokens", "throttle_windows"];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;

    private TableCounts(NpgsqlConnection connection, IEnumerable<string> tables)
    {
        _connection = connection;
        var counts = tables.Select(table => $"SELECT '{table}', count(*) FROM {table}{(table == Audit ? " WHERE action <> 'refused'" : "")}");
        _command = new NpgsqlCommand(string.Join(" UNION ALL ", counts), connection);
    }

    public static async Task<TableCounts> OpenAsync(TestServer server)
    {
        await using var db = server.Database();
        var tables = db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct().Except(LeftOut).ToList();
        var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        return new TableCounts(connection, tables);
    }

    /// <summary>The number of rows by table.</summary>
    public async Task<Dictionary<string, long>> CountAsync()
    {
        var counts = new Dictionary<string, long>();
        await using var reader = await _command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            counts.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return counts;
    }

    /// <summary>How many rows each table gained or lost; tables without a difference are left out.</summary>
    public static Dictionary<string, long> Difference(Dictionary<string, long> before, Dictionary<string, long> after) =>
        after.Where(count => count.Value != before[count.Key]).ToDictionary(count => count.Key, count => count.Value - before[count.Key]);

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
