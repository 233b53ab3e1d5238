using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class SetByAndSecretNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<long>(
                name: "status_set_by_id",
                table: "user_statuses",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            // Until now the person stood as the one who set what a sign-up recorded, or staff: the former by its reason, the latter by
            // the audit trail.
            migrationBuilder.Sql(
                """
                UPDATE user_statuses s SET status_set_by_id = NULL
                FROM ordninger o
                WHERE o.id = s.ordning_id AND s.status_set_by_id = s.user_id AND (
                    (s.reason = 'Påmeldt' AND s.status IN (o.app_name || 'new', 'tlnew'))
                    OR s.id IN (SELECT entity_id FROM audit_entries WHERE entity = 'user_status' AND action = 'created' AND actor_kind = 3));
                """);

            migrationBuilder.AddColumn<string>(
                name: "label",
                table: "application_secrets",
                type: "character varying(50)",
                maxLength: 50,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "last_four",
                table: "application_secrets",
                type: "character varying(4)",
                maxLength: 4,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "label",
                table: "application_secrets");

            migrationBuilder.DropColumn(
                name: "last_four",
                table: "application_secrets");

            migrationBuilder.Sql("UPDATE user_statuses SET status_set_by_id = user_id WHERE status_set_by_id IS NULL;");

            migrationBuilder.AlterColumn<long>(
                name: "status_set_by_id",
                table: "user_statuses",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);
        }
    }
}
