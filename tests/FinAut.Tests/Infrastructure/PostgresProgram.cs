using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>PostgreSQL's own programs, such as <c>pg_dump</c>.</summary>
public static class PostgresProgram
{
    /// <summary>Runs one on a database, to its end, which must be a success.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">Its arguments but for where the database is.</param>
    /// <returns>What it wrote to standard output.</returns>
    public static Task<string> RunAsync(string program, string connectionString, string folder, params string[] arguments)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        return ExternalProgram.RunAsync(
            "env",
            [
                $"PGPASSWORD={connection.Password}", PathOf(program), $"--host={connection.Host}", $"--port={connection.Port}",
                $"--username={connection.Username}", $"--dbname={connection.Database}", .. arguments,
            ],
            folder);
    }

    private static string PathOf(string program) => Environment.GetEnvironmentVariable("FINAUT_TEST_PGBIN") is { Length: > 0 } folder
        ? Path.Combine(folder, program)
        : Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin", program)).Last(File.Exists) : program;
}
