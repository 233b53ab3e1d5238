using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>What results and statuses carry for the sake of queries, compared with what it is derived from.</summary>
public static class RecordChecks
{
    private const string Query =
        """
        SELECT format('result %s is of company %s, its person of %s', r.id, r.company_id, u.company_id)
        FROM results r JOIN users u ON u.id = r.user_id WHERE r.company_id <> u.company_id
        UNION ALL
        SELECT format('status %s is of company %s, its person of %s', s.id, s.company_id, u.company_id)
        FROM user_statuses s JOIN users u ON u.id = s.user_id WHERE s.company_id <> u.company_id
        UNION ALL
        SELECT format('status %s is superseded from %s, the next one holds from %s', id, superseded_from, next)
        FROM (
            SELECT id, superseded_from, lead(status_date) OVER (PARTITION BY user_id, ordning_id, track ORDER BY status_date, id) AS next
            FROM user_statuses WHERE voided_by_id IS NULL) s
        WHERE superseded_from IS DISTINCT FROM next
        """;

    /// <summary>Checks every record in the server's database.</summary>
    public static async Task AssertRecordsAgreeAsync(this TestServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var wrong = new List<string>();
        while (await reader.ReadAsync())
        {
            wrong.Add(reader.GetString(0));
        }

        Assert.Empty(wrong);
    }
}
