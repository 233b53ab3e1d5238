using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Companies;
using FinAut.Api.Competency;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.Ordninger;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.Users;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.WebUtilities;

namespace FinAut.Api.Docs;

/// <summary>One example of every reply, made of the reply's own type so that it cannot fall behind.</summary>
internal static class Examples
{
    private const string CorrelationId = "0196a3f27c1e7d4f9a4be0a1c2d3e4f5";

    private static readonly ResourceUrls Urls = new("https://api.example.no");
    private static readonly DateTimeOffset Registered = new(2026, 2, 3, 8, 15, 42, 120, TimeSpan.Zero);
    private static readonly DateTimeOffset Changed = new(2026, 9, 14, 11, 2, 7, 480, TimeSpan.Zero);
    private static readonly Ordning Afr = OrdningCatalogue.All[0];

    private static readonly Dictionary<Type, object> Replies = new object[]
    {
        new UserReply
        {
            Id = Urls.User(590499),
            Persnr = "55110098692",
            FirstName = "Kari",
            LastName = "Nordmann",
            Email = "kari.nordmann@testfirma.example",
            Mobile = "91234567",
            EmployeeAlias = "A1234",
            WorkFor = new WorkFor(Urls.Company(2265), Urls.Department(2266), null),
            Userroles = [Urls.UserRole(Afr, UserType.Kandidat)],
            Employment = [Urls.Employment(1004), Urls.Employment(1003)],
            Administers = [],
            Created = Registered,
            Changed = Changed,
        },
        new EmploymentReply
        {
            Id = Urls.Employment(1004),
            User = Urls.User(590499),
            Company = Urls.Company(2265),
            Department = Urls.Department(2266),
            Franchise = null,
            EmployeeAlias = "A1234",
            StartDate = new DateOnly(2026, 2, 1),
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
            Orgnr = "313000009",
            Hjemmeside = "https://www.testfirma.example",
            Departments = [Urls.Department(2266)],
        },
        new DepartmentReply
        {
            Id = Urls.Department(2266),
            Name = "Testavdeling",
            DepartmentName = "Testavdeling",
            Company = Urls.Company(2265),
            Franchises = [Urls.Franchise(5001)],
        },
        new FranchiseReply { Id = Urls.Franchise(5001), Name = "Testavdeling Vest", Department = Urls.Department(2266), Company = Urls.Company(2265) },
        new UserStatusReply
        {
            Id = Urls.UserStatus(20417),
            Appname = Afr.AppName,
            Ordning = Urls.Ordning(Afr.Id),
            User = Urls.User(590499),
            Status = "hvilende",
            Reason = "hvilende",
            StatusDate = new DateOnly(2026, 9, 15),
            StatusSetBy = Urls.User(590499),
            Comment = "Foreldrepermisjon",
            Created = Changed,
        },
        new ResultReply
        {
            Id = Urls.Result(30551),
            User = Urls.User(590499),
            Appname = Afr.AppName,
            Ordning = Urls.Ordning(Afr.Id),
            ExamName = "Sparing og investering",
            ExamType = "kunnskapsprøve",
            Score = 82.5m,
            Passed = true,
            Status = ResultReply.PassedStatus,
            ExamDate = new DateOnly(2026, 9, 14),
            Attempt = 1,
            Topics = [new TopicReply("Finansmarkeder, metode og portefølje", 85m, true), new TopicReply("Regelverk", 80m, true)],
            Created = Changed,
            Changed = Changed,
        },
        new CompetencyGoalReply
        {
            Id = Urls.CompetencyGoal(456),
            Goal = 456,
            Name = "God skikk: regel 5 Informasjon",
            Appname = null,
            Year = 2026,
            Hours = null,
            Mandatory = true,
        },
        new CompetencyResultReply
        {
            Id = Urls.CompetencyResult(71),
            User = "example_encrypted_id_123",
            Goal = 456,
            PassedDate = new DateOnly(2026, 9, 1),
            ExternalSystem = "LMS",
            ExternalId = "course-789",
            Created = Changed,
        },
    }.ToDictionary(reply => reply.GetType());

    /// <summary>The example of a reply, or null when the type has none.</summary>
    public static JsonNode? Of(Type type)
    {
        if (type == typeof(Dictionary<string, string>))
        {
            return new JsonObject { ["user"] = $"{Urls.Api}user/", ["companies"] = $"{Urls.Api}companies/" };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListReply<>))
        {
            return new JsonObject { ["count"] = 1, ["next"] = null, ["previous"] = null, ["results"] = new JsonArray(Of(type.GetGenericArguments()[0])) };
        }

        return Replies.TryGetValue(type, out var reply) ? JsonSerializer.SerializeToNode(reply, type, ApiJson.Context) : null;
    }

    /// <summary>The example of a write.</summary>
    public static JsonNode? Request(Type type) => type.Name switch
    {
        nameof(UserRequest) => JsonNode.Parse(
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
        nameof(UserStatusRequest) => JsonNode.Parse(
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
        nameof(ResultRequest) => JsonNode.Parse(
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
        nameof(CompetencyResultRequest) => JsonNode.Parse(
            """
            {
              "user": "example_encrypted_id_123",
              "goal": 456,
              "passed_date": "2026-09-01",
              "external_system": "LMS",
              "external_id": "course-789"
            }
            """),
        _ => null,
    };

    /// <summary>The example of an error.</summary>
    public static JsonNode? Problem(int status, string detail) => JsonSerializer.SerializeToNode(
        new Problem
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Instance = "/finautapi/v1/user/",
            CorrelationId = CorrelationId,
        },
        ApiJson.Context.Problem);
}
