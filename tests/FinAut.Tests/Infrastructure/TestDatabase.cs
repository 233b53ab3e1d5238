using FinAut.Api.Demo;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// Databases for tests, on the PostgreSQL server that <c>FINAUT_TEST_POSTGRES</c> names. One template is migrated and filled with
/// demo data once per run; every test class gets a copy of it.
/// </summary>
public static class TestDatabase
{
    /// <summary>Generated people in the template; the well-known ones come on top.</summary>
    public const int DemoUsers = 300;

    /// <summary>The keys that protect persnr in every test database.</summary>
    public static readonly string EncryptionKey = Convert.ToBase64String(Enumerable.Repeat((byte)7, PersnrProtector.KeyLength).ToArray());

    public static readonly string LookupKey = Convert.ToBase64String(Enumerable.Repeat((byte)9, PersnrProtector.KeyLength).ToArray());

    /// <summary>The key of secrets that are kept to be used again, in base64.</summary>
    public static readonly string SecretKey = Convert.ToBase64String(Enumerable.Repeat((byte)11, PersnrProtector.KeyLength).ToArray());

    private static readonly SemaphoreSlim TemplateGate = new(1, 1);
    private static string? _template;

    /// <summary>A protector with the test databases' keys.</summary>
    public static PersnrProtector Protector { get; } = new(
        new Dictionary<ushort, byte[]> { [1] = Convert.FromBase64String(EncryptionKey) },
        new Dictionary<ushort, byte[]> { [1] = Convert.FromBase64String(LookupKey) });

    private static string ServerConnectionString =>
        Environment.GetEnvironmentVariable("FINAUT_TEST_POSTGRES")
        ?? throw new InvalidOperationException("FINAUT_TEST_POSTGRES must name a PostgreSQL server; ./test.sh starts one.");

    /// <summary>The connection string of a database on the server.</summary>
    public static string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(ServerConnectionString) { Database = database, MaxPoolSize = 60, IncludeErrorDetail = false }.ConnectionString;

    /// <summary>Makes a copy of the template.</summary>
    /// <returns>The copy's connection string.</returns>
    public static async Task<string> CreateDemoAsync()
    {
        await TemplateGate.WaitAsync();
        try
        {
            _template ??= await CreateTemplateAsync();
            var name = NewName();
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {_template} STRATEGY FILE_COPY");
            return ConnectionString(name);
        }
        finally
        {
            TemplateGate.Release();
        }
    }

    /// <summary>Makes a database with nothing in it.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateEmptyAsync()
    {
        var name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Removes a database and all connections to it.</summary>
    public static async Task DropAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <summary>A context on a database that sees nothing by itself: tests say <c>IgnoreQueryFilters</c>.</summary>
    public static PostgreSqlDbContext Context(string connectionString)
    {
        var options = new DbContextOptionsBuilder<PostgreSqlDbContext>();
        options.UseNpgsql(connectionString);
        return new PostgreSqlDbContext(options.Options);
    }

    private static string NewName() => "t_" + Guid.NewGuid().ToString("N");

    private static async Task<string> CreateTemplateAsync()
    {
        var name = NewName();
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString(name)) { Pooling = false }.ConnectionString;
        await using var db = Context(connectionString);
        await db.Database.MigrateAsync();
        await new DemoSeeder(db, Protector, TestTime.YearsAhead()).SeedAsync(DemoUsers, TextWriter.Null, CancellationToken.None);
        await TestPasswords.ResetDemoAsync(db);
        return name;
    }

    private static async Task ExecuteAsync(string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(ServerConnectionString) { Database = "postgres", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>One database with the demo data for all tests of a class.</summary>
public sealed class DemoDatabase : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync() => ConnectionString = await TestDatabase.CreateDemoAsync();

    public Task DisposeAsync() => TestDatabase.DropAsync(ConnectionString);
}
