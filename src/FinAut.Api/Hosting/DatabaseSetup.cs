using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Webhooks;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Data.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FinAut.Api.Hosting;

/// <summary>The databases that the server runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>PostgreSQL 15 or later.</summary>
    PostgreSql,

    /// <summary>SQL Server 2022 or later, in a build with <c>SqlServerPackages=full</c>.</summary>
    SqlServer,
}

/// <summary>Settings of the database. The connection string is <c>ConnectionStrings__FinAut</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Database";

    /// <summary>Which database. SQL Server needs a build with <c>-p:SqlServerPackages=full</c>.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.PostgreSql;

    /// <summary>
    /// Longest wait for a connection, in seconds, unless the connection string says otherwise. A request waits for both: a statement
    /// that hangs is cancelled over a connection of its own, which hangs too when the database does.
    /// </summary>
    [Range(1, 60, ErrorMessage = "Database__ConnectSeconds must be from 1 to 60.")]
    public int ConnectSeconds { get; set; } = 2;

    /// <summary>Longest run of one statement, in seconds, unless the connection string says otherwise.</summary>
    [Range(1, 3600, ErrorMessage = "Database__CommandSeconds must be from 1 to 3600.")]
    public int CommandSeconds { get; set; } = 2;
}

internal sealed class DatabaseOptionsValidator(IConfiguration configuration) : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (!Enum.IsDefined(options.Provider))
        {
            return ValidateOptionsResult.Fail("Database__Provider must be PostgreSql or SqlServer.");
        }

        if (options.Provider == DatabaseProvider.SqlServer && !SqlServerSupport.IsFull)
        {
            return ValidateOptionsResult.Fail("Database__Provider SqlServer needs a server that was built with -p:SqlServerPackages=full.");
        }

        var connectionString = configuration.GetConnectionString(DatabaseSetup.ConnectionName);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return ValidateOptionsResult.Fail("ConnectionStrings__FinAut must be set to the database's connection string.");
        }

        // The value may hold a password, so the message cannot tell what is wrong with it.
        return IsReadable(connectionString, options.Provider)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"ConnectionStrings__FinAut is not a connection string of {options.Provider}.");
    }

    private static bool IsReadable(string connectionString, DatabaseProvider provider)
    {
        try
        {
            // SQL Server's own builder is not at hand in every build; the general one knows the form, though not the words.
            var builder = provider == DatabaseProvider.SqlServer ? new DbConnectionStringBuilder() : new NpgsqlConnectionStringBuilder();
            builder.ConnectionString = connectionString;
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }
}

internal static class DatabaseSetup
{
    public const string ConnectionName = "FinAut";

    // More than the server has statements that come again and again.
    private const int MaxPrepared = 200;
    private const int PreparedAfter = 2;

    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseProvider provider)
    {
        services.AddValidatedOptions<DatabaseOptions>(DatabaseOptions.Section);
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();
        services.AddSingleton<AuditInterceptor>().AddSingleton<OutboxInterceptor>();
        services.AddSingleton<ListExtents>().AddSingleton<RecentAnswers<FoundClient>>().AddSingleton<OwnWritesInterceptor>();
        if (provider == DatabaseProvider.SqlServer)
        {
            services.AddPooledDbContextFactory<SqlServerDbContext>((root, options) =>
            {
                SqlServerDbContext.Configure(options, root.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName)!);
                options.AddInterceptors(root.GetRequiredService<AuditInterceptor>(), root.GetRequiredService<OutboxInterceptor>(), root.GetRequiredService<OwnWritesInterceptor>());
            });
            services.AddSingleton<IDbContextFactory<FinAutDbContext>, Factory<SqlServerDbContext>>();
        }
        else
        {
            services.AddSingleton(CreateDataSource);
            services.AddPooledDbContextFactory<PostgreSqlDbContext>((root, options) =>
            {
                PostgreSqlDbContext.Configure(options, root.GetRequiredService<NpgsqlDataSource>());
                options.AddInterceptors(root.GetRequiredService<AuditInterceptor>(), root.GetRequiredService<OutboxInterceptor>(), root.GetRequiredService<OwnWritesInterceptor>());
            });
            services.AddSingleton<IDbContextFactory<FinAutDbContext>, Factory<PostgreSqlDbContext>>();
        }

        // A request's context sees what its caller may see; contexts made by the factory see nothing of anybody's.
        services.AddScoped(scope =>
        {
            var db = scope.GetRequiredService<IDbContextFactory<FinAutDbContext>>().CreateDbContext();
            var context = scope.GetRequiredService<IHttpContextAccessor>().HttpContext;
            if (scope.GetRequiredService<CallerAccessor>().Caller is { } caller)
            {
                (db.Reach, db.Actor) = (caller.Reach, caller.ToActor(context!.CorrelationId()));
            }
            else if (context is not null)
            {
                db.Actor = context.User.ToActor(context.CorrelationId());
            }

            return db;
        });
        return services;
    }

    private static NpgsqlDataSource CreateDataSource(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var connection = new NpgsqlConnectionStringBuilder(services.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName));
        if (!connection.ShouldSerialize("Timeout"))
        {
            connection.Timeout = options.ConnectSeconds;
        }

        if (!connection.ShouldSerialize("Command Timeout"))
        {
            connection.CommandTimeout = options.CommandSeconds;
        }

        // Asking whether the database speaks it would double the wait for one that hangs.
        if (!connection.ShouldSerialize("GSS Encryption Mode"))
        {
            connection.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        // A statement is parsed and planned once per connection, not once per request.
        if (!connection.ShouldSerialize("Max Auto Prepare"))
        {
            (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages) = (MaxPrepared, PreparedAfter);
        }

        // Nothing here leaves anything behind in a session: settings and locks are a transaction's, or are taken back.
        if (!connection.ShouldSerialize("No Reset On Close"))
        {
            connection.NoResetOnClose = true;
        }

        connection.ApplicationName ??= "finaut-api";
        return new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = ConnectionName.ToLowerInvariant() }
            .UseLoggerFactory(services.GetRequiredService<ILoggerFactory>())
            .Build();
    }

    // Pooled contexts keep what was set on them, so every context is handed out seeing nothing, as nobody's.
    private sealed class Factory<TContext>(IDbContextFactory<TContext> pool) : IDbContextFactory<FinAutDbContext>
        where TContext : FinAutDbContext
    {
        public FinAutDbContext CreateDbContext()
        {
            var db = pool.CreateDbContext();
            (db.Reach, db.Actor) = (Reach.Nothing, Actor.Server);
            return db;
        }
    }
}
