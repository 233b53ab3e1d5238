using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class RecordsOfCompanies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "company_id",
                table: "user_statuses",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "superseded_from",
                table: "user_statuses",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "company_id",
                table: "results",
                type: "bigint",
                nullable: true);

            // Each row is written once: the employer now, and the day of the next record that is not void.
            migrationBuilder.Sql(
                """
                UPDATE results r SET company_id = u.company_id
                FROM users u WHERE u.id = r.user_id;
                """);

            migrationBuilder.Sql(
                """
                UPDATE user_statuses s SET company_id = u.company_id, superseded_from = n.next
                FROM users u, (
                    SELECT id, CASE WHEN voided_by_id IS NULL THEN
                        lead(status_date) OVER (PARTITION BY user_id, ordning_id, track, voided_by_id IS NULL ORDER BY status_date, id) END AS next
                    FROM user_statuses) n
                WHERE u.id = s.user_id AND n.id = s.id;
                """);

            migrationBuilder.AlterColumn<long>(
                name: "company_id",
                table: "user_statuses",
                type: "bigint",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "company_id",
                table: "results",
                type: "bigint",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_statuses_current",
                table: "user_statuses",
                columns: new[] { "company_id", "status_date", "superseded_from", "voided_by_id" });

            migrationBuilder.CreateIndex(
                name: "ix_results_company_id_created_id",
                table: "results",
                columns: new[] { "company_id", "created", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_id_company_id",
                table: "users",
                columns: new[] { "id", "company_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_user_statuses_current",
                table: "user_statuses");

            migrationBuilder.DropIndex(
                name: "ix_users_id_company_id",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_results_company_id_created_id",
                table: "results");

            migrationBuilder.DropColumn(
                name: "company_id",
                table: "user_statuses");

            migrationBuilder.DropColumn(
                name: "superseded_from",
                table: "user_statuses");

            migrationBuilder.DropColumn(
                name: "company_id",
                table: "results");
        }
    }
}
