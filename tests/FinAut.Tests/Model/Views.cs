using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Model;

/// <summary>What an actor reads of a person, one line for a record, so that the model's lines and the server's can be compared.</summary>
internal static class Views
{
    private const string Nothing = "-";

    public static string User(PersonModel person, Actor actor, DateOnly today)
    {
        var current = person.Employments[^1];
        var roles = person.Roles.Where(r => !(r.EndsWith("_ka", StringComparison.Ordinal) && person.IsWithdrawn(r.Split('_')[0], today))).Order();
        return Line([
            person.Url,
            person.Persnr,
            .. person.Texts.OrderBy(t => t.Key).Select(t => t.Value),
            current.Alias,
            current.Company,
            current.Department,
            current.Franchise ?? Nothing,
            $"roles {string.Join(' ', roles)}",
            $"{person.Employments.Count(e => World.Sees(actor, e.Company))} employments",
            actor == Actor.Company && person.IsLinked ? person.EncryptedId : Nothing,
            person.Roles.Any(r => r.EndsWith("_ba", StringComparison.Ordinal)) ? current.Company : Nothing,
        ]);
    }

    public static string User(JsonElement user)
    {
        var place = user.GetProperty("work_for");
        return Line(
            Short(user.GetProperty("id")),
            Text(user, "persnr"),
            Text(user, "email"),
            Text(user, "first_name"),
            Text(user, "last_name"),
            Text(user, "mobile"),
            Text(user, "employee_alias"),
            Key(place.GetProperty("company")),
            Key(place.GetProperty("department")),
            Key(place.GetProperty("franchise")),
            $"roles {string.Join(' ', user.GetProperty("userroles").EnumerateArray().Select(Key).Order())}",
            $"{user.GetProperty("employment").GetArrayLength()} employments",
            user.TryGetProperty("encoded_userid", out var id) ? id.GetString()! : Nothing,
            user.GetProperty("administers").EnumerateArray().Select(Key).SingleOrDefault(Nothing));
    }

    public static IEnumerable<string> Employments(PersonModel person, Actor actor) => person.Employments
        .Where(e => World.Sees(actor, e.Company))
        .Select(e => Line(person.Url, e.Company, e.Department, e.Franchise ?? Nothing, e.Alias, Day(e.Start), e.End is { } end ? Day(end) : Nothing));

    public static string Employment(JsonElement employment) => Line(
        Short(employment.GetProperty("user")),
        Key(employment.GetProperty("company")),
        Key(employment.GetProperty("department")),
        Key(employment.GetProperty("franchise")),
        Text(employment, "employee_alias"),
        Text(employment, "start_date"),
        employment.GetProperty("end_date").GetString() ?? Nothing);

    public static IEnumerable<string> Statuses(PersonModel person, Actor actor) => person.Statuses.Select(s => Status(person, s, actor));

    /// <summary>One row per user and ordning: the newest in effect today, and a further row for the test-leader track.</summary>
    public static IEnumerable<string> LatestStatuses(PersonModel person, Actor actor, DateOnly today) => person.Statuses
        .Where(s => person.InEffect(s.Appname, s.IsTestLeader, today) == s)
        .Select(s => Status(person, s, actor));

    public static string Status(JsonElement status) => Line(
        Short(status.GetProperty("user")),
        Text(status, "appname"),
        Text(status, "status"),
        Text(status, "status_date"),
        Text(status, "reason"),
        Text(status, "comment"),
        Short(status.GetProperty("status_set_by")));

    public static IEnumerable<string> Courses(PersonModel person, Actor actor) => actor == Actor.Company
        ? person.Courses.Select(c => Line(person.EncryptedId, c.Goal, Day(c.Passed), c.System, c.ExternalId))
        : [];

    public static string Course(JsonElement course) => Line(
        Text(course, "user"), course.GetProperty("goal").GetInt64().ToString(), Text(course, "passed_date"), Text(course, "external_system"), Text(course, "external_id"));

    private static string Status(PersonModel person, StatusModel status, Actor actor)
    {
        var setBy = status.SetBy switch
        {
            null => Nothing,
            "" => person.Url,
            var other => World.Sees(actor, World.CompanyOfStranger[other]) ? $"user/{other}/" : Nothing,
        };
        return Line(person.Url, status.Appname, status.Code, Day(status.Date), status.Reason, status.Comment, setBy);
    }

    private static string Line(params string[] cells) => string.Join(" | ", cells);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");

    private static string Short(JsonElement url) => url.GetString() is { } text ? text[(text.IndexOf(TestServer.Root, StringComparison.Ordinal) + TestServer.Root.Length)..] : Nothing;

    private static string Key(JsonElement url) => url.GetString()?.TrimEnd('/').Split('/')[^1] ?? Nothing;
}
