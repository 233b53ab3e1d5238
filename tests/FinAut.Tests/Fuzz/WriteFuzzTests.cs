using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Fuzz;

/// <summary>
/// Sends spoilt bodies to every write route, one after the other, and counts rows before and after each: an error must leave the
/// database as it was, and a success must add exactly the rows that the reply tells of.
/// </summary>
public sealed class WriteFuzzTests(QuietServer demo) : IClassFixture<QuietServer>
{
    private const int BodiesPerRoute = 640;
    private const int TimesMoreWithFaults = 5;
    private const int People = 20;
    private const string Users = TestServer.Root + "user/";
    private const string Statuses = TestServer.Root + "userstatus/";
    private const string Results = TestServer.Root + "results/";
    private const string CompetencyResults = TestServer.Root + "competency_result/";
    private const string Testavdeling = "/finautapi/v1/departments/2266/";
    private const string EncryptedUserId = "example_encrypted_id_123";

    private static readonly IEnumerator<string> Persnrs = SyntheticPersnr.All().GetEnumerator();

    private TestServer Server => demo.Server;

    public static TheoryData<string> Routes =>
        ["POST user", "PUT user", "PATCH user", "POST userstatus", "POST userstatus by exam", "POST results", "PATCH results", "POST competency_result"];

    [Theory]
    [MemberData(nameof(Routes))]
    public Task A_spoilt_body_is_refused_as_a_whole_and_a_good_one_written_as_a_whole(string route) => FuzzAsync(route, BodiesPerRoute, TestSeed.Value);

    [Theory]
    [Trait("Category", "Faults")]
    [MemberData(nameof(Routes))]
    public Task Many_spoilt_bodies_are_refused_as_a_whole(string route) => FuzzAsync(route, TimesMoreWithFaults * BodiesPerRoute, TestSeed.Value + 1);

    [Theory]
    [InlineData("application/json", """{"per\ud800": 1, "first_name": "Kari"}""", HttpStatusCode.OK)]
    [InlineData("application/json", """{"\ud800": 1, "email": "kari"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/x-www-form-urlencoded", "first_name=Kari&a[=1", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "first_name=Kari", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data", "first_name=Kari", HttpStatusCode.BadRequest)]
    public async Task A_body_that_once_was_too_much_is_answered(string contentType, string body, HttpStatusCode expected)
    {
        using var client = await Server.ClientAsync();
        var person = UrlOf(await CreateAsync(client, Users, Person()));
        using var content = new FuzzBody(Encoding.UTF8.GetBytes(body), contentType).ToContent();

        using var response = await client.PatchAsync(person, content);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task An_email_address_is_checked_however_many_bytes_its_characters_take()
    {
        using var client = await Server.ClientAsync();
        var person = UrlOf(await CreateAsync(client, Users, Person()));
        using var content = FuzzBody.Json($$"""{"email": "{{string.Concat(Enumerable.Repeat("😀", 200))}}"}""").ToContent();

        using var response = await client.PatchAsync(person, content);

        var problem = await response.ReadProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Enter a valid email address.", problem.GetProperty("errors").GetProperty("email")[0].GetString());
    }

    private async Task FuzzAsync(string route, int bodies, int seed)
    {
        var target = await StartAsync(route);
        using var client = target.Client;
        await using var rows = await TableCounts.OpenAsync(Server);
        var random = new Random(seed);
        var mutator = new BodyMutator(random);
        var answers = new Dictionary<HttpStatusCode, int>();
        var errors = Errors().Count;
        var before = await rows.CountAsync();
        for (var i = 0; i < bodies; i++)
        {
            var (path, good) = target.GoodRequest();
            var body = mutator.Mutate(good);
            using var request = new HttpRequestMessage(target.Method, path) { Content = body.ToContent() };
            using var response = await client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var after = await rows.CountAsync();
            try
            {
                Check(target, response, text, TableCounts.Difference(before, after));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    string.Join(
                        Environment.NewLine,
                        [$"{route}, body {i}: {(int)response.StatusCode} {text}", $"{TestSeed.Variable}={seed}", body.ToString(), .. Errors().Skip(errors)]),
                    exception);
            }

            answers[response.StatusCode] = answers.GetValueOrDefault(response.StatusCode) + 1;
            before = after;
        }

        // The spoiling is of use only while it reaches both what is refused and what is accepted.
        Assert.Contains(answers.Keys, status => (int)status < 300);
        Assert.Contains(HttpStatusCode.BadRequest, answers.Keys);
        Assert.Contains(HttpStatusCode.UnprocessableEntity, answers.Keys);
        Assert.Contains(HttpStatusCode.UnsupportedMediaType, answers.Keys);
        Assert.Empty(Errors().Skip(errors));
    }

    private List<string> Errors() => [.. Server.Logs.Lines.Where(line => line.Level >= LogLevel.Error).Select(line => $"{line.Message} {line.Exception}")];

    private static void Check(Target target, HttpResponseMessage response, string text, Dictionary<string, long> difference)
    {
        var status = (int)response.StatusCode;
        var reply = JsonDocument.Parse(text).RootElement;
        if (status is 200 or 201)
        {
            // The audit trail says at least what was added.
            var audited = difference.GetValueOrDefault(TableCounts.Audit);
            difference.Remove(TableCounts.Audit);
            Assert.Equal(Sorted(target.Rows.Of(reply, response.StatusCode == HttpStatusCode.Created)), Sorted(difference));
            Assert.True(audited >= difference.Values.Sum(), $"{audited} audit entries for {difference.Values.Sum()} new rows.");
            return;
        }

        Assert.InRange(status, 400, 499);
        Assert.Empty(difference);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(JsonValueKind.String, reply.GetProperty("detail").ValueKind);
        Assert.NotEmpty(reply.GetProperty("detail").GetString()!);
        Assert.Equal(status, reply.GetProperty("status").GetInt32());
        Assert.Equal(status == 422, reply.TryGetProperty("errors", out var errors));
        Assert.True(status != 422 || errors.EnumerateObject().Any(), "A validation error names no field.");
    }

    private static IEnumerable<string> Sorted(Dictionary<string, long> rows) => rows.Where(r => r.Value != 0).Select(r => $"{r.Key} {r.Value:+0;-0}").Order();

    private async Task<Target> StartAsync(string route)
    {
        var byExam = route.Contains("exam", StringComparison.Ordinal) || route.Contains("results", StringComparison.Ordinal);
        var client = byExam ? await Server.ClientAsync(TestServer.ExamClient, "read write exam") : await Server.ClientAsync();
        var people = new List<JsonObject>();
        while (people.Count < People)
        {
            people.Add(await CreateAsync(client, Users, Person()));
        }

        var urls = people.ConvertAll(UrlOf);
        var method = new HttpMethod(route.Split(' ')[0]);
        return route switch
        {
            "POST user" => new Target(client, method, () => (Users, Person()), new UserRows([])),
            "PUT user" or "PATCH user" => new Target(client, method, InTurn(people, person => (UrlOf(person), person)), new UserRows(people)),
            "POST userstatus" => new Target(client, method, InTurn(urls, user => (Statuses, Hold(user))), new OneRow("user_statuses")),
            "POST userstatus by exam" => new Target(client, method, InTurn(urls, user => (Statuses, Approve(user))), new StatusRows(await CandidatesAsync())),
            "POST results" => new Target(client, method, InTurn(urls, user => (Results, Sat(user))), new OneRow("results")),
            "PATCH results" => new Target(
                client, method, InTurn([UrlOf(await CreateAsync(client, Results, Sat(urls[0])))], url => (url, Correction())), new OneRow("results")),
            _ => new Target(client, method, () => (CompetencyResults, Completed()), new OneRow("competency_results")),
        };
    }

    private async Task<HashSet<(string?, string?)>> CandidatesAsync()
    {
        await using var db = Server.Database();
        var roles = await db.UserRoles.IgnoreQueryFilters().Where(r => r.UserType == UserType.Kandidat).ToListAsync();
        return [.. roles.Select(r => ((string?)Server.Url($"user/{r.UserId}/"), OrdningCatalogue.All.Single(o => o.Id == r.OrdningId).AppName))];
    }

    private static async Task<JsonObject> CreateAsync(HttpClient client, string path, JsonObject body)
    {
        using var content = FuzzBody.Json(body.ToJsonString()).ToContent();
        using var response = await client.PostAsync(path, content);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    private static string UrlOf(JsonObject reply) => reply["id"]!.GetValue<string>();

    private static Func<(string, JsonObject)> InTurn<T>(List<T> items, Func<T, (string, JsonObject)> make)
    {
        var turn = 0;
        return () => make(items[turn++ % items.Count]);
    }

    private static JsonObject Person()
    {
        Persnrs.MoveNext();
        return new JsonObject
        {
            ["persnr"] = Persnrs.Current,
            ["first_name"] = "Kari",
            ["last_name"] = "Nordmann",
            ["email"] = "kari@example.no",
            ["mobile"] = "91234567",
            ["employee_alias"] = "A1",
            ["work_for"] = new JsonObject { ["company"] = "/finautapi/v1/companies/2265/", ["department"] = Testavdeling, ["franchise"] = null },
            ["userroles"] = new JsonArray("/finautapi/v1/userrole/afr_ka/", "/finautapi/v1/userrole/gos_tl/"),
        };
    }

    private static JsonObject Hold(string user) => new()
    {
        ["user"] = user,
        ["appname"] = "afr",
        ["status"] = "hvilende",
        ["reason"] = "hvilende",
        ["comment"] = "Foreldrepermisjon",
        ["status_set_by"] = user,
    };

    private static JsonObject Approve(string user) => new() { ["user"] = user, ["appname"] = "krd", ["status"] = "krdok", ["reason"] = "Godkjent", ["status_date"] = "2026-01-02" };

    private static JsonObject Sat(string user) => new()
    {
        ["user"] = user,
        ["appname"] = "afr",
        ["exam_name"] = "Sparing og investering",
        ["exam_type"] = "kunnskapsprøve",
        ["score"] = 82.5,
        ["passed"] = true,
        ["status"] = "bestått",
        ["exam_date"] = "2026-01-02",
        ["attempt"] = 1,
        ["topics"] = Topics(),
    };

    private static JsonObject Correction() => new() { ["score"] = 71.5, ["passed"] = true, ["topics"] = Topics() };

    private static JsonArray Topics() => [new JsonObject { ["name"] = "Regelverk", ["score"] = 80, ["passed"] = true }];

    private static JsonObject Completed() => new()
    {
        ["user"] = EncryptedUserId,
        ["goal"] = 456,
        ["passed_date"] = "2026-01-02",
        ["external_system"] = "LMS",
        ["external_id"] = "kurs-1",
    };

    private sealed record Target(HttpClient Client, HttpMethod Method, Func<(string Path, JsonObject Body)> GoodRequest, IRowsOfReply Rows);

    /// <summary>What a successful reply says of new rows.</summary>
    private interface IRowsOfReply
    {
        Dictionary<string, long> Of(JsonElement reply, bool created);
    }

    private sealed class OneRow(string table) : IRowsOfReply
    {
        public Dictionary<string, long> Of(JsonElement reply, bool created) => new() { [table] = created ? 1 : 0 };
    }

    // The exam platform's status of a candidate also makes one.
    private sealed class StatusRows(HashSet<(string?, string?)> candidates) : IRowsOfReply
    {
        public Dictionary<string, long> Of(JsonElement reply, bool created)
        {
            var (user, appname, status) = (reply.GetProperty("user").GetString(), reply.GetProperty("appname").GetString(), reply.GetProperty("status").GetString()!);
            var isCandidate = !status.StartsWith("tl", StringComparison.Ordinal) && status != "utmeldt" && candidates.Add((user, appname));
            return new() { ["user_statuses"] = 1, ["user_roles"] = isCandidate ? 1 : 0 };
        }
    }

    // Compared with what the same person's reply said before.
    private sealed class UserRows(List<JsonObject> people) : IRowsOfReply
    {
        private readonly Dictionary<string, JsonElement> _last = people.ToDictionary(UrlOf, person => JsonSerializer.SerializeToElement(person));

        public Dictionary<string, long> Of(JsonElement reply, bool created)
        {
            var id = reply.GetProperty("id").GetString()!;
            var newRoles = New(reply, id, "userroles");
            var newEmployments = New(reply, id, "employment");
            _last[id] = reply;
            return new()
            {
                ["users"] = created ? 1 : 0,
                ["employments"] = newEmployments.Count,
                ["user_roles"] = newRoles.Count,
                ["user_statuses"] = newRoles.Count(r => r.EndsWith("_ka/", StringComparison.Ordinal) || r.EndsWith("_tl/", StringComparison.Ordinal)),
            };
        }

        private List<string> New(JsonElement reply, string id, string name) =>
            [.. Urls(reply, name).Except(_last.TryGetValue(id, out var last) ? Urls(last, name) : [])];

        private static IEnumerable<string> Urls(JsonElement user, string name) => user.GetProperty(name).EnumerateArray().Select(url => url.GetString()!);
    }
}
