using System.Text.Json.Nodes;

namespace FinAut.Tests.Errors;

/// <summary>Every endpoint that takes a body, with one that it could accept.</summary>
public static class WriteEndpoints
{
    private const string Person =
        """
        {"persnr": "55110098692", "first_name": "Åse", "last_name": "Bø Hansen", "email": "a@b.no", "mobile": "", "employee_alias": "A590499",
         "work_for": {"company": "/finautapi/v1/companies/2265/", "department": "/finautapi/v1/departments/2266/", "franchise": null},
         "userroles": ["/finautapi/v1/userrole/afr_ka/"]}
        """;

    private const string Result =
        """
        {"user": "/finautapi/v1/user/590499/", "appname": "afr", "exam_name": "Etikkprøven", "exam_type": "etikkprøve", "score": 80.5,
         "passed": true, "exam_date": "2026-05-01", "attempt": 1, "topics": [{"name": "Emne", "score": 80, "passed": true}]}
        """;

    private static readonly (string Method, string Path, string Body)[] All =
    [
        ("POST", "user/", Person),
        ("PUT", "user/590499/", Person),
        ("PATCH", "user/590499/", Person),
        ("POST", "userstatus/",
            """
            {"user": "/finautapi/v1/user/590499/", "appname": "krd", "status": "hvilende", "reason": "hvilende", "status_date": "2026-05-01",
             "status_set_by": "/finautapi/v1/user/1/", "comment": ""}
            """),
        ("POST", "competency_result/",
            """
            {"user": "example_encrypted_id_123", "goal": 456, "passed_date": "2026-05-01", "external_system": "LMS", "external_id": "1"}
            """),
        ("POST", "results/", Result),
        ("PATCH", "results/1/", Result),
    ];

    /// <summary>For theories: method, path.</summary>
    public static TheoryData<string, string> Theory { get; } = Create();

    /// <summary>A body that the endpoint could accept.</summary>
    public static JsonObject BodyOf(string method, string path) =>
        JsonNode.Parse(All.Single(e => e.Method == method && e.Path == path).Body)!.AsObject();

    private static TheoryData<string, string> Create()
    {
        var data = new TheoryData<string, string>();
        foreach (var (method, path, _) in All)
        {
            data.Add(method, path);
        }

        return data;
    }
}
