using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace FinAut.Domain.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "api_user_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "application_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "application_secret_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "audit_entry_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "company_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "competency_goal_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "competency_result_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "department_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "employment_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "franchise_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "result_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "user_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "user_login_client_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "user_login_link_ids",
                incrementBy: 10);

            migrationBuilder.CreateSequence(
                name: "user_status_ids");

            migrationBuilder.CreateTable(
                name: "api_users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    user_name = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    normalized_user_name = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    password_hash = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    may_write = table.Column<bool>(type: "boolean", nullable: false),
                    permit_limit = table.Column<int>(type: "integer", nullable: true),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_kind = table.Column<short>(type: "smallint", nullable: false),
                    actor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    action = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    entity = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    entity_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    changes = table.Column<string>(type: "text", nullable: false),
                    correlation_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "companies",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    navn = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    orgnr = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    hjemmeside = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_companies", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ordninger",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    app_name = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    short_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    abbreviation = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    sort_order = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ordninger", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "applications",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    api_user_id = table.Column<long>(type: "bigint", nullable: false),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    scopes = table.Column<int>(type: "integer", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    client_type = table.Column<int>(type: "integer", nullable: false),
                    allow_client_credentials = table.Column<bool>(type: "boolean", nullable: false),
                    allow_introspection = table.Column<bool>(type: "boolean", nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_applications", x => x.id);
                    table.ForeignKey(
                        name: "fk_applications_api_users_api_user_id",
                        column: x => x.api_user_id,
                        principalTable: "api_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "throttle_windows",
                columns: table => new
                {
                    api_user_id = table.Column<long>(type: "bigint", nullable: false),
                    started = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_throttle_windows", x => x.api_user_id);
                    table.ForeignKey(
                        name: "fk_throttle_windows_api_users_api_user_id",
                        column: x => x.api_user_id,
                        principalTable: "api_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_login_clients",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    api_user_id = table.Column<long>(type: "bigint", nullable: false),
                    slug = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    post_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    redirect_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_login_clients", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_login_clients_api_users_api_user_id",
                        column: x => x.api_user_id,
                        principalTable: "api_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "api_user_companies",
                columns: table => new
                {
                    api_user_id = table.Column<long>(type: "bigint", nullable: false),
                    company_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_user_companies", x => new { x.api_user_id, x.company_id });
                    table.ForeignKey(
                        name: "fk_api_user_companies_api_users_api_user_id",
                        column: x => x.api_user_id,
                        principalTable: "api_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_api_user_companies_companies_company_id",
                        column: x => x.company_id,
                        principalTable: "companies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "departments",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    company_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_departments", x => x.id);
                    table.ForeignKey(
                        name: "fk_departments_companies_company_id",
                        column: x => x.company_id,
                        principalTable: "companies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    persnr_cipher = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: false),
                    persnr_lookup = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    first_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    last_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    mobile = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    company_id = table.Column<long>(type: "bigint", nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.ForeignKey(
                        name: "fk_users_companies_company_id",
                        column: x => x.company_id,
                        principalTable: "companies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "competency_goals",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    ordning_id = table.Column<long>(type: "bigint", nullable: true),
                    year = table.Column<int>(type: "integer", nullable: false),
                    hours = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: true),
                    mandatory = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_competency_goals", x => x.id);
                    table.ForeignKey(
                        name: "fk_competency_goals_ordninger_ordning_id",
                        column: x => x.ordning_id,
                        principalTable: "ordninger",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "access_tokens",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    application_id = table.Column<long>(type: "bigint", nullable: false),
                    scopes = table.Column<int>(type: "integer", nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_tokens", x => x.hash);
                    table.ForeignKey(
                        name: "fk_access_tokens_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "application_secrets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    application_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_application_secrets", x => x.id);
                    table.ForeignKey(
                        name: "fk_application_secrets_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "franchises",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    department_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_franchises", x => x.id);
                    table.ForeignKey(
                        name: "fk_franchises_departments_department_id",
                        column: x => x.department_id,
                        principalTable: "departments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "administrations",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    company_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_administrations", x => new { x.user_id, x.company_id });
                    table.ForeignKey(
                        name: "fk_administrations_companies_company_id",
                        column: x => x.company_id,
                        principalTable: "companies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_administrations_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "results",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    ordning_id = table.Column<long>(type: "bigint", nullable: false),
                    exam_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    exam_type = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    score = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: true),
                    passed = table.Column<bool>(type: "boolean", nullable: false),
                    exam_date = table.Column<DateOnly>(type: "date", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    topics = table.Column<string>(type: "text", nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_results", x => x.id);
                    table.ForeignKey(
                        name: "fk_results_ordninger_ordning_id",
                        column: x => x.ordning_id,
                        principalTable: "ordninger",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_results_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_login_links",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    client_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    ext_user_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    encrypted_user_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_login_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_login_links_user_login_clients_client_id",
                        column: x => x.client_id,
                        principalTable: "user_login_clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_login_links_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_roles",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    ordning_id = table.Column<long>(type: "bigint", nullable: false),
                    user_type = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_roles", x => new { x.user_id, x.ordning_id, x.user_type });
                    table.ForeignKey(
                        name: "fk_user_roles_ordninger_ordning_id",
                        column: x => x.ordning_id,
                        principalTable: "ordninger",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_roles_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_statuses",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    ordning_id = table.Column<long>(type: "bigint", nullable: false),
                    track = table.Column<short>(type: "smallint", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    reason = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    status_date = table.Column<DateOnly>(type: "date", nullable: false),
                    status_set_by_id = table.Column<long>(type: "bigint", nullable: false),
                    comment = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    locked = table.Column<bool>(type: "boolean", nullable: false),
                    voided_by_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_statuses", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_statuses_ordninger_ordning_id",
                        column: x => x.ordning_id,
                        principalTable: "ordninger",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_statuses_users_status_set_by_id",
                        column: x => x.status_set_by_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_statuses_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "employments",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    company_id = table.Column<long>(type: "bigint", nullable: false),
                    department_id = table.Column<long>(type: "bigint", nullable: false),
                    franchise_id = table.Column<long>(type: "bigint", nullable: true),
                    employee_alias = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    start_date = table.Column<DateOnly>(type: "date", nullable: false),
                    end_date = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_employments", x => x.id);
                    table.ForeignKey(
                        name: "fk_employments_companies_company_id",
                        column: x => x.company_id,
                        principalTable: "companies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_employments_departments_department_id",
                        column: x => x.department_id,
                        principalTable: "departments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_employments_franchises_franchise_id",
                        column: x => x.franchise_id,
                        principalTable: "franchises",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_employments_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "competency_results",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    user_login_link_id = table.Column<long>(type: "bigint", nullable: false),
                    goal_id = table.Column<long>(type: "bigint", nullable: false),
                    passed_date = table.Column<DateOnly>(type: "date", nullable: false),
                    external_system = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    external_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_competency_results", x => x.id);
                    table.ForeignKey(
                        name: "fk_competency_results_competency_goals_goal_id",
                        column: x => x.goal_id,
                        principalTable: "competency_goals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_competency_results_user_login_links_user_login_link_id",
                        column: x => x.user_login_link_id,
                        principalTable: "user_login_links",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "ordninger",
                columns: new[] { "id", "abbreviation", "app_name", "name", "short_name", "sort_order" },
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
                name: "ix_access_tokens_application_id",
                table: "access_tokens",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "ix_access_tokens_expires",
                table: "access_tokens",
                column: "expires");

            migrationBuilder.CreateIndex(
                name: "ix_administrations_company_id",
                table: "administrations",
                column: "company_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_user_companies_company_id",
                table: "api_user_companies",
                column: "company_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_users_normalized_user_name",
                table: "api_users",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_application_secrets_application_id",
                table: "application_secrets",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "ix_applications_api_user_id",
                table: "applications",
                column: "api_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_applications_client_id",
                table: "applications",
                column: "client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_at",
                table: "audit_entries",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_user_id_at",
                table: "audit_entries",
                columns: new[] { "user_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_competency_goals_ordning_id",
                table: "competency_goals",
                column: "ordning_id");

            migrationBuilder.CreateIndex(
                name: "ix_competency_results_goal_id",
                table: "competency_results",
                column: "goal_id");

            migrationBuilder.CreateIndex(
                name: "ix_competency_results_user_login_link_id_goal_id_external_syst",
                table: "competency_results",
                columns: new[] { "user_login_link_id", "goal_id", "external_system", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_departments_company_id",
                table: "departments",
                column: "company_id");

            migrationBuilder.CreateIndex(
                name: "ix_employments_company_id",
                table: "employments",
                column: "company_id");

            migrationBuilder.CreateIndex(
                name: "ix_employments_current",
                table: "employments",
                column: "user_id",
                unique: true,
                filter: "end_date IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_employments_department_id",
                table: "employments",
                column: "department_id");

            migrationBuilder.CreateIndex(
                name: "ix_employments_employee_alias",
                table: "employments",
                column: "employee_alias");

            migrationBuilder.CreateIndex(
                name: "ix_employments_franchise_id",
                table: "employments",
                column: "franchise_id");

            migrationBuilder.CreateIndex(
                name: "ix_employments_user_id",
                table: "employments",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_franchises_department_id",
                table: "franchises",
                column: "department_id");

            migrationBuilder.CreateIndex(
                name: "ix_ordninger_app_name",
                table: "ordninger",
                column: "app_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_results_created",
                table: "results",
                column: "created");

            migrationBuilder.CreateIndex(
                name: "ix_results_ordning_id",
                table: "results",
                column: "ordning_id");

            migrationBuilder.CreateIndex(
                name: "ix_results_user_id_ordning_id",
                table: "results",
                columns: new[] { "user_id", "ordning_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_login_clients_api_user_id",
                table: "user_login_clients",
                column: "api_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_login_clients_slug",
                table: "user_login_clients",
                column: "slug",
                unique: true);

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

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_encrypted_user_id",
                table: "user_login_links",
                column: "encrypted_user_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_login_links_user_id",
                table: "user_login_links",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_roles_ordning_id",
                table: "user_roles",
                column: "ordning_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_statuses_ordning_id",
                table: "user_statuses",
                column: "ordning_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_statuses_status_set_by_id",
                table: "user_statuses",
                column: "status_set_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_statuses_user_id_ordning_id_track_status_date_id",
                table: "user_statuses",
                columns: new[] { "user_id", "ordning_id", "track", "status_date", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_company_id_id",
                table: "users",
                columns: new[] { "company_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_persnr_lookup",
                table: "users",
                column: "persnr_lookup",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_tokens");

            migrationBuilder.DropTable(
                name: "administrations");

            migrationBuilder.DropTable(
                name: "api_user_companies");

            migrationBuilder.DropTable(
                name: "application_secrets");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "competency_results");

            migrationBuilder.DropTable(
                name: "employments");

            migrationBuilder.DropTable(
                name: "results");

            migrationBuilder.DropTable(
                name: "throttle_windows");

            migrationBuilder.DropTable(
                name: "user_roles");

            migrationBuilder.DropTable(
                name: "user_statuses");

            migrationBuilder.DropTable(
                name: "applications");

            migrationBuilder.DropTable(
                name: "competency_goals");

            migrationBuilder.DropTable(
                name: "user_login_links");

            migrationBuilder.DropTable(
                name: "franchises");

            migrationBuilder.DropTable(
                name: "ordninger");

            migrationBuilder.DropTable(
                name: "user_login_clients");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "departments");

            migrationBuilder.DropTable(
                name: "api_users");

            migrationBuilder.DropTable(
                name: "companies");

            migrationBuilder.DropSequence(
                name: "api_user_ids");

            migrationBuilder.DropSequence(
                name: "application_ids");

            migrationBuilder.DropSequence(
                name: "application_secret_ids");

            migrationBuilder.DropSequence(
                name: "audit_entry_ids");

            migrationBuilder.DropSequence(
                name: "company_ids");

            migrationBuilder.DropSequence(
                name: "competency_goal_ids");

            migrationBuilder.DropSequence(
                name: "competency_result_ids");

            migrationBuilder.DropSequence(
                name: "department_ids");

            migrationBuilder.DropSequence(
                name: "employment_ids");

            migrationBuilder.DropSequence(
                name: "franchise_ids");

            migrationBuilder.DropSequence(
                name: "result_ids");

            migrationBuilder.DropSequence(
                name: "user_ids");

            migrationBuilder.DropSequence(
                name: "user_login_client_ids");

            migrationBuilder.DropSequence(
                name: "user_login_link_ids");

            migrationBuilder.DropSequence(
                name: "user_status_ids");
        }
    }
}
