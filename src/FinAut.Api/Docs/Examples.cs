using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Companies;
using FinAut.Api.Competency;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Ordninger;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.Users;
using FinAut.Api.Webhooks;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.WebUtilities;

namespace FinAut.Api.Docs;

/// <summary>
/// One example of every reply, made of the reply's own type so that it cannot fall behind. What has a number is what the demo data
/// hold under that number; they hold no webhooks.
/// </summary>
internal static class Examples
{
    /// <summary>An access token.</summary>
    public const string Token = "2YotnFZFEjr1zCsicMWpAAr3lMfHnOc0dY2mFJ8gHkE";

    /// <summary>A webhook's secret that nobody uses.</summary>
    private const string Secret = "whsec_YW4gZXhhbXBsZSB0aGF0IHNpZ25zIG5vdGhpbmchISE=";

    private const string CorrelationId = "0196a3f27c1e7d4f9a4be0a1c2d3e4f5";

    private const string Host = "https://api.example.no";

    private static readonly ResourceUrls Urls = new(Host);
    private static readonly Ordning Afr = OrdningCatalogue.Find("afr")!;
    private static readonly Ordning Krd = OrdningCatalogue.Find("krd")!;

    private static readonly Dictionary<Type, object> Replies = new object[]
    {
        new UserReply
        {
            Id = Urls.User(590499),
            Persnr = "55110098692",
            FirstName = "Åse",
            LastName = "Bø Hansen",
            Email = "ase.bo-hansen@testfirma.example",
            Mobile = "90590499",
            EmployeeAlias = "A590499",
            WorkFor = new WorkFor(Urls.Company(2265), Urls.Department(2266), Urls.Franchise(5001)),
            Userroles = [Urls.UserRole(Afr, UserType.Kandidat)],
            Employment = [Urls.Employment(5)],
            Administers = [],
            Created = Utc("2026-04-07T07:33:19Z"),
            Changed = Utc("2026-04-13T13:10:02Z"),
        },
        new EmploymentReply
        {
            Id = Urls.Employment(5),
            User = Urls.User(590499),
            Company = Urls.Company(2265),
            Department = Urls.Department(2266),
            Franchise = Urls.Franchise(5001),
            EmployeeAlias = "A590499",
            StartDate = new DateOnly(2026, 4, 7),
            EndDate = null,
        },
        new UserRoleReply
        {
            Id = Urls.UserRole(Afr, UserType.Kandidat),
            Appname = Afr.AppName,
            Usertype = UserType.Kandidat.Code(),
            Ordning = Urls.Ordning(Afr.Id),
            Name = "Kandidat Sparing & investering",
        },
        new OrdningReply
        {
            Id = Urls.Ordning(Afr.Id),
            Appname = Afr.AppName,
            Name = Afr.Name,
            ShortName = Afr.ShortName,
            Abbreviation = Afr.Abbreviation,
            SortOrder = Afr.SortOrder,
        },
        new CompanyReply
        {
            Id = Urls.Company(2265),
            Navn = "Testfirma",
            CompanyName = "Testfirma",
            Orgnr = "310000019",
            Hjemmeside = "https://www.testfirma.example",
            Departments = [Urls.Department(2266)],
        },
        new DepartmentReply
        {
            Id = Urls.Department(2266),
            Name = "Testavdeling",
            DepartmentName = "Testavdeling",
            Company = Urls.Company(2265),
            Franchises = [Urls.Franchise(5001), Urls.Franchise(5002)],
        },
        new FranchiseReply { Id = Urls.Franchise(5001), Name = "Agentur Sentrum", Department = Urls.Department(2266), Company = Urls.Company(2265) },
        new UserStatusReply
        {
            Id = Urls.UserStatus(14),
            Appname = Krd.AppName,
            Ordning = Urls.Ordning(Krd.Id),
            User = Urls.User(590496),
            Status = "hvilende",
            Reason = "hvilende",
            StatusDate = new DateOnly(2026, 4, 1),
            StatusSetBy = Urls.User(590496),
            Comment = "Foreldrepermisjon",
            Created = Utc("2026-04-01T11:24:18Z"),
        },
        new ResultReply
        {
            Id = Urls.Result(22),
            User = Urls.User(590499),
            Appname = Afr.AppName,
            Ordning = Urls.Ordning(Afr.Id),
            ExamName = "Tverrgående emner",
            ExamType = "kunnskapsprøve",
            Score = 84m,
            Passed = true,
            Status = ResultReply.PassedStatus,
            ExamDate = new DateOnly(2026, 6, 16),
            Attempt = 2,
            Topics = [new TopicReply("Grunnleggende regelverk", 84.62m, true), new TopicReply("Bærekraftig finans", 83.33m, true)],
            Created = Utc("2026-06-16T13:51:56Z"),
            Changed = Utc("2026-06-16T13:51:56Z"),
        },
        new CompetencyGoalReply
        {
            Id = Urls.CompetencyGoal(456),
            Goal = 456,
            Name = "God skikk regel 5: Informasjon",
            Appname = null,
            Year = 2026,
            Hours = 0.5m,
            Mandatory = true,
        },
        new CompetencyResultReply
        {
            Id = Urls.CompetencyResult(1),
            User = "example_encrypted_id_123",
            Goal = 1,
            PassedDate = new DateOnly(2026, 2, 12),
            ExternalSystem = "LMS",
            ExternalId = "kurs-1",
            Created = Utc("2026-02-12T12:00:00Z"),
        },
        new TokenReply(Token, "Bearer", AccessToken.LifetimeSeconds, "read write"),
        new IntrospectionReply
        {
            Active = true,
            Scope = "read write",
            ClientId = "finaut-demo",
            TokenType = "Bearer",
            IssuedAt = 1795249065,
            Expires = 1795249065 + AccessToken.LifetimeSeconds,
        },
        new WebhookEndpointReply
        {
            Id = Urls.WebhookEndpoint(7),
            Company = Urls.Company(2265),
            Kind = "all",
            Url = "https://lms.example.no/finaut/",
            Enabled = true,
            State = "active",
            Created = Utc("2026-01-05T08:00:00Z"),
        },
        new WebhookDeliveryReply
        {
            Id = Urls.WebhookDelivery(31),
            Endpoint = Urls.WebhookEndpoint(7),
            Event = "result",
            Object = Urls.Result(22),
            Sequence = 118,
            State = "delivered",
            Attempts =
            [
                new WebhookAttemptReply(1, "schedule", Utc("2026-06-16T13:51:56.1Z"), 15003, null, "timeout"),
                new WebhookAttemptReply(2, "schedule", Utc("2026-06-16T13:53:18.4Z"), 84, 200, null),
            ],
            NextAttempt = null,
            Created = Utc("2026-06-16T13:51:56Z"),
            DeliveredAt = Utc("2026-06-16T13:53:18.484Z"),
        },
        MetadataController.Describe(Host),
    }.ToDictionary(reply => reply.GetType());

    /// <summary>The example of a reply, or null when the type has none.</summary>
    public static JsonNode? Of(Type type)
    {
        if (type == typeof(Dictionary<string, string>))
        {
            return new JsonObject(RootController.Resources.Select(name => KeyValuePair.Create(name, (JsonNode?)$"{Urls.Api}{name}/")));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListReply<>))
        {
            return new JsonObject { ["count"] = 1, ["next"] = null, ["previous"] = null, ["results"] = new JsonArray(Of(type.GetGenericArguments()[0])) };
        }

        return Replies.TryGetValue(type, out var reply) ? JsonSerializer.SerializeToNode(reply, type, ApiJson.Context) : null;
    }

    /// <summary>An endpoint as the reply shows it that makes or rotates its secret.</summary>
    public static JsonNode? EndpointWithSecret() =>
        JsonSerializer.SerializeToNode((WebhookEndpointReply)Replies[typeof(WebhookEndpointReply)] with { Secret = Secret }, ApiJson.Context.WebhookEndpointReply);

    /// <summary>What the URL of a resource's example ends in, or null when the resource has none.</summary>
    /// <param name="resource">The resource's name in URLs.</param>
    public static string? KeyOf(string resource) => Replies.Keys
        .Select(type => Of(type)!["id"]?.GetValue<string>().TrimEnd('/').Split('/'))
        .FirstOrDefault(url => url?[^2] == resource)?[^1];

    /// <summary>The example of a write.</summary>
    /// <param name="type">The request's type.</param>
    /// <param name="method">The method: PATCH sends what changes only.</param>
    public static JsonNode? Request(Type type, string? method) => (type.Name, method) switch
    {
        (nameof(UserRequest), "PATCH") => JsonNode.Parse("""{ "email": "kari@testfirma.example", "work_for": { "department": "/finautapi/v1/departments/2266/" } }"""),
        (nameof(ResultRequest), "PATCH") => JsonNode.Parse("""{ "score": 91.5, "passed": true }"""),
        (nameof(UserRequest), _) => JsonNode.Parse(
            """
            {
              "persnr": "55110094247",
              "first_name": "Kari",
              "last_name": "Nordmann",
              "email": "kari.nordmann@testfirma.example",
              "mobile": "91234567",
              "employee_alias": "A1234",
              "work_for": { "company": "/finautapi/v1/companies/2265/", "department": "/finautapi/v1/departments/2266/" },
              "userroles": ["/finautapi/v1/userrole/afr_ka/"]
            }
            """),
        (nameof(UserStatusRequest), _) => JsonNode.Parse(
            """
            {
              "user": "/finautapi/v1/user/590499/",
              "appname": "afr",
              "status": "hvilende",
              "reason": "hvilende",
              "status_date": "2026-12-01",
              "comment": "Foreldrepermisjon"
            }
            """),
        (nameof(ResultRequest), _) => JsonNode.Parse(
            """
            {
              "user": "/finautapi/v1/user/590499/",
              "appname": "afr",
              "exam_name": "Sparing og investering",
              "exam_type": "kunnskapsprøve",
              "score": 82.5,
              "passed": true,
              "exam_date": "2026-09-14",
              "topics": [{ "name": "Regelverk", "score": 80, "passed": true }]
            }
            """),
        (nameof(CompetencyResultRequest), _) => JsonNode.Parse(
            """
            {
              "user": "example_encrypted_id_123",
              "goal": 456,
              "passed_date": "2026-09-01",
              "external_system": "LMS",
              "external_id": "course-789"
            }
            """),
        (nameof(WebhookEndpointRequest), "PATCH") => JsonNode.Parse("""{ "enabled": true }"""),
        (nameof(WebhookEndpointRequest), _) => JsonNode.Parse(
            """{ "company": "/finautapi/v1/companies/2265/", "kind": "all", "url": "https://lms.example.no/finaut/" }"""),
        (nameof(WebhookRotationRequest), _) => JsonNode.Parse("""{ "overlap_hours": 48 }"""),
        _ => null,
    };

    /// <summary>The example of an error.</summary>
    public static JsonNode? Problem(int status, string detail, string instance) => JsonSerializer.SerializeToNode(
        new Problem
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Instance = instance,
            CorrelationId = CorrelationId,
        },
        ApiJson.Context.Problem);

    /// <summary>The example of an error of an OAuth endpoint.</summary>
    public static JsonNode? OAuthError(string error, string description) =>
        JsonSerializer.SerializeToNode(new OAuthError(error, description), ApiJson.Context.OAuthError);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
