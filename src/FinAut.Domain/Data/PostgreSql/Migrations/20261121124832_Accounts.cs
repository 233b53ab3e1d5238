using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Accounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_created",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_user_login_links_client_id_ext_user_id",
                table: "user_login_links");

            migrationBuilder.DropIndex(
                name: "ix_user_login_links_client_id_user_id",
                table: "user_login_links");

            migrationBuilder.CreateSequence(
                name: "account_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "data_protection_key_ids",
                incrementBy: 10);

            migrationBuilder.AlterColumn<long>(
                name: "company_id",
                table: "webhook_endpoints",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "user_login_client_id",
                table: "webhook_endpoints",
                type: "bigint",
                nullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "company_id",
                table: "webhook_deliveries",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "revoked",
                table: "user_login_links",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "enabled",
                table: "user_login_clients",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    user_name = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    api_user_id = table.Column<long>(type: "bigint", nullable: true),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    role = table.Column<short>(type: "smallint", nullable: true),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    security_stamp = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    failed_sign_ins = table.Column<int>(type: "integer", nullable: false),
                    locked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    authenticator_key_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    has_second_factor = table.Column<bool>(type: "boolean", nullable: false),
                    last_code = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    reset_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    reset_expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_sign_in = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                    table.ForeignKey(
                        name: "fk_accounts_api_users_api_user_id",
                        column: x => x.api_user_id,
                        principalTable: "api_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_accounts_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    friendly_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_endpoints_user_login_client_id",
                table: "webhook_endpoints",
                column: "user_login_client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_created_state",
                table: "webhook_deliveries",
                columns: new[] { "created", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_endpoint_id_state_id",
                table: "webhook_deliveries",
                columns: new[] { "endpoint_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_event_id",
                table: "webhook_deliveries",
                columns: new[] { "event", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_state_id",
                table: "webhook_deliveries",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_created",
                table: "users",
                column: "created");

            migrationBuilder.CreateIndex(
                name: "ix_user_statuses_created",
                table: "user_statuses",
                column: "created");

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_client_id_ext_user_id",
                table: "user_login_links",
                columns: new[] { "client_id", "ext_user_id" },
                unique: true,
                filter: "revoked IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_client_id_id",
                table: "user_login_links",
                columns: new[] { "client_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_client_id_user_id",
                table: "user_login_links",
                columns: new[] { "client_id", "user_id" },
                unique: true,
                filter: "revoked IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_action_id",
                table: "audit_entries",
                columns: new[] { "action", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_actor_id",
                table: "audit_entries",
                columns: new[] { "actor", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_entity_id",
                table: "audit_entries",
                columns: new[] { "entity", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_api_user_id",
                table: "accounts",
                column: "api_user_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalized_user_name",
                table: "accounts",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_reset_hash",
                table: "accounts",
                column: "reset_hash");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_user_id",
                table: "accounts",
                column: "user_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_webhook_endpoints_user_login_clients_user_login_client_id",
                table: "webhook_endpoints",
                column: "user_login_client_id",
                principalTable: "user_login_clients",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // API users sign in with an account from here on; their passwords move along.
            migrationBuilder.Sql(
                """
                INSERT INTO accounts (id, kind, user_name, normalized_user_name, api_user_id, enabled, password_hash, security_stamp, failed_sign_ins, has_second_factor, created)
                SELECT nextval('account_ids'), 1, user_name, 'U:' || normalized_user_name, id, true, password_hash, replace(gen_random_uuid()::text, '-', ''), 0, false, created
                FROM api_users;
                """);

            migrationBuilder.DropColumn(
                name: "password_hash",
                table: "api_users");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_webhook_endpoints_user_login_clients_user_login_client_id",
                table: "webhook_endpoints");

            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropIndex(
                name: "ix_webhook_endpoints_user_login_client_id",
                table: "webhook_endpoints");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_created_state",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_endpoint_id_state_id",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_event_id",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_state_id",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_users_created",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_user_statuses_created",
                table: "user_statuses");

            migrationBuilder.DropIndex(
                name: "ix_user_login_links_client_id_ext_user_id",
                table: "user_login_links");

            migrationBuilder.DropIndex(
                name: "ix_user_login_links_client_id_id",
                table: "user_login_links");

            migrationBuilder.DropIndex(
                name: "ix_user_login_links_client_id_user_id",
                table: "user_login_links");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_action_id",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_actor_id",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "ix_audit_entries_entity_id",
                table: "audit_entries");

            migrationBuilder.DropColumn(
                name: "user_login_client_id",
                table: "webhook_endpoints");

            migrationBuilder.DropColumn(
                name: "revoked",
                table: "user_login_links");

            migrationBuilder.DropColumn(
                name: "enabled",
                table: "user_login_clients");

            migrationBuilder.DropSequence(
                name: "account_ids");

            migrationBuilder.DropSequence(
                name: "data_protection_key_ids");

            migrationBuilder.AlterColumn<long>(
                name: "company_id",
                table: "webhook_endpoints",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "company_id",
                table: "webhook_deliveries",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "password_hash",
                table: "api_users",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_created",
                table: "webhook_deliveries",
                column: "created");

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_client_id_ext_user_id",
                table: "user_login_links",
                columns: new[] { "client_id", "ext_user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_client_id_user_id",
                table: "user_login_links",
                columns: new[] { "client_id", "user_id" },
                unique: true);
        }
    }
}
