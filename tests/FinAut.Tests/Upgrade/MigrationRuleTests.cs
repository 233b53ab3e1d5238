using System.Text.RegularExpressions;
using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace FinAut.Tests.Upgrade;

/// <summary>
/// A server goes on while the next version migrates, unless docs/operations.md says otherwise of a migration: what only adds disturbs
/// nobody, and anything else is listed there with what to do.
/// </summary>
public sealed partial class MigrationRuleTests
{
    [Fact]
    public void Every_migration_that_does_more_than_add_is_in_the_documents_list()
    {
        using var postgreSql = TestDatabase.Context("Host=127.0.0.1;Port=1");
        using var sqlServer = SqlServer.Context("Server=127.0.0.1,1");

        var chapter = Repository.Read("docs/operations.md").Split("\n## ").Single(c => c.StartsWith("Upgrade", StringComparison.Ordinal));
        var listed = Listed().Matches(chapter).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(listed);
        Assert.All([(FinAutDbContext)postgreSql, sqlServer], db => Assert.Equal(listed, Disturbing(db).Select(m => m.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void What_a_running_server_cannot_bear_is_told_from_what_only_adds()
    {
        var migration = new MigrationBuilder("Npgsql.EntityFrameworkCore.PostgreSQL");
        migration.CreateTable("things", table => new { Id = table.Column<long>(), Name = table.Column<string>() });
        migration.CreateIndex("ux_things_name", "things", "name", unique: true);
        migration.AddColumn<string>("next", "users", nullable: true);
        migration.AddColumn<int>("count", "users", nullable: false, defaultValue: 0);
        migration.CreateIndex("ix_users_next", "users", "next");
        Assert.Empty(Disturbances(migration.Operations));

        Assert.All(
            new Action<MigrationBuilder>[]
            {
                m => m.DropColumn("email", "users"),
                m => m.DropTable("users"),
                m => m.RenameColumn("email", "users", "mail"),
                m => m.RenameTable("users", newName: "people"),
                m => m.AlterColumn<string>("email", "users", nullable: false, oldNullable: true),
                m => m.AddColumn<int>("count", "users", nullable: false),
                m => m.CreateIndex("ux_users_email", "users", "email", unique: true),
                m => m.AddCheckConstraint("ck", "users", "email <> ''"),
                m => m.Sql("UPDATE users SET email = ''"),
            },
            change =>
            {
                var builder = new MigrationBuilder("Npgsql.EntityFrameworkCore.PostgreSQL");
                change(builder);
                Assert.Single(Disturbances(builder.Operations));
            });
    }

    // The first migration finds nobody at work.
    private static IEnumerable<(string Name, IReadOnlyList<MigrationOperation> Why)> Disturbing(FinAutDbContext db)
    {
        var migrations = db.GetService<IMigrationsAssembly>();
        return migrations.Migrations.OrderBy(m => m.Key, StringComparer.Ordinal).Skip(1)
            .Select(m => (m.Key[(m.Key.IndexOf('_', StringComparison.Ordinal) + 1)..], Disturbances(migrations.CreateMigration(m.Value, db.Database.ProviderName!).UpOperations)))
            .Where(m => m.Item2.Count > 0);
    }

    private static IReadOnlyList<MigrationOperation> Disturbances(IReadOnlyList<MigrationOperation> operations)
    {
        var made = operations.OfType<CreateTableOperation>().Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return [.. operations.Where(operation => operation switch
        {
            CreateTableOperation or CreateSequenceOperation or DropIndexOperation or DropForeignKeyOperation or DropCheckConstraintOperation or RenameIndexOperation => false,
            CreateIndexOperation index => index.IsUnique && !made.Contains(index.Table),
            AddColumnOperation column => !made.Contains(column.Table) && !column.IsNullable && column.DefaultValue is null && column.DefaultValueSql is null && column.ComputedColumnSql is null,
            AddForeignKeyOperation key => !made.Contains(key.Table),
            _ => true,
        })];
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| .+ \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listed();
}
