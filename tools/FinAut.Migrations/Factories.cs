using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Data.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace FinAut.Migrations;

/// <summary>Makes the PostgreSQL context for dotnet-ef.</summary>
internal sealed class PostgreSqlFactory : IDesignTimeDbContextFactory<PostgreSqlDbContext>
{
    public PostgreSqlDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PostgreSqlDbContext>();
        PostgreSqlDbContext.Configure(options, NpgsqlDataSource.Create("Host=localhost"));
        return new PostgreSqlDbContext(options.Options);
    }
}

/// <summary>Makes the SQL Server context for dotnet-ef.</summary>
internal sealed class SqlServerFactory : IDesignTimeDbContextFactory<SqlServerDbContext>
{
    public SqlServerDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlServerDbContext>();
        SqlServerDbContext.Configure(options, "Server=localhost");
        return new SqlServerDbContext(options.Options);
    }
}
