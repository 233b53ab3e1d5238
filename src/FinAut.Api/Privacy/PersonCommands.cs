using System.CommandLine;
using FinAut.Api.Hosting;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Privacy;

/// <summary>
/// Commands on one person's data. A persnr is read from standard input only: arguments are seen by everybody on the machine.
/// </summary>
internal static class PersonCommands
{
    private const int Refused = 1;

    /// <summary>Makes the command.</summary>
    /// <param name="input">Where a persnr is read from.</param>
    public static Command Create(TextReader input) => new("person", "Exports or erases what is held on one person.") { CreateExport(input), CreateErase(input) };

    private static Command CreateExport(TextReader input)
    {
        var (id, fromInput) = (UserOption(), InputOption());
        var command = new Command("export", "Writes everything that is held on a person as JSON to standard output.") { id, fromInput };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            db.Actor = new Actor(ActorKind.System, "person export", "");
            var (person, refusal) = await FindAsync(services, db, parsed.GetValue(id), parsed.GetValue(fromInput) ? input : null, cancellationToken);
            if (person is null || await services.GetRequiredService<PersonExport>().ExportAsync(person.Id, cancellationToken) is not { } json)
            {
                return await RefuseAsync(parsed, refusal);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(json));
            return 0;
        }));
        return command;
    }

    private static Command CreateErase(TextReader input)
    {
        var (id, fromInput) = (UserOption(), InputOption());
        var confirm = new Option<bool>("--confirm") { Description = "Really erase; without it the command only tells what it would erase." };
        var command = new Command("erase", "Removes for ever all that tells who a person is. What statistics count stays.") { id, fromInput, confirm };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            db.Actor = new Actor(ActorKind.System, "person erase", "");
            var (person, refusal) = await FindAsync(services, db, parsed.GetValue(id), parsed.GetValue(fromInput) ? input : null, cancellationToken);
            if (person is null)
            {
                return await RefuseAsync(parsed, refusal);
            }

            if (!parsed.GetValue(confirm))
            {
                return await RefuseAsync(
                    parsed,
                    $"Nothing is erased without --confirm. Person {person.Id}, {person.Statuses} statuses and {person.Results} results, employed at company {person.CompanyId}.");
            }

            if (!await services.GetRequiredService<PersonErasure>().EraseAsync(person.Id, cancellationToken))
            {
                return await RefuseAsync(parsed, refusal);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Person {person.Id} is erased.");
            return 0;
        }));
        return command;
    }

    private static Option<long?> UserOption() =>
        new("--user") { Description = "The person's number, which ends the person's URL. Never a persnr." };

    private static Option<bool> InputOption() =>
        new("--persnr-stdin") { Description = "Read the person's persnr from standard input instead." };

    // What is typed is never repeated: it may be a persnr.
    private static async Task<(Found? Person, string Refusal)> FindAsync(
        IServiceProvider services, FinAutDbContext db, long? id, TextReader? input, CancellationToken cancellationToken)
    {
        if (id is null == input is null)
        {
            return (null, "Name the person with --user by number, or with --persnr-stdin by a persnr on standard input.");
        }

        var people = db.Users.IgnoreQueryFilters().Where(u => u.Erased == null);
        if (input is not null)
        {
            var digits = (await input.ReadLineAsync(cancellationToken))?.Replace(" ", "", StringComparison.Ordinal);
            if (!Persnr.IsElevenDigits(digits))
            {
                return (null, "Standard input must hold a persnr: eleven digits.");
            }

            var lookups = services.GetRequiredService<PersnrProtector>().Lookups(Persnr.FromStored(digits));
            people = people.Where(u => lookups.Contains(u.PersnrLookup));
        }
        else
        {
            people = people.Where(u => u.Id == id);
        }

        var found = await people
            .Select(u => new Found(
                u.Id,
                u.CompanyId,
                db.UserStatuses.IgnoreQueryFilters().Count(s => s.UserId == u.Id),
                db.Results.IgnoreQueryFilters().Count(r => r.UserId == u.Id)))
            .SingleOrDefaultAsync(cancellationToken);
        return (found, "There is no such person, or none any more.");
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, string message)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(message);
        return Refused;
    }

    private sealed record Found(long Id, long CompanyId, int Statuses, int Results);
}
