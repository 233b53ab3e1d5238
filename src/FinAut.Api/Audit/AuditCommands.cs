using System.CommandLine;
using CsvHelper;
using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Audit;

/// <summary>Commands on the audit trail.</summary>
internal static class AuditCommands
{
    private static readonly string[] Columns =
        ["id", "at", "actor_kind", "actor", "action", "entity", "entity_id", "user_id", "changes", "correlation_id"];

    public static Command CreateExport()
    {
        var from = new Option<DateOnly?>("--from") { Description = "The first day, a date in Oslo." };
        var to = new Option<DateOnly?>("--to") { Description = "The last day, a date in Oslo." };
        var user = new Option<long?>("--user") { Description = "Only entries about the person with this number." };
        var command = new Command("audit-export", "Writes the audit trail as CSV to standard output, the oldest entry first.") { from, to, user };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (_, db) =>
        {
            var entries = db.AuditEntries.AsNoTracking();
            if (parsed.GetValue(from) is { } first)
            {
                var start = OsloClock.StartOf(first);
                entries = entries.Where(e => e.At >= start);
            }

            if (parsed.GetValue(to) is { } last)
            {
                var end = OsloClock.StartOf(last.AddDays(1));
                entries = entries.Where(e => e.At < end);
            }

            if (parsed.GetValue(user) is { } person)
            {
                entries = entries.Where(e => e.UserId == person);
            }

            await WriteAsync(entries.OrderBy(e => e.At).ThenBy(e => e.Id).AsAsyncEnumerable(), parsed.InvocationConfiguration.Output, cancellationToken);
            return 0;
        }));
        return command;
    }

    private static async Task WriteAsync(IAsyncEnumerable<AuditEntry> entries, TextWriter output, CancellationToken cancellationToken)
    {
        // Whoever opens the file in a spreadsheet must not run formulas that a client put into a name.
        await using var csv = CsvWriter.Create(output, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        await csv.WriteRecordAsync(Columns, cancellationToken);
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            string[] record =
            [
                entry.Id.ToString(),
                entry.At.UtcDateTime.ToString("O"),
                entry.ActorKind.ToString().ToLowerInvariant(),
                entry.Actor,
                entry.Action,
                entry.Entity,
                entry.EntityId.ToString(),
                entry.UserId?.ToString() ?? "",
                entry.Changes,
                entry.CorrelationId,
            ];
            await csv.WriteRecordAsync(record, cancellationToken);
        }
    }
}
