using System.CommandLine;
using System.Data.Common;
using FinAut.Api.Audit;
using FinAut.Api.Demo;
using FinAut.Api.Keys;
using FinAut.Api.Privacy;
using FinAut.Api.UserLogin;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>The program's commands. Without one it serves.</summary>
public static class Commands
{
    private const int Failed = 1;
    private const int WrongSettings = 2;

    // Migrations and seeding may take long statements; the limit that keeps requests short does not apply to them.
    private static readonly TimeSpan LongStatement = TimeSpan.FromHours(1);

    // Longer than the server takes to stop, so that a signal does not cut its last requests short.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    /// <summary>Runs the command that the arguments name.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">What commands write to, instead of standard output.</param>
    /// <param name="error">What refusals are written to, instead of standard error.</param>
    /// <param name="input">What a persnr or a password is read from, instead of standard input.</param>
    /// <param name="configure">Further changes of the server whose services the command uses.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter? output = null, TextWriter? error = null, TextReader? input = null, Action<WebApplicationBuilder>? configure = null)
    {
        var root = new RootCommand("The FinAut API. Without a command it serves; settings are environment variables such as Throttle__PermitLimit, or --Throttle:PermitLimit=200.")
        {
            CreateMigrate(),
            CreateSeed(),
            AccountCommands.CreateStaff(),
            AccountCommands.CreateApiUser(input ?? Console.In),
            AccountCommands.CreateApplication(),
            CandidateCommands.CreateLink(),
            AuditCommands.CreateExport(),
            PersonCommands.Create(input ?? Console.In),
            WebhookCommands.Create(),
            KeyCommands.Create(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-'))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"There is no command '{first}'; see --help.");
                return Failed;
            }

            await using var app = Server.Create(args, configure);
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            await app.RunAsync(cancellationToken);
            return 0;
        });

        try
        {
            var invocation = new Invocation
            {
                Configure = configure,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopWithin,
                Output = output ?? Console.Out,
                Error = error ?? Console.Error,
            };
            return await root.Parse(args).InvokeAsync(invocation);
        }
        catch (Exception exception) when (Explain(exception) is { } explained)
        {
            await (error ?? Console.Error).WriteLineAsync(explained.Message);
            return explained.Code;
        }
    }

    /// <summary>Runs a command's work on a context of its own, with all settings validated.</summary>
    internal static async Task<int> WithDatabaseAsync(ParseResult parsed, Func<IServiceProvider, FinAutDbContext, Task<int>> work)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(token => !IsSetting(token)) is { } unknown)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"There is no option '{unknown}'; see --help.");
            return Failed;
        }

        var longStatements = $"--{DatabaseOptions.Section}:{nameof(DatabaseOptions.CommandSeconds)}={LongStatement.TotalSeconds}";
        await using var app = Server.Create([.. parsed.UnmatchedTokens, longStatements], (parsed.InvocationConfiguration as Invocation)?.Configure);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FinAutDbContext>();
        return await work(scope.ServiceProvider, db);
    }

    // As on the server's own command line: --Throttle:PermitLimit=200.
    private static bool IsSetting(string token) => token.StartsWith("--", StringComparison.Ordinal) && token.Contains('=', StringComparison.Ordinal);

    // What an operator can put right gets a sentence; anything else is a bug, and keeps its stack trace.
    private static (string Message, int Code)? Explain(Exception exception) => exception switch
    {
        OptionsValidationException invalid => (string.Join(Environment.NewLine, invalid.Failures), WrongSettings),
        AggregateException many when many.InnerExceptions.All(e => e is OptionsValidationException) =>
            (string.Join(Environment.NewLine, many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures)), WrongSettings),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => (exception.Message, WrongSettings),
        InvalidOperationException { Source: "Serilog.Settings.Configuration" } => ($"Serilog: {exception.Message}", WrongSettings),
        IOException { InnerException: AddressInUseException } => (exception.Message, Failed),
        DbException refusal => (Explain(refusal), Failed),
        { InnerException: DbException cause } => (Explain(cause), Failed),
        _ => null,
    };

    private static string Explain(DbException exception) =>
        DatabaseTimeout.Is(exception) ? "The database did not answer in time." : $"The database refused: {exception.Message}";

    private sealed class Invocation : InvocationConfiguration
    {
        public Action<WebApplicationBuilder>? Configure { get; init; }
    }

    private static Command CreateMigrate()
    {
        var minutes = new Option<double>("--wait")
        {
            Description = "For how many minutes to wait for transactions that use a table; servers go on meanwhile.",
            DefaultValueFactory = _ => 10,
        };
        var command = new Command("migrate", "Creates the database, or brings it up to date.") { minutes };
        command.SetAction((parsed, cancellationToken) => WithDatabaseAsync(parsed, async (services, db) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var wait = new MigrationWait(TimeSpan.FromMinutes(parsed.GetValue(minutes)), services.GetRequiredService<TimeProvider>(), output.WriteLine);
            if (await db.MigrateAsync(wait, cancellationToken) is not { } applied)
            {
                return Failed;
            }

            await output.WriteLineAsync(applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
            return 0;
        }));
        return command;
    }

    private static Command CreateSeed()
    {
        var users = new Option<int?>("--users") { Description = "How many people to invent; the default is the setting Demo__Users." };
        var command = new Command("seed", "Fills an empty database with demo data. Needs Demo__Enabled=true.") { users };
        command.SetAction((parsed, cancellationToken) => WithDatabaseAsync(parsed, async (services, db) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var demo = services.GetRequiredService<IOptions<DemoOptions>>().Value;
            if (!demo.Enabled)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("Demo__Enabled must be true to fill in demo data.");
                return WrongSettings;
            }

            var seeder = new DemoSeeder(db, services.GetRequiredService<PersnrProtector>(), services.GetRequiredService<TimeProvider>());
            if (!await seeder.SeedAsync(parsed.GetValue(users) ?? demo.Users, output, cancellationToken))
            {
                await output.WriteLineAsync("The database has data; nothing was filled in.");
            }

            return 0;
        }));
        return command;
    }
}
