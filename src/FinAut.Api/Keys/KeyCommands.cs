using System.CommandLine;
using FinAut.Api.Hosting;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Keys;

/// <summary>Commands on the keys that persnr and secrets are encrypted under.</summary>
internal static class KeyCommands
{
    private const int Failed = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("keys", "Tells how many rows each key holds, and rewrites what older keys wrote.") { CreateStatus(), CreateRotate() };

    private static Command CreateStatus()
    {
        var command = new Command("status", "Tells how many rows each key holds, and whether all can be read.");
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var rotation = Rotation(services, db);
            var (found, unreadable) = (new List<(KeyUse Key, string What, int Rows)>(), 0);
            foreach (var column in rotation.Columns)
            {
                var count = await rotation.CountAsync(column, error.WriteLine, cancellationToken);
                found.AddRange(count.Rows.Select(rows => (rows.Key, column.What, rows.Value)));
                unreadable += count.Unreadable;
            }

            var writing = rotation.Columns.SelectMany(column => column.Writing).ToHashSet();
            foreach (var key in Configured(services).Union(found.Select(f => f.Key)).OrderBy(key => key.Setting, StringComparer.Ordinal).ThenBy(key => key.Number))
            {
                var rows = found.Where(f => f.Key == key).ToList();
                var parts = rows.Count == 0 ? "" : $" ({string.Join(", ", rows.Select(r => $"{r.Rows} {r.What}"))})";
                await output.WriteLineAsync($"{key}: {rows.Sum(r => r.Rows)} rows{parts}{(writing.Contains(key) ? ", writes" : "")}");
            }

            return await EndAsync(unreadable, "cannot be read", error);
        }));
        return command;
    }

    private static Command CreateRotate()
    {
        var command = new Command("rotate", "Rewrites what is not under the keys that write now, while servers serve. Can be interrupted and run again.");
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            db.Actor = new Actor(ActorKind.System, "keys rotate", "");
            var rotation = Rotation(services, db);
            var (rewritten, failed, interrupted) = (new Dictionary<string, int>(), 0, false);
            try
            {
                foreach (var column in rotation.Columns)
                {
                    failed += await rotation.RotateAsync(
                        column, () => rewritten[column.What] = rewritten.GetValueOrDefault(column.What) + 1, output.WriteLine, error.WriteLine, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                interrupted = true;
            }

            if (rewritten.Count > 0)
            {
                await rotation.NoteAsync(rewritten, CancellationToken.None);
            }

            await output.WriteLineAsync($"{rewritten.Values.Sum()} rows were rewritten.");
            if (interrupted)
            {
                await error.WriteLineAsync("Interrupted: run the command again to go on.");
                return Failed;
            }

            return await EndAsync(failed, "could not be rewritten", error);
        }));
        return command;
    }

    private static KeyRotation Rotation(IServiceProvider services, FinAutDbContext db) => new(
        db, services.GetRequiredService<PersnrProtector>(), services.GetRequiredService<SecretProtector>(), services.GetRequiredService<TimeProvider>());

    private static IEnumerable<KeyUse> Configured(IServiceProvider services)
    {
        var persnr = services.GetRequiredService<IOptions<PersnrOptions>>().Value;
        var secrets = services.GetRequiredService<IOptions<SecretsOptions>>().Value;
        return Uses(PersnrOptions.EncryptionKeysName, persnr.EncryptionKeys)
            .Concat(Uses(PersnrOptions.LookupKeysName, persnr.LookupKeys))
            .Concat(Uses(SecretsOptions.EncryptionKeysName, secrets.EncryptionKeys));

        static IEnumerable<KeyUse> Uses(string setting, Dictionary<string, string> keys) =>
            KeySettings.Parse(keys)!.Keys.Select(number => new KeyUse(setting, number));
    }

    private static async Task<int> EndAsync(int failed, string what, TextWriter error)
    {
        if (failed == 0)
        {
            return 0;
        }

        await error.WriteLineAsync($"{failed} rows {what}; they are named above.");
        return Failed;
    }
}
