using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace FinAut.Api.Demo;

/// <summary>
/// Inserts many new rows, by COPY on PostgreSQL and by SaveChanges elsewhere. Tables, columns and conversions come from the model.
/// </summary>
internal sealed class BulkWriter(FinAutDbContext db)
{
    private readonly Dictionary<Type, Table> _tables = [];

    /// <summary>Inserts the rows. Rows that others refer to must come before them, and every row must bring its key.</summary>
    public async Task WriteAsync(IReadOnlyCollection<object> rows, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
        {
            db.AddRange(rows);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return;
        }

        foreach (var ofOneTable in rows.GroupBy(row => row.GetType()))
        {
            await CopyAsync(TableOf(ofOneTable.Key), ofOneTable, cancellationToken);
        }
    }

    private async Task CopyAsync(Table table, IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var import = await connection.BeginBinaryImportAsync(table.CopyCommand, cancellationToken);
        var values = new object?[table.Columns.Length];
        foreach (var row in rows)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = table.Columns[i].ValueIn(row);
            }

            await import.WriteRowAsync(cancellationToken, values);
        }

        await import.CompleteAsync(cancellationToken);
    }

    private Table TableOf(Type type)
    {
        if (!_tables.TryGetValue(type, out var table))
        {
            _tables[type] = table = Describe(db.Model.FindEntityType(type)!);
        }

        return table;
    }

    private static Table Describe(IEntityType entity)
    {
        var properties = entity.GetProperties().ToList();
        var names = string.Join(", ", properties.Select(p => Quote(p.GetColumnName())));
        return new Table(
            $"COPY {Quote(entity.GetTableName()!)} ({names}) FROM STDIN (FORMAT BINARY)",
            [.. properties.Select(p => new Column(p.GetGetter(), p.GetTypeMapping().Converter))]);
    }

    private static string Quote(string name) => $"\"{name}\"";

    private sealed record Table(string CopyCommand, Column[] Columns);

    private sealed record Column(IClrPropertyGetter Getter, ValueConverter? Converter)
    {
        public object? ValueIn(object row)
        {
            var value = Getter.GetClrValue(row);
            return value is null || Converter is null ? value : Converter.ConvertToProvider(value);
        }
    }
}
