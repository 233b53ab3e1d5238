using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class RecordsOfCompanies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "CompanyId",
                table: "UserStatuses",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "SupersededFrom",
                table: "UserStatuses",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CompanyId",
                table: "Results",
                type: "bigint",
                nullable: true);

            // Each row is written once: the employer now, and the day of the next record that is not void. The columns are
            // new, so that a script as a whole would not be understood without EXEC.
            migrationBuilder.Sql(
                """
                EXEC(N'UPDATE r SET CompanyId = u.CompanyId
                FROM Results r JOIN Users u ON u.Id = r.UserId');
                """);

            migrationBuilder.Sql(
                """
                EXEC(N'UPDATE s SET CompanyId = u.CompanyId, SupersededFrom = n.Next
                FROM UserStatuses s
                JOIN Users u ON u.Id = s.UserId
                JOIN (
                    SELECT Id, CASE WHEN VoidedById IS NULL THEN LEAD(StatusDate) OVER (
                        PARTITION BY UserId, OrdningId, Track, CASE WHEN VoidedById IS NULL THEN 0 ELSE 1 END ORDER BY StatusDate, Id) END AS Next
                    FROM UserStatuses) n ON n.Id = s.Id');
                """);

            migrationBuilder.AlterColumn<long>(
                name: "CompanyId",
                table: "UserStatuses",
                type: "bigint",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "CompanyId",
                table: "Results",
                type: "bigint",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_UserStatuses_Current",
                table: "UserStatuses",
                columns: new[] { "CompanyId", "StatusDate", "SupersededFrom", "VoidedById" });

            migrationBuilder.CreateIndex(
                name: "IX_Results_CompanyId_Created_Id",
                table: "Results",
                columns: new[] { "CompanyId", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Users_Id_CompanyId",
                table: "Users",
                columns: new[] { "Id", "CompanyId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UserStatuses_Current",
                table: "UserStatuses");

            migrationBuilder.DropIndex(
                name: "IX_Users_Id_CompanyId",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Results_CompanyId_Created_Id",
                table: "Results");

            migrationBuilder.DropColumn(
                name: "CompanyId",
                table: "UserStatuses");

            migrationBuilder.DropColumn(
                name: "SupersededFrom",
                table: "UserStatuses");

            migrationBuilder.DropColumn(
                name: "CompanyId",
                table: "Results");
        }
    }
}
