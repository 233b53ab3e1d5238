using System.Data.Common;
using FinAut.Api.Demo;
using FinAut.Domain.Data;
using FinAut.Domain.Data.SqlServer;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Infrastructure;

/// <summary>Databases for tests on the SQL Server that <c>FINAUT_TEST_SQLSERVER</c> names, when it names one.</summary>
public static class SqlServer
{
    private const string Variable = "FINAUT_TEST_SQLSERVER";

    // Enough for a second page; they are saved one by one.
    private const int DemoUsers = 120;

    private static string? ServerConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    /// <summary>Skips the test, and says why, when there is no SQL Server to run it on.</summary>
    public static void SkipUnlessConfigured()
    {
        Skip.If(ServerConnectionString is null, $"{Variable} is not set: it must hold a connection string of a SQL Server.");
        Skip.IfNot(SqlServerSupport.IsFull, $"{Variable} is set, but the build must be -p:SqlServerPackages=full to run on SQL Server.");
    }

    /// <summary>Makes a database with the demo data.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDemoAsync()
    {
        var connection = new DbConnectionStringBuilder { ConnectionString = ServerConnectionString };
        connection.Remove("Database");
        connection["Initial Catalog"] = "t_" + Guid.NewGuid().ToString("N");
        var connectionString = connection.ConnectionString!;
        await using var db = Context(connectionString);
        await db.Database.MigrateAsync();
        await new DemoSeeder(db, TestDatabase.Protector, TestTime.YearsAhead()).SeedAsync(DemoUsers, TextWriter.Null, CancellationToken.None);
        return connectionString;
    }

    /// <summary>Removes a database.</summary>
    public static async Task DropAsync(string connectionString)
    {
        await using var db = Context(connectionString);
        await db.Database.EnsureDeletedAsync();
    }

    /// <summary>A context on a database that sees nothing by itself: tests say <c>IgnoreQueryFilters</c>.</summary>
    public static SqlServerDbContext Context(string connectionString)
    {
        var options = new DbContextOptionsBuilder<SqlServerDbContext>();
        SqlServerDbContext.Configure(options, connectionString);
        return new SqlServerDbContext(options.Options);
    }
}
