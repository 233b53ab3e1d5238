using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Results;
using FinAut.Api.Validation;
using FinAut.Domain.Results;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Results;

public sealed class ResultWriteTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    private string _user = "";

    public async Task InitializeAsync() => _user = await demo.Demo.CreateUserAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_result_is_recorded_and_read_back_as_it_was_answered()
    {
        var before = await demo.Server.CountRowsAsync();
        using var response = await demo.Exam.SendAsync("POST", "results/", Bodies.Result(_user));

        var result = await response.ReadJsonAsync(HttpStatusCode.Created);

        Assert.Equal(result.Text("id"), response.Headers.Location?.ToString());
        Assert.Equal(JsonSerializer.Serialize(result), JsonSerializer.Serialize(await demo.Demo.ReadAsync(result.Text("id"))));
        Assert.Equal(
            ["id", "user", "appname", "ordning", "exam_name", "exam_type", "score", "passed", "status", "exam_date", "attempt", "topics", "created", "changed"],
            result.EnumerateObject().Select(p => p.Name));
        Assert.Equal(_user, result.Text("user"));
        Assert.Equal("afr", result.Text("appname"));
        Assert.Equal(demo.Server.BaseUrl + "/finautapi/v1/ordninger/1/", result.Text("ordning"));
        Assert.Equal("Sparing og investering", result.Text("exam_name"));
        Assert.Equal("kunnskapsprøve", result.Text("exam_type"));
        Assert.Equal("82.5", result.GetProperty("score").GetRawText());
        Assert.True(result.GetProperty("passed").GetBoolean());
        Assert.Equal("bestått", result.Text("status"));
        Assert.Equal("2026-11-20", result.Text("exam_date"));
        Assert.Equal(1, result.GetProperty("attempt").GetInt32());
        Assert.Equal(
            """[{"name":"Regelverk","score":80,"passed":true},{"name":"Produktgrupper","score":85,"passed":true}]""", result.GetProperty("topics").GetRawText());
        Assert.Equal(result.Text("created"), result.Text("changed"));
        Assert.Equal(new Dictionary<string, long> { ["audit_entries"] = 1, ["results"] = 1 }, (await demo.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task Only_what_is_required_is_enough()
    {
        var body = Bodies.Result(_user);
        body.Remove("score");
        body.Remove("topics");
        body["passed"] = false;
        body["exam_date"] = "2026-11-23";

        var result = await demo.Exam.CreateAsync("results/", body);

        Assert.Equal(JsonValueKind.Null, result.GetProperty("score").ValueKind);
        Assert.Equal("ikke bestått", result.Text("status"));
        Assert.Empty(result.GetProperty("topics").EnumerateArray());
        Assert.Equal("2026-11-23", result.Text("exam_date"));
    }

    [Fact]
    public async Task The_attempt_is_the_next_for_the_exam_unless_sent()
    {
        Assert.Equal(1, await AttemptAsync(Bodies.Result(_user)));
        Assert.Equal(2, await AttemptAsync(Bodies.Result(_user)));
        Assert.Equal(7, await AttemptAsync(Bodies.Result(_user).With("attempt", "7")));
        Assert.Equal(8, await AttemptAsync(Bodies.Result(_user)));
        Assert.Equal(3, await AttemptAsync(Bodies.Result(_user).With("attempt", "\"3\"")));
        Assert.Equal(9, await AttemptAsync(Bodies.Result(_user).With("exam_name", "\"  Sparing og investering\"")));
        Assert.Equal(1, await AttemptAsync(Bodies.Result(_user).With("exam_name", "\"Etikk\"")));
        Assert.Equal(1, await AttemptAsync(Bodies.Result(_user).With("appname", "\"krd\"")));
        Assert.Equal(1, await AttemptAsync(Bodies.Result(await demo.Demo.CreateUserAsync())));
    }

    [Theory]
    [InlineData("82.5", "82.5")]
    [InlineData("82.50", "82.5")]
    [InlineData("\"82.50\"", "82.5")]
    [InlineData("\" 82.5 \"", "82.5")]
    [InlineData("82.55", "82.55")]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.01", "0.01")]
    [InlineData("100", "100")]
    [InlineData("100.00", "100")]
    [InlineData("1e2", "100")]
    [InlineData("\"1E1\"", "10")]
    [InlineData("5e-2", "0.05")]
    [InlineData("null", "null")]
    public async Task A_score_is_a_percent_with_two_decimals_or_null(string score, string read)
    {
        var result = await CreateRawAsync("score", score);
        Assert.Equal(read, result.GetProperty("score").GetRawText());
        Assert.Equal(read, (await demo.Demo.ReadAsync(result.Text("id"))).GetProperty("score").GetRawText());

        var corrected = await demo.Exam.SendTextAsync("PATCH", result.Text("id"), $$"""{"score": {{score}}}""");
        Assert.Equal(read, (await corrected.ReadJsonAsync()).GetProperty("score").GetRawText());
    }

    [Theory]
    [InlineData("-0.01", "Ensure this value is greater than or equal to 0.")]
    [InlineData("\"-1\"", "Ensure this value is greater than or equal to 0.")]
    [InlineData("100.01", "Ensure this value is less than or equal to 100.")]
    [InlineData("1e3", "Ensure this value is less than or equal to 100.")]
    [InlineData("79228162514264337593543950335", "Ensure this value is less than or equal to 100.")]
    [InlineData("82.555", "Ensure that there are no more than 2 decimal places.")]
    [InlineData("1e-3", "Ensure that there are no more than 2 decimal places.")]
    [InlineData("\"NaN\"", FieldMessages.NotNumber)]
    [InlineData("\"Infinity\"", FieldMessages.NotNumber)]
    [InlineData("\"-Infinity\"", FieldMessages.NotNumber)]
    [InlineData("1e400", FieldMessages.NotNumber)]
    [InlineData("\"82,5\"", FieldMessages.NotNumber)]
    [InlineData("\"1 0\"", FieldMessages.NotNumber)]
    [InlineData("\"82.5%\"", FieldMessages.NotNumber)]
    [InlineData("\"0x10\"", FieldMessages.NotNumber)]
    [InlineData("\"\"", FieldMessages.NotNumber)]
    [InlineData("true", FieldMessages.NotNumber)]
    [InlineData("[82]", FieldMessages.NotNumber)]
    [InlineData("{}", FieldMessages.NotNumber)]
    public async Task Any_other_score_is_refused(string score, string message)
    {
        await RefuseAsync("score", score, message);
        await RefuseAsync("topics", $$"""[{"name": "Regelverk", "passed": true, "score": {{score}}}]""", message, "topics.0.score");
    }

    [Theory]
    [InlineData("user", null, FieldMessages.Required)]
    [InlineData("user", "null", FieldMessages.Null)]
    [InlineData("user", "\"x\"", FieldMessages.NoMatch)]
    [InlineData("user", "\"/finautapi/v1/results/1/\"", FieldMessages.NoMatch)]
    [InlineData("user", "999999999", FieldMessages.DoesNotExist)]
    [InlineData("user", "900001", FieldMessages.DoesNotExist)]
    [InlineData("appname", null, FieldMessages.Required)]
    [InlineData("appname", "null", FieldMessages.Null)]
    [InlineData("appname", "\"\"", FieldMessages.Blank)]
    [InlineData("appname", "\"xyz\"", "\"xyz\" is not a valid choice.")]
    [InlineData("appname", "\"elevenchars\"", "Ensure this field has no more than 10 characters.")]
    [InlineData("exam_name", null, FieldMessages.Required)]
    [InlineData("exam_name", "null", FieldMessages.Null)]
    [InlineData("exam_name", "\"\"", FieldMessages.Blank)]
    [InlineData("exam_name", "\"a\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("exam_type", null, FieldMessages.Required)]
    [InlineData("exam_type", "null", FieldMessages.Null)]
    [InlineData("exam_type", "\" \"", FieldMessages.Blank)]
    [InlineData("exam_type", "[]", FieldMessages.NotText)]
    [InlineData("passed", null, FieldMessages.Required)]
    [InlineData("exam_date", null, FieldMessages.Required)]
    public async Task A_bad_field_of_a_new_result_is_named_and_nothing_is_written(string field, string? json, string message)
    {
        var before = await demo.Server.CountRowsAsync();

        await demo.Exam.AssertRefusedAsync("POST", "results/", Bodies.Result(_user).With(field, json), field, message);

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("passed", "null", FieldMessages.Null)]
    [InlineData("passed", "\"ja\"", FieldMessages.NotBoolean)]
    [InlineData("passed", "2", FieldMessages.NotBoolean)]
    [InlineData("passed", "\"\"", FieldMessages.NotBoolean)]
    [InlineData("passed", "[true]", FieldMessages.NotBoolean)]
    [InlineData("exam_date", "null", FieldMessages.Null)]
    [InlineData("exam_date", "\"\"", FieldMessages.NotDate)]
    [InlineData("exam_date", "\"20.11.2026\"", FieldMessages.NotDate)]
    [InlineData("exam_date", "\"2026-11-31\"", FieldMessages.NotDate)]
    [InlineData("exam_date", "20261120", FieldMessages.NotDate)]
    [InlineData("exam_date", "\"2026-11-24\"", FieldMessages.DateAhead)]
    [InlineData("exam_date", "\"9999-12-31\"", FieldMessages.DateAhead)]
    [InlineData("attempt", "null", FieldMessages.Null)]
    [InlineData("attempt", "0", "Ensure this value is greater than or equal to 1.")]
    [InlineData("attempt", "-1", "Ensure this value is greater than or equal to 1.")]
    [InlineData("attempt", "2147483648", "Ensure this value is less than or equal to 1000.")]
    [InlineData("attempt", "1.5", FieldMessages.NotInteger)]
    [InlineData("attempt", "99999999999999999999", FieldMessages.NotInteger)]
    [InlineData("attempt", "\"one\"", FieldMessages.NotInteger)]
    [InlineData("attempt", "true", FieldMessages.NotInteger)]
    [InlineData("topics", "null", FieldMessages.Null)]
    [InlineData("topics", "{}", "Expected a list of items but got type \"dict\".")]
    [InlineData("topics", "\"Regelverk\"", "Expected a list of items but got type \"str\".")]
    [InlineData("topics", "[null]", FieldMessages.Null, "topics.0")]
    [InlineData("topics", "[[]]", "Invalid data. Expected a dictionary, but got list.", "topics.0")]
    [InlineData("topics", "[\"Regelverk\"]", "Invalid data. Expected a dictionary, but got str.", "topics.0")]
    [InlineData("topics", "[{\"name\": \"a\", \"passed\": true}, {\"passed\": true}]", FieldMessages.Required, "topics.1.name")]
    [InlineData("topics", "[{\"name\": null, \"passed\": true}]", FieldMessages.Null, "topics.0.name")]
    [InlineData("topics", "[{\"name\": \" \", \"passed\": true}]", FieldMessages.Blank, "topics.0.name")]
    [InlineData("topics", "[{\"name\": \"\\u0000\", \"passed\": true}]", FieldMessages.NullCharacter, "topics.0.name")]
    [InlineData("topics", "[{\"name\": \"a\"}]", FieldMessages.Required, "topics.0.passed")]
    [InlineData("topics", "[{\"name\": \"a\", \"passed\": null}]", FieldMessages.Null, "topics.0.passed")]
    [InlineData("topics", "[{\"name\": \"a\", \"passed\": \"x\"}]", FieldMessages.NotBoolean, "topics.0.passed")]
    [InlineData("topics", "[{\"name\": \"a\", \"passed\": false}]", ResultWriter.FailedTopic, "passed")]
    [InlineData("status", "\"ikke bestått\"", ResultWriter.Contradiction)]
    [InlineData("status", "\"passed\"", ResultWriter.Contradiction)]
    [InlineData("status", "null", "This field may not be null.")]
    public Task A_bad_field_is_named_in_a_new_result_and_in_a_correction(string field, string json, string message, string? named = null) =>
        RefuseAsync(field, json, message, named);

    [Theory]
    [InlineData("exam_name")]
    [InlineData("exam_type")]
    public async Task Texts_are_kept_whole_to_their_greatest_length_and_composed(string field)
    {
        var body = Bodies.Result(_user);
        body[field] = " " + string.Concat(Enumerable.Repeat("A\u030a", Result.TextMaxLength));
        Assert.Equal(new string('Å', Result.TextMaxLength), (await demo.Exam.CreateAsync("results/", body)).Text(field));

        body[field] = new string('x', Result.TextMaxLength + 1);
        await demo.Exam.AssertRefusedAsync("POST", "results/", body, field, "Ensure this field has no more than 255 characters.");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("\"1\"", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    [InlineData("\"False\"", false)]
    [InlineData("0", false)]
    public async Task Passed_is_true_or_false_in_the_forms_that_clients_use(string passed, bool read) =>
        Assert.Equal(read, (await CreateRawAsync("passed", passed)).GetProperty("passed").GetBoolean());

    [Fact]
    public async Task A_status_that_agrees_is_no_fault_and_scores_decide_nothing()
    {
        var body = Bodies.Result(_user).With("status", "\"bestått\"").With("score", "12").With("topics", "[{\"name\": \"a\", \"score\": 3, \"passed\": true}]");
        Assert.Equal("bestått", (await demo.Exam.CreateAsync("results/", body)).Text("status"));

        body = Bodies.Result(_user).With("status", "\"ikke bestått\"").With("passed", "false").With("score", "99");
        Assert.Equal("ikke bestått", (await demo.Exam.CreateAsync("results/", body)).Text("status"));
    }

    [Fact]
    public async Task A_correction_changes_the_five_fields_and_no_other()
    {
        var created = await demo.Exam.CreateAsync("results/", Bodies.Result(_user));
        var other = await demo.Demo.CreateUserAsync("krd_ka");

        var corrected = await demo.Exam.PatchAsync(created.Text("id"), new JsonObject
        {
            ["score"] = "64.25",
            ["passed"] = false,
            ["exam_date"] = "2026-11-19",
            ["attempt"] = 3,
            ["topics"] = new JsonArray(Bodies.Topic("Regelverk", null, passed: false)),
            ["id"] = 1,
            ["user"] = other,
            ["appname"] = "krd",
            ["ordning"] = 2,
            ["exam_name"] = "Kreditt",
            ["exam_type"] = "",
            ["created"] = "1999-01-01T00:00:00Z",
            ["changed"] = "1999-01-01T00:00:00Z",
            ["unknown"] = new JsonObject(),
        });

        var expected = JsonObject.Create(created)!
            .With("score", "64.25").With("passed", "false").With("status", "\"ikke bestått\"").With("exam_date", "\"2026-11-19\"").With("attempt", "3")
            .With("topics", """[{"name":"Regelverk","score":null,"passed":false}]""").With("changed", $"\"{corrected.Text("changed")}\"");
        Assert.Equal(expected.ToJsonString(), JsonObject.Create(corrected)!.ToJsonString());
        Assert.True(string.CompareOrdinal(created.Text("changed"), corrected.Text("changed")) < 0);
        Assert.Equal(corrected.GetRawText(), (await demo.Demo.ReadAsync(created.Text("id"))).GetRawText());
        Assert.Empty(await demo.Demo.RowsAsync($"results/?user={other}"));
    }

    [Theory]
    [InlineData("score", "null")]
    [InlineData("score", "0")]
    [InlineData("exam_date", "\"2020-01-01\"")]
    [InlineData("attempt", "2")]
    [InlineData("topics", "[]")]
    [InlineData("passed", "false")]
    public async Task A_correction_of_one_field_leaves_the_others(string field, string json)
    {
        var created = JsonObject.Create(await demo.Exam.CreateAsync("results/", Bodies.Result(_user)))!;

        var corrected = JsonObject.Create(await demo.Exam.PatchAsync((string)created["id"]!, new JsonObject().With(field, json)))!;

        created.With(field, json).With("changed", corrected["changed"]!.ToJsonString());
        if (field == "passed")
        {
            created["status"] = "ikke bestått";
        }

        Assert.Equal(created.ToJsonString(), corrected.ToJsonString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"score\": 82.50, \"passed\": \"true\", \"attempt\": \"1\", \"exam_date\": \"2026-11-20\", \"exam_name\": \"x\", \"status\": \"bestått\"}")]
    [InlineData("{\"topics\": [{\"name\": \" Regelverk\", \"score\": \"80.00\", \"passed\": 1}, {\"name\": \"Produktgrupper\", \"score\": 85, \"passed\": true}]}")]
    public async Task A_correction_that_changes_nothing_leaves_no_trace(string text)
    {
        var created = await demo.Exam.CreateAsync("results/", Bodies.Result(_user));
        var before = await demo.Server.CountRowsAsync();
        var version = await VersionAsync(created.Text("id"));
        using var response = await demo.Exam.SendTextAsync("PATCH", created.Text("id"), text);

        Assert.Equal(created.GetRawText(), (await response.ReadJsonAsync()).GetRawText());
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
        Assert.Equal(version, await VersionAsync(created.Text("id")));
    }

    [Fact]
    public async Task A_contradiction_with_what_stands_is_refused()
    {
        var failed = Bodies.Result(_user).With("passed", "false").With("topics", "[{\"name\": \"Regelverk\", \"score\": 20, \"passed\": false}]");
        var id = (await demo.Exam.CreateAsync("results/", failed)).Text("id");

        await demo.Exam.AssertRefusedAsync("PATCH", id, new JsonObject { ["passed"] = true }, "passed", ResultWriter.FailedTopic);
        await demo.Exam.AssertRefusedAsync("PATCH", id, new JsonObject { ["status"] = "bestått" }, "status", ResultWriter.Contradiction);
        await demo.Exam.PatchAsync(id, new JsonObject { ["passed"] = true, ["topics"] = new JsonArray() });
    }

    [Theory]
    [InlineData(TestServer.DemoClient, null)]
    [InlineData(TestServer.DemoClient, "read write")]
    [InlineData(TestServer.ExamClient, null)] // the scope must be asked for
    [InlineData(TestServer.ExamClient, "read exam")]
    [InlineData(TestServer.OtherClient, null)]
    public async Task Nobody_without_the_scopes_writes_results(string clientId, string? scope)
    {
        var result = await demo.Exam.CreateAsync("results/", Bodies.Result(_user));
        var before = await demo.Server.CountRowsAsync();
        using var client = await demo.Server.ClientAsync(clientId, scope);

        foreach (var (method, path) in new[] { ("POST", "results/"), ("PATCH", result.Text("id")), ("PATCH", "results/999999999/") })
        {
            // Whether or not the body is any good.
            foreach (var body in new[] { Bodies.Result(_user), [] })
            {
                using var response = await client.SendAsync(method, path, body);
                var problem = await response.ReadProblemAsync(HttpStatusCode.Forbidden);
                Assert.Equal("You do not have permission to perform this action.", problem.Text("detail"));
                Assert.Contains("error=\"insufficient_scope\", scope=\"write exam\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            }
        }

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task A_result_out_of_reach_is_not_found()
    {
        var foreign = Assert.Single(await demo.Other.RowsAsync("results/?user=900001")).Text("id");

        foreach (var id in new[] { foreign, "results/999999999/", "results/x/" })
        {
            using var response = await demo.Exam.SendAsync("PATCH", id, new JsonObject { ["passed"] = false });
            await response.ReadProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task A_result_is_neither_replaced_nor_removed(string method)
    {
        var id = (await demo.Exam.CreateAsync("results/", Bodies.Result(_user))).Text("id");
        using var response = await demo.Exam.SendAsync(method, id, Bodies.Result(_user));

        await response.ReadProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "PATCH"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_new_result_is_found_by_every_filter()
    {
        var persnr = (await demo.Demo.ReadAsync(_user)).Text("persnr");
        var id = (await demo.Exam.CreateAsync("results/", Bodies.Result(_user))).Text("id");

        Assert.Equal([id], (await demo.Demo.ReadAsync($"results/?persnr={persnr}&appname=afr&from_date=2026-11-23")).Ids());
        Assert.Empty((await demo.Demo.ReadAsync($"results/?user={_user}&appname=krd")).Ids());
        Assert.Empty((await demo.Demo.ReadAsync($"results/?user={_user}&from_date=2026-11-24")).Ids());
    }

    private async Task<int> AttemptAsync(JsonObject body) => (await demo.Exam.CreateAsync("results/", body)).GetProperty("attempt").GetInt32();

    // Numbers stay as they are written only in a text.
    private async Task<JsonElement> CreateRawAsync(string field, string json)
    {
        var text = Bodies.Result(_user).With(field, "\"@\"").ToJsonString().Replace("\"@\"", json, StringComparison.Ordinal);
        using var response = await demo.Exam.SendTextAsync("POST", "results/", text);
        return await response.ReadJsonAsync(HttpStatusCode.Created);
    }

    private async Task RefuseAsync(string field, string json, string message, string? named = null)
    {
        var created = await demo.Exam.CreateAsync("results/", Bodies.Result(_user));
        var before = await demo.Server.CountRowsAsync();
        var text = Bodies.Result(_user).With(field, "\"@\"").ToJsonString().Replace("\"@\"", json, StringComparison.Ordinal);
        foreach (var (method, path, body) in new[] { ("POST", "results/", text), ("PATCH", created.Text("id"), $$"""{"score": 1, "{{field}}": {{json}}}""") })
        {
            using var response = await demo.Exam.SendTextAsync(method, path, body);
            var (name, messages) = Assert.Single(await response.ReadErrorsAsync());
            Assert.Equal((named ?? field, message), (name, Assert.Single(messages)));
        }

        Assert.Equal(created.GetRawText(), (await demo.Demo.ReadAsync(created.Text("id"))).GetRawText());
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    private async Task<int> VersionAsync(string id)
    {
        await using var db = demo.Server.Database();
        var number = id.Number();
        return await db.Results.IgnoreQueryFilters().Where(r => r.Id == number).Select(r => r.Version).SingleAsync();
    }
}
