using Microsoft.EntityFrameworkCore;
using Npgsql.NameTranslation;

namespace FinAut.Domain.Data.PostgreSql;

internal static class SnakeCase
{
    public static string Of(string name) => NpgsqlSnakeCaseNameTranslator.ConvertToSnakeCase(name);

    /// <summary>Names every table, column, key and index in snake_case, so that hand-written SQL needs no quotes.</summary>
    public static void Apply(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(Of(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Of(property.GetColumnName()));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(Of(key.GetName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(Of(foreignKey.GetConstraintName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Of(index.GetDatabaseName()!));
            }
        }
    }
}
