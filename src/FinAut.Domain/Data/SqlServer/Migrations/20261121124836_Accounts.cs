using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Accounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_WebhookDeliveries_Created",
                table: "WebhookDeliveries");

            migrationBuilder.DropIndex(
                name: "IX_UserLoginLinks_ClientId_ExtUserId",
                table: "UserLoginLinks");

            migrationBuilder.DropIndex(
                name: "IX_UserLoginLinks_ClientId_UserId",
                table: "UserLoginLinks");

            migrationBuilder.CreateSequence(
                name: "AccountIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "DataProtectionKeyIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.AlterColumn<long>(
                name: "CompanyId",
                table: "WebhookEndpoints",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "UserLoginClientId",
                table: "WebhookEndpoints",
                type: "bigint",
                nullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "CompanyId",
                table: "WebhookDeliveries",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "Revoked",
                table: "UserLoginLinks",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Enabled",
                table: "UserLoginClients",
                type: "bit",
                nullable: false,
                defaultValue: true);

            migrationBuilder.CreateTable(
                name: "Accounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<short>(type: "smallint", nullable: false),
                    UserName = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    NormalizedUserName = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ApiUserId = table.Column<long>(type: "bigint", nullable: true),
                    UserId = table.Column<long>(type: "bigint", nullable: true),
                    Role = table.Column<short>(type: "smallint", nullable: true),
                    Enabled = table.Column<bool>(type: "bit", nullable: false),
                    PasswordHash = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    SecurityStamp = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    FailedSignIns = table.Column<int>(type: "int", nullable: false),
                    LockedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    AuthenticatorKeyCipher = table.Column<byte[]>(type: "varbinary(max)", nullable: true),
                    HasSecondFactor = table.Column<bool>(type: "bit", nullable: false),
                    LastCode = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: true),
                    ResetHash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    ResetExpires = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LastSignIn = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Accounts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Accounts_ApiUsers_ApiUserId",
                        column: x => x.ApiUserId,
                        principalTable: "ApiUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Accounts_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DataProtectionKeys",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    FriendlyName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Xml = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataProtectionKeys", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookEndpoints_UserLoginClientId",
                table: "WebhookEndpoints",
                column: "UserLoginClientId",
                unique: true,
                filter: "[UserLoginClientId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_Created_State",
                table: "WebhookDeliveries",
                columns: new[] { "Created", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_EndpointId_State_Id",
                table: "WebhookDeliveries",
                columns: new[] { "EndpointId", "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_Event_Id",
                table: "WebhookDeliveries",
                columns: new[] { "Event", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_State_Id",
                table: "WebhookDeliveries",
                columns: new[] { "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_UserStatuses_Created",
                table: "UserStatuses",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_Users_Created",
                table: "Users",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_ClientId_ExtUserId",
                table: "UserLoginLinks",
                columns: new[] { "ClientId", "ExtUserId" },
                unique: true,
                filter: "[Revoked] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_ClientId_Id",
                table: "UserLoginLinks",
                columns: new[] { "ClientId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_ClientId_UserId",
                table: "UserLoginLinks",
                columns: new[] { "ClientId", "UserId" },
                unique: true,
                filter: "[Revoked] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Action_Id",
                table: "AuditEntries",
                columns: new[] { "Action", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Actor_Id",
                table: "AuditEntries",
                columns: new[] { "Actor", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Entity_Id",
                table: "AuditEntries",
                columns: new[] { "Entity", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_ApiUserId",
                table: "Accounts",
                column: "ApiUserId",
                unique: true,
                filter: "[ApiUserId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_NormalizedUserName",
                table: "Accounts",
                column: "NormalizedUserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_ResetHash",
                table: "Accounts",
                column: "ResetHash");

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_UserId",
                table: "Accounts",
                column: "UserId",
                unique: true,
                filter: "[UserId] IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_WebhookEndpoints_UserLoginClients_UserLoginClientId",
                table: "WebhookEndpoints",
                column: "UserLoginClientId",
                principalTable: "UserLoginClients",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            // API users sign in with an account from here on; their passwords move along.
            migrationBuilder.Sql(
                """
                INSERT INTO Accounts (Id, Kind, UserName, NormalizedUserName, ApiUserId, Enabled, PasswordHash, SecurityStamp, FailedSignIns, HasSecondFactor, Created)
                SELECT NEXT VALUE FOR dbo.AccountIds, 1, UserName, 'U:' + NormalizedUserName, Id, 1, PasswordHash, LOWER(REPLACE(CONVERT(nvarchar(36), NEWID()), '-', '')), 0, 0, Created
                FROM ApiUsers;
                """);

            migrationBuilder.DropColumn(
                name: "PasswordHash",
                table: "ApiUsers");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_WebhookEndpoints_UserLoginClients_UserLoginClientId",
                table: "WebhookEndpoints");

            migrationBuilder.DropTable(
                name: "Accounts");

            migrationBuilder.DropTable(
                name: "DataProtectionKeys");

            migrationBuilder.DropIndex(
                name: "IX_WebhookEndpoints_UserLoginClientId",
                table: "WebhookEndpoints");

            migrationBuilder.DropIndex(
                name: "IX_WebhookDeliveries_Created_State",
                table: "WebhookDeliveries");

            migrationBuilder.DropIndex(
                name: "IX_WebhookDeliveries_EndpointId_State_Id",
                table: "WebhookDeliveries");

            migrationBuilder.DropIndex(
                name: "IX_WebhookDeliveries_Event_Id",
                table: "WebhookDeliveries");

            migrationBuilder.DropIndex(
                name: "IX_WebhookDeliveries_State_Id",
                table: "WebhookDeliveries");

            migrationBuilder.DropIndex(
                name: "IX_UserStatuses_Created",
                table: "UserStatuses");

            migrationBuilder.DropIndex(
                name: "IX_Users_Created",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_UserLoginLinks_ClientId_ExtUserId",
                table: "UserLoginLinks");

            migrationBuilder.DropIndex(
                name: "IX_UserLoginLinks_ClientId_Id",
                table: "UserLoginLinks");

            migrationBuilder.DropIndex(
                name: "IX_UserLoginLinks_ClientId_UserId",
                table: "UserLoginLinks");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_Action_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_Actor_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_Entity_Id",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "UserLoginClientId",
                table: "WebhookEndpoints");

            migrationBuilder.DropColumn(
                name: "Revoked",
                table: "UserLoginLinks");

            migrationBuilder.DropColumn(
                name: "Enabled",
                table: "UserLoginClients");

            migrationBuilder.DropSequence(
                name: "AccountIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "DataProtectionKeyIds",
                schema: "dbo");

            migrationBuilder.AlterColumn<long>(
                name: "CompanyId",
                table: "WebhookEndpoints",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "CompanyId",
                table: "WebhookDeliveries",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PasswordHash",
                table: "ApiUsers",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_Created",
                table: "WebhookDeliveries",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_ClientId_ExtUserId",
                table: "UserLoginLinks",
                columns: new[] { "ClientId", "ExtUserId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_ClientId_UserId",
                table: "UserLoginLinks",
                columns: new[] { "ClientId", "UserId" },
                unique: true);
        }
    }
}
