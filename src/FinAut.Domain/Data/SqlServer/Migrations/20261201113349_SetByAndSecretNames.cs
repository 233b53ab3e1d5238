using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class SetByAndSecretNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<long>(
                name: "StatusSetById",
                table: "UserStatuses",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            // Until now the person stood as the one who set what a sign-up recorded, or staff: the former by its reason, the latter by
            // the audit trail.
            migrationBuilder.Sql(
                """
                UPDATE s SET StatusSetById = NULL
                FROM UserStatuses s JOIN Ordninger o ON o.Id = s.OrdningId
                WHERE s.StatusSetById = s.UserId AND (
                    (s.Reason = N'Påmeldt' AND s.Status IN (o.AppName + N'new', N'tlnew'))
                    OR s.Id IN (SELECT EntityId FROM AuditEntries WHERE Entity = N'user_status' AND Action = N'created' AND ActorKind = 3));
                """);

            migrationBuilder.AddColumn<string>(
                name: "Label",
                table: "ApplicationSecrets",
                type: "nvarchar(50)",
                maxLength: 50,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "LastFour",
                table: "ApplicationSecrets",
                type: "nvarchar(4)",
                maxLength: 4,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Label",
                table: "ApplicationSecrets");

            migrationBuilder.DropColumn(
                name: "LastFour",
                table: "ApplicationSecrets");

            migrationBuilder.Sql("UPDATE UserStatuses SET StatusSetById = UserId WHERE StatusSetById IS NULL;");

            migrationBuilder.AlterColumn<long>(
                name: "StatusSetById",
                table: "UserStatuses",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);
        }
    }
}
