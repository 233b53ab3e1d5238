using System.CommandLine;
using System.Data.Common;
using FinAut.Api.Audit;
using FinAut.Api.Demo;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>The program's commands. Without one it serves.</summary>
public static class Commands
{
    private const int Failed = 1;
    private const int WrongSettings = 2;

    // Migrations and seeding may take long statements; the limit that keeps requests short does not apply to them.
    private static readonly TimeSpan LongStatement = TimeSpan.FromHours(1);

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("The FinAut API. Without a command it serves; settings are environment variables such as Throttle__PermitLimit, or --Throttle:PermitLimit=200.")
        {
            CreateMigrate(),
            CreateSeed(),
            AccountCommands.CreateApiUser(),
            AccountCommands.CreateApplication(),
            AuditCommands.CreateExport(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-'))
            {
                await Console.Error.WriteLineAsync($"There is no command '{first}'; see --help.");
                return Failed;
            }

            await using var app = Server.Create(args);
            await app.RunAsync(cancellationToken);
            return 0;
        });

        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OptionsValidationException exception)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, exception.Failures));
            return WrongSettings;
        }
        catch (InvalidOperationException exception) when (exception.Source == "Microsoft.Extensions.Configuration.Binder")
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return WrongSettings;
        }
        catch (DbException exception)
        {
            await Console.Error.WriteLineAsync($"The database refused: {exception.Message}");
            return Failed;
        }
    }

    /// <summary>Runs a command's work on a context of its own, with all settings validated.</summary>
    internal static async Task<int> WithDatabaseAsync(Func<IServiceProvider, FinAutDbContext, Task<int>> work)
    {
        await using var app = Server.Create([$"--{DatabaseOptions.Section}:{nameof(DatabaseOptions.CommandSeconds)}={LongStatement.TotalSeconds}"]);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FinAutDbContext>();
        return await work(scope.ServiceProvider, db);
    }

    private static Command CreateMigrate()
    {
        var command = new Command("migrate", "Creates the database, or brings it up to date.");
        command.SetAction((_, cancellationToken) => WithDatabaseAsync(async (_, db) =>
        {
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await db.Database.MigrateAsync(cancellationToken);
            Console.WriteLine(pending.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", pending)}.");
            return 0;
        }));
        return command;
    }

    private static Command CreateSeed()
    {
        var users = new Option<int?>("--users") { Description = "How many people to invent; the default is the setting Demo__Users." };
        var command = new Command("seed", "Fills an empty database with demo data. Needs Demo__Enabled=true.") { users };
        command.SetAction((parsed, cancellationToken) => WithDatabaseAsync(async (services, db) =>
        {
            var demo = services.GetRequiredService<IOptions<DemoOptions>>().Value;
            if (!demo.Enabled)
            {
                await Console.Error.WriteLineAsync("Demo__Enabled must be true to fill in demo data.");
                return WrongSettings;
            }

            var seeder = new DemoSeeder(db, services.GetRequiredService<PersnrProtector>(), services.GetRequiredService<TimeProvider>());
            if (!await seeder.SeedAsync(parsed.GetValue(users) ?? demo.Users, Console.Out, cancellationToken))
            {
                Console.WriteLine("The database has data; nothing was filled in.");
            }

            return 0;
        }));
        return command;
    }
}
