using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinAut.Domain.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Webhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "WebhookAttemptIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "WebhookDeliveryIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "WebhookEndpointIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "WebhookEndpointSecretIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "WebhookNoticeIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateTable(
                name: "WebhookEndpoints",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<short>(type: "smallint", nullable: false),
                    Url = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    AppNames = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    BodyForm = table.Column<short>(type: "smallint", nullable: false),
                    HeadersCipher = table.Column<byte[]>(type: "varbinary(max)", nullable: true),
                    State = table.Column<short>(type: "smallint", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    FailingSince = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LastFailure = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    TransportFailures = table.Column<int>(type: "int", nullable: false),
                    PausedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookEndpoints", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebhookEndpoints_Companies_CompanyId",
                        column: x => x.CompanyId,
                        principalTable: "Companies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WebhookSequences",
                columns: table => new
                {
                    CompanyId = table.Column<long>(type: "bigint", nullable: false),
                    Last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookSequences", x => x.CompanyId);
                });

            migrationBuilder.CreateTable(
                name: "WebhookDeliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false),
                    EndpointId = table.Column<long>(type: "bigint", nullable: false),
                    EventId = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Event = table.Column<short>(type: "smallint", nullable: false),
                    ObjectId = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    Payload = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    CorrelationId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State = table.Column<short>(type: "smallint", nullable: false),
                    ScheduledAttempts = table.Column<int>(type: "int", nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Manual = table.Column<bool>(type: "bit", nullable: false),
                    NextAttempt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ClaimedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ClaimedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    DeliveredAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookDeliveries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebhookDeliveries_WebhookEndpoints_EndpointId",
                        column: x => x.EndpointId,
                        principalTable: "WebhookEndpoints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "WebhookEndpointSecrets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    EndpointId = table.Column<long>(type: "bigint", nullable: false),
                    Cipher = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Expires = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookEndpointSecrets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebhookEndpointSecrets_WebhookEndpoints_EndpointId",
                        column: x => x.EndpointId,
                        principalTable: "WebhookEndpoints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "WebhookNotices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    EndpointId = table.Column<long>(type: "bigint", nullable: false),
                    Action = table.Column<short>(type: "smallint", nullable: false),
                    Since = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Tried = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Sent = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookNotices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebhookNotices_WebhookEndpoints_EndpointId",
                        column: x => x.EndpointId,
                        principalTable: "WebhookEndpoints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "WebhookAttempts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    DeliveryId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Manual = table.Column<bool>(type: "bit", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    DurationMs = table.Column<int>(type: "int", nullable: false),
                    Status = table.Column<int>(type: "int", nullable: true),
                    Error = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    Exchange = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookAttempts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WebhookAttempts_WebhookDeliveries_DeliveryId",
                        column: x => x.DeliveryId,
                        principalTable: "WebhookDeliveries",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookAttempts_At",
                table: "WebhookAttempts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookAttempts_DeliveryId",
                table: "WebhookAttempts",
                column: "DeliveryId");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_CompanyId_Id",
                table: "WebhookDeliveries",
                columns: new[] { "CompanyId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_Created",
                table: "WebhookDeliveries",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_EndpointId_ClaimedUntil",
                table: "WebhookDeliveries",
                columns: new[] { "EndpointId", "ClaimedUntil" },
                filter: "[ClaimedUntil] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_EndpointId_Id",
                table: "WebhookDeliveries",
                columns: new[] { "EndpointId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_EndpointId_NextAttempt_Sequence",
                table: "WebhookDeliveries",
                columns: new[] { "EndpointId", "NextAttempt", "Sequence" },
                filter: "[State] = 1");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_EndpointId_UserId_Sequence",
                table: "WebhookDeliveries",
                columns: new[] { "EndpointId", "UserId", "Sequence" },
                filter: "[State] = 1");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookDeliveries_Manual",
                table: "WebhookDeliveries",
                column: "EndpointId",
                filter: "[Manual] = 1");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookEndpoints_CompanyId",
                table: "WebhookEndpoints",
                column: "CompanyId");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookEndpointSecrets_EndpointId",
                table: "WebhookEndpointSecrets",
                column: "EndpointId");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookNotices_Created",
                table: "WebhookNotices",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_WebhookNotices_EndpointId",
                table: "WebhookNotices",
                column: "EndpointId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "WebhookAttempts");

            migrationBuilder.DropTable(
                name: "WebhookEndpointSecrets");

            migrationBuilder.DropTable(
                name: "WebhookNotices");

            migrationBuilder.DropTable(
                name: "WebhookSequences");

            migrationBuilder.DropTable(
                name: "WebhookDeliveries");

            migrationBuilder.DropTable(
                name: "WebhookEndpoints");

            migrationBuilder.DropSequence(
                name: "WebhookAttemptIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "WebhookDeliveryIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "WebhookEndpointIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "WebhookEndpointSecretIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "WebhookNoticeIds",
                schema: "dbo");
        }
    }
}
