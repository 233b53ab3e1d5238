using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace FinAut.Domain.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "dbo");

            migrationBuilder.CreateSequence(
                name: "ApiUserIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "ApplicationIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "ApplicationSecretIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "AuditEntryIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "CompanyIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "CompetencyGoalIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "CompetencyResultIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "DepartmentIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "EmploymentIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "FranchiseIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "ResultIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "UserIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "UserLoginClientIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "UserLoginLinkIds",
                schema: "dbo",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "UserStatusIds",
                schema: "dbo");

            migrationBuilder.CreateTable(
                name: "ApiUsers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    UserName = table.Column<string>(type: "nvarchar(150)", maxLength: 150, nullable: false),
                    NormalizedUserName = table.Column<string>(type: "nvarchar(150)", maxLength: 150, nullable: false),
                    PasswordHash = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Enabled = table.Column<bool>(type: "bit", nullable: false),
                    MayWrite = table.Column<bool>(type: "bit", nullable: false),
                    PermitLimit = table.Column<int>(type: "int", nullable: true),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ActorKind = table.Column<short>(type: "smallint", nullable: false),
                    Actor = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Action = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false),
                    EntityId = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: true),
                    Changes = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CorrelationId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Companies",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Navn = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Orgnr = table.Column<string>(type: "nvarchar(9)", maxLength: 9, nullable: false),
                    Hjemmeside = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Companies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Ordninger",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    AppName = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    ShortName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Abbreviation = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    SortOrder = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Ordninger", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Applications",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    ApiUserId = table.Column<long>(type: "bigint", nullable: false),
                    ClientId = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Scopes = table.Column<int>(type: "int", nullable: false),
                    Enabled = table.Column<bool>(type: "bit", nullable: false),
                    ClientType = table.Column<int>(type: "int", nullable: false),
                    AllowClientCredentials = table.Column<bool>(type: "bit", nullable: false),
                    AllowIntrospection = table.Column<bool>(type: "bit", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Applications", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Applications_ApiUsers_ApiUserId",
                        column: x => x.ApiUserId,
                        principalTable: "ApiUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ThrottleWindows",
                columns: table => new
                {
                    ApiUserId = table.Column<long>(type: "bigint", nullable: false),
                    Started = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ThrottleWindows", x => x.ApiUserId);
                    table.ForeignKey(
                        name: "FK_ThrottleWindows_ApiUsers_ApiUserId",
                        column: x => x.ApiUserId,
                        principalTable: "ApiUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserLoginClients",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    ApiUserId = table.Column<long>(type: "bigint", nullable: false),
                    Slug = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    PostUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    RedirectUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserLoginClients", x => x.Id);
                    table.ForeignKey(
                        name: "FK_UserLoginClients_ApiUsers_ApiUserId",
                        column: x => x.ApiUserId,
                        principalTable: "ApiUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApiUserCompanies",
                columns: table => new
                {
                    ApiUserId = table.Column<long>(type: "bigint", nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiUserCompanies", x => new { x.ApiUserId, x.CompanyId });
                    table.ForeignKey(
                        name: "FK_ApiUserCompanies_ApiUsers_ApiUserId",
                        column: x => x.ApiUserId,
                        principalTable: "ApiUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_ApiUserCompanies_Companies_CompanyId",
                        column: x => x.CompanyId,
                        principalTable: "Companies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Departments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Departments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Departments_Companies_CompanyId",
                        column: x => x.CompanyId,
                        principalTable: "Companies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Users",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    PersnrCipher = table.Column<byte[]>(type: "varbinary(64)", maxLength: 64, nullable: false),
                    PersnrLookup = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    FirstName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    LastName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Email = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    Mobile = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Changed = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Users", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Users_Companies_CompanyId",
                        column: x => x.CompanyId,
                        principalTable: "Companies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CompetencyGoals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    OrdningId = table.Column<long>(type: "bigint", nullable: true),
                    Year = table.Column<int>(type: "int", nullable: false),
                    Hours = table.Column<decimal>(type: "decimal(5,2)", precision: 5, scale: 2, nullable: true),
                    Mandatory = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CompetencyGoals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CompetencyGoals_Ordninger_OrdningId",
                        column: x => x.OrdningId,
                        principalTable: "Ordninger",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AccessTokens",
                columns: table => new
                {
                    Hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    ApplicationId = table.Column<long>(type: "bigint", nullable: false),
                    Scopes = table.Column<int>(type: "int", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Expires = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Revoked = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccessTokens", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_AccessTokens_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ApplicationSecrets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    ApplicationId = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Expires = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LastUsed = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApplicationSecrets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApplicationSecrets_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Franchises",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    DepartmentId = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Franchises", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Franchises_Departments_DepartmentId",
                        column: x => x.DepartmentId,
                        principalTable: "Departments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Administrations",
                columns: table => new
                {
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Administrations", x => new { x.UserId, x.CompanyId });
                    table.ForeignKey(
                        name: "FK_Administrations_Companies_CompanyId",
                        column: x => x.CompanyId,
                        principalTable: "Companies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Administrations_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Results",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    OrdningId = table.Column<long>(type: "bigint", nullable: false),
                    ExamName = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    ExamType = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Score = table.Column<decimal>(type: "decimal(5,2)", precision: 5, scale: 2, nullable: true),
                    Passed = table.Column<bool>(type: "bit", nullable: false),
                    ExamDate = table.Column<DateOnly>(type: "date", nullable: false),
                    Attempt = table.Column<int>(type: "int", nullable: false),
                    Topics = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Changed = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Results", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Results_Ordninger_OrdningId",
                        column: x => x.OrdningId,
                        principalTable: "Ordninger",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Results_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserLoginLinks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    ClientId = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    ExtUserId = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    EncryptedUserId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserLoginLinks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_UserLoginLinks_UserLoginClients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "UserLoginClients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_UserLoginLinks_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserRoles",
                columns: table => new
                {
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    OrdningId = table.Column<long>(type: "bigint", nullable: false),
                    UserType = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserRoles", x => new { x.UserId, x.OrdningId, x.UserType });
                    table.ForeignKey(
                        name: "FK_UserRoles_Ordninger_OrdningId",
                        column: x => x.OrdningId,
                        principalTable: "Ordninger",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_UserRoles_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserStatuses",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    OrdningId = table.Column<long>(type: "bigint", nullable: false),
                    Track = table.Column<short>(type: "smallint", nullable: false),
                    Status = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    StatusDate = table.Column<DateOnly>(type: "date", nullable: false),
                    StatusSetById = table.Column<long>(type: "bigint", nullable: false),
                    Comment = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Locked = table.Column<bool>(type: "bit", nullable: false),
                    VoidedById = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserStatuses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_UserStatuses_Ordninger_OrdningId",
                        column: x => x.OrdningId,
                        principalTable: "Ordninger",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_UserStatuses_Users_StatusSetById",
                        column: x => x.StatusSetById,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_UserStatuses_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Employments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    CompanyId = table.Column<long>(type: "bigint", nullable: false),
                    DepartmentId = table.Column<long>(type: "bigint", nullable: false),
                    FranchiseId = table.Column<long>(type: "bigint", nullable: true),
                    EmployeeAlias = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    StartDate = table.Column<DateOnly>(type: "date", nullable: false),
                    EndDate = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Employments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Employments_Companies_CompanyId",
                        column: x => x.CompanyId,
                        principalTable: "Companies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Employments_Departments_DepartmentId",
                        column: x => x.DepartmentId,
                        principalTable: "Departments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Employments_Franchises_FranchiseId",
                        column: x => x.FranchiseId,
                        principalTable: "Franchises",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Employments_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CompetencyResults",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    UserLoginLinkId = table.Column<long>(type: "bigint", nullable: false),
                    GoalId = table.Column<long>(type: "bigint", nullable: false),
                    PassedDate = table.Column<DateOnly>(type: "date", nullable: false),
                    ExternalSystem = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    ExternalId = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false),
                    Created = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CompetencyResults", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CompetencyResults_CompetencyGoals_GoalId",
                        column: x => x.GoalId,
                        principalTable: "CompetencyGoals",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_CompetencyResults_UserLoginLinks_UserLoginLinkId",
                        column: x => x.UserLoginLinkId,
                        principalTable: "UserLoginLinks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "Ordninger",
                columns: new[] { "Id", "Abbreviation", "AppName", "Name", "ShortName", "SortOrder" },
                values: new object[,]
                {
                    { 1L, "S&I", "afr", "Autorisasjonsordningen for finansielle rådgivere", "Sparing & investering", 1 },
                    { 2L, "KRD", "krd", "Autorisasjonsordningen i kreditt", "Kreditt", 2 },
                    { 3L, "SF", "gos", "Godkjenningsordningen for selgere og rådgivere i skadeforsikring", "Skadeforsikring", 3 },
                    { 4L, "PF", "aip", "Autorisasjonsordningen i personforsikring", "Personforsikring", 4 },
                    { 5L, "SFN", "sfn", "Skadeforsikring Næringsliv", "Skadeforsikring Næring", 5 },
                    { 6L, "PFN", "pfn", "Personforsikring Næringsliv", "Personforsikring Næring", 6 },
                    { 7L, "INF", "inf", "Informasjonsgivere", "Informasjonsgivere", 7 },
                    { 8L, "UKR", "ukr", "Autorisasjonsordningen i usikret kreditt", "Usikret Kreditt", 7 },
                    { 9L, "INK", "ink", "Inkasso", "Inkasso", 8 },
                    { 10L, "DIG", "dig", "Digitale Løsninger", "Digitale Løsninger", 9 },
                    { 11L, "FIN", "fin", "Generelle brukere", "Generelle brukere", 10 },
                    { 12L, "ROB", "rob", "Autorisasjonsordning for robotrådgivere", "Robotrådgivere", 0 },
                    { 13L, "N2", "n2", "Nivå 2", "N2", 0 },
                    { 14L, "NIVÅ 3", "n3", "Nivå 3", "Åpne tester", 0 }
                });

            migrationBuilder.CreateIndex(
                name: "IX_AccessTokens_ApplicationId",
                table: "AccessTokens",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_AccessTokens_Expires",
                table: "AccessTokens",
                column: "Expires");

            migrationBuilder.CreateIndex(
                name: "IX_Administrations_CompanyId",
                table: "Administrations",
                column: "CompanyId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiUserCompanies_CompanyId",
                table: "ApiUserCompanies",
                column: "CompanyId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiUsers_NormalizedUserName",
                table: "ApiUsers",
                column: "NormalizedUserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApplicationSecrets_ApplicationId",
                table: "ApplicationSecrets",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Applications_ApiUserId",
                table: "Applications",
                column: "ApiUserId");

            migrationBuilder.CreateIndex(
                name: "IX_Applications_ClientId",
                table: "Applications",
                column: "ClientId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_At",
                table: "AuditEntries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_UserId_At",
                table: "AuditEntries",
                columns: new[] { "UserId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_CompetencyGoals_OrdningId",
                table: "CompetencyGoals",
                column: "OrdningId");

            migrationBuilder.CreateIndex(
                name: "IX_CompetencyResults_GoalId",
                table: "CompetencyResults",
                column: "GoalId");

            migrationBuilder.CreateIndex(
                name: "IX_CompetencyResults_UserLoginLinkId_GoalId_ExternalSystem_ExternalId",
                table: "CompetencyResults",
                columns: new[] { "UserLoginLinkId", "GoalId", "ExternalSystem", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Departments_CompanyId",
                table: "Departments",
                column: "CompanyId");

            migrationBuilder.CreateIndex(
                name: "IX_Employments_CompanyId",
                table: "Employments",
                column: "CompanyId");

            migrationBuilder.CreateIndex(
                name: "IX_Employments_Current",
                table: "Employments",
                column: "UserId",
                unique: true,
                filter: "[EndDate] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Employments_DepartmentId",
                table: "Employments",
                column: "DepartmentId");

            migrationBuilder.CreateIndex(
                name: "IX_Employments_EmployeeAlias",
                table: "Employments",
                column: "EmployeeAlias");

            migrationBuilder.CreateIndex(
                name: "IX_Employments_FranchiseId",
                table: "Employments",
                column: "FranchiseId");

            migrationBuilder.CreateIndex(
                name: "IX_Employments_UserId",
                table: "Employments",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Franchises_DepartmentId",
                table: "Franchises",
                column: "DepartmentId");

            migrationBuilder.CreateIndex(
                name: "IX_Ordninger_AppName",
                table: "Ordninger",
                column: "AppName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Results_Created",
                table: "Results",
                column: "Created");

            migrationBuilder.CreateIndex(
                name: "IX_Results_OrdningId",
                table: "Results",
                column: "OrdningId");

            migrationBuilder.CreateIndex(
                name: "IX_Results_UserId_OrdningId",
                table: "Results",
                columns: new[] { "UserId", "OrdningId" });

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginClients_ApiUserId",
                table: "UserLoginClients",
                column: "ApiUserId");

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginClients_Slug",
                table: "UserLoginClients",
                column: "Slug",
                unique: true);

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

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_EncryptedUserId",
                table: "UserLoginLinks",
                column: "EncryptedUserId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UserLoginLinks_UserId",
                table: "UserLoginLinks",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_UserRoles_OrdningId",
                table: "UserRoles",
                column: "OrdningId");

            migrationBuilder.CreateIndex(
                name: "IX_UserStatuses_OrdningId",
                table: "UserStatuses",
                column: "OrdningId");

            migrationBuilder.CreateIndex(
                name: "IX_UserStatuses_StatusSetById",
                table: "UserStatuses",
                column: "StatusSetById");

            migrationBuilder.CreateIndex(
                name: "IX_UserStatuses_UserId_OrdningId_Track_StatusDate_Id",
                table: "UserStatuses",
                columns: new[] { "UserId", "OrdningId", "Track", "StatusDate", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Users_CompanyId_Id",
                table: "Users",
                columns: new[] { "CompanyId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Users_PersnrLookup",
                table: "Users",
                column: "PersnrLookup",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AccessTokens");

            migrationBuilder.DropTable(
                name: "Administrations");

            migrationBuilder.DropTable(
                name: "ApiUserCompanies");

            migrationBuilder.DropTable(
                name: "ApplicationSecrets");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "CompetencyResults");

            migrationBuilder.DropTable(
                name: "Employments");

            migrationBuilder.DropTable(
                name: "Results");

            migrationBuilder.DropTable(
                name: "ThrottleWindows");

            migrationBuilder.DropTable(
                name: "UserRoles");

            migrationBuilder.DropTable(
                name: "UserStatuses");

            migrationBuilder.DropTable(
                name: "Applications");

            migrationBuilder.DropTable(
                name: "CompetencyGoals");

            migrationBuilder.DropTable(
                name: "UserLoginLinks");

            migrationBuilder.DropTable(
                name: "Franchises");

            migrationBuilder.DropTable(
                name: "Ordninger");

            migrationBuilder.DropTable(
                name: "UserLoginClients");

            migrationBuilder.DropTable(
                name: "Users");

            migrationBuilder.DropTable(
                name: "Departments");

            migrationBuilder.DropTable(
                name: "ApiUsers");

            migrationBuilder.DropTable(
                name: "Companies");

            migrationBuilder.DropSequence(
                name: "ApiUserIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "ApplicationIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "ApplicationSecretIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "AuditEntryIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "CompanyIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "CompetencyGoalIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "CompetencyResultIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "DepartmentIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "EmploymentIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "FranchiseIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "ResultIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "UserIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "UserLoginClientIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "UserLoginLinkIds",
                schema: "dbo");

            migrationBuilder.DropSequence(
                name: "UserStatusIds",
                schema: "dbo");
        }
    }
}
