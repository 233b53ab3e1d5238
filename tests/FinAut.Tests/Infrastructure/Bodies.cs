using System.Text.Json.Nodes;

namespace FinAut.Tests.Infrastructure;

/// <summary>Bodies of writes that are right as they stand; tests change what they are about.</summary>
public static class Bodies
{
    public const long Testfirma = 2265;
    public const long Testavdeling = 2266;
    public const long Eksempelbanken = 456;
    public const long Eksempelavdeling = 123;

    /// <summary>Franchises of <see cref="Testavdeling"/>.</summary>
    public const long Franchise = 5001;
    public const long OtherFranchise = 5002;

    /// <summary>A franchise of <see cref="Eksempelavdeling"/>.</summary>
    public const long ForeignFranchise = 5003;

    /// <summary>A company, a department and a person whom the demo application must not see.</summary>
    public const long OutsideCompany = 9001;
    public const long OutsideDepartment = 9002;
    public const long OutsideUser = 900001;

    /// <summary>A person to create, at Testavdeling and with these roles; a candidate of <c>afr</c> when none is given.</summary>
    public static JsonObject User(string? persnr = null, params string[] roles) => new()
    {
        ["persnr"] = persnr ?? TestPersnr.Next(),
        ["first_name"] = "Kari",
        ["last_name"] = "Nordmann",
        ["work_for"] = WorkFor(Testfirma, Testavdeling),
        ["userroles"] = new JsonArray([.. (roles.Length == 0 ? ["afr_ka"] : roles).Select(Role)]),
    };

    public static JsonObject WorkFor(long company, long department, long? franchise = null)
    {
        var body = new JsonObject { ["company"] = Path("companies", company), ["department"] = Path("departments", department) };
        if (franchise is not null)
        {
            body["franchise"] = Path("franchises", franchise.Value);
        }

        return body;
    }

    public static JsonNode Role(string key) => JsonValue.Create($"{TestServer.Root}userrole/{key}/");

    /// <summary>A status of the person with this URL.</summary>
    public static JsonObject Status(string user, string status, string? date = null, string appname = "afr")
    {
        var body = new JsonObject { ["user"] = user, ["appname"] = appname, ["status"] = status, ["reason"] = status };
        if (date is not null)
        {
            body["status_date"] = date;
        }

        return body;
    }

    /// <summary>A passed exam of the person with this URL.</summary>
    public static JsonObject Result(string user) => new()
    {
        ["user"] = user,
        ["appname"] = "afr",
        ["exam_name"] = "Sparing og investering",
        ["exam_type"] = "kunnskapsprøve",
        ["score"] = 82.5m,
        ["passed"] = true,
        ["exam_date"] = "2026-11-20",
        ["topics"] = new JsonArray(Topic("Regelverk", 80, passed: true), Topic("Produktgrupper", 85, passed: true)),
    };

    public static JsonObject Topic(string name, decimal? score, bool passed) => new() { ["name"] = name, ["score"] = score, ["passed"] = passed };

    /// <summary>A completed course of the demo application's linked person.</summary>
    public static JsonObject Completion(string externalId) => new()
    {
        ["user"] = "example_encrypted_id_123",
        ["goal"] = 456,
        ["passed_date"] = "2026-09-01",
        ["external_system"] = "LMS",
        ["external_id"] = externalId,
    };

    public static string Path(string resource, long id) => $"{TestServer.Root}{resource}/{id}/";
}
