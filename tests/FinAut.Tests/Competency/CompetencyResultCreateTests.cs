using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using FinAut.Domain.Competency;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Competency;

public sealed class CompetencyResultCreateTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private static int _last;

    [Fact]
    public async Task The_published_example_works()
    {
        using var response = await demo.Demo.SendTextAsync(
            "POST",
            "competency_result/",
            """{"user": "example_encrypted_id_123", "goal": 456, "passed_date": "2026-09-01", "external_system": "LMS", "external_id": "course-789"}""");

        var result = await response.ReadJsonAsync(HttpStatusCode.Created);

        Assert.Equal(["id", "user", "goal", "passed_date", "external_system", "external_id", "created"], result.EnumerateObject().Select(p => p.Name));
        Assert.Matches($"^{demo.Server.BaseUrl}/finautapi/v1/competency_result/[0-9]+/$", result.Text("id"));
        Assert.Equal(result.Text("id"), response.Headers.Location?.ToString());
        Assert.Equal("example_encrypted_id_123", result.Text("user"));
        Assert.Equal("456", result.GetProperty("goal").GetRawText());
        Assert.Equal("2026-09-01", result.Text("passed_date"));
        Assert.Equal("LMS", result.Text("external_system"));
        Assert.Equal("course-789", result.Text("external_id"));
        Assert.StartsWith("2026-11-23T09:", result.Text("created"));
        Assert.Equal(JsonSerializer.Serialize(result), JsonSerializer.Serialize(await demo.Demo.ReadAsync(result.Text("id"))));
        Assert.Contains(result.Text("id"), (await demo.Demo.ReadAsync("competency_result/?encrypted_userid=example_encrypted_id_123")).Ids());
    }

    [Fact]
    public async Task Reporting_again_answers_the_record_that_is_there()
    {
        var body = Completion();
        var before = await demo.Server.CountRowsAsync();
        var first = await demo.Demo.CreateAsync("competency_result/", body);
        Assert.Equal(
            new Dictionary<string, long> { ["audit_entries"] = 1, ["competency_results"] = 1 }, (await demo.Server.CountRowsAsync()).Since(before));

        var second = await AgainAsync(body);
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(2, (await demo.Server.CountRowsAsync()).Since(before).Values.Sum());

        // With another date the record gets that date, and an entry in the audit trail.
        var third = await AgainAsync(body.With("passed_date", "\"2026-10-01\""));
        Assert.Equal(JsonObject.Create(first)!.With("passed_date", "\"2026-10-01\"").ToJsonString(), JsonObject.Create(third)!.ToJsonString());
        Assert.Equal(third.GetRawText(), (await demo.Demo.ReadAsync(first.Text("id"))).GetRawText());
        Assert.Equal(
            new Dictionary<string, long> { ["audit_entries"] = 2, ["competency_results"] = 1 }, (await demo.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("goal", "1")]
    [InlineData("external_system", "\"Spama\"")]
    [InlineData("external_system", "\"lms\"")]
    [InlineData("external_system", null)]
    [InlineData("external_id", "\"another\"")]
    [InlineData("external_id", "\"\"")]
    public async Task A_completion_that_differs_in_its_key_is_another(string field, string? json)
    {
        var body = Completion();
        var first = await demo.Demo.CreateAsync("competency_result/", body.DeepClone());

        var system = $"s{Interlocked.Increment(ref _last)}";
        body = field == "external_system" ? body : body.With("external_system", $"\"{system}\"");
        var second = await demo.Demo.CreateAsync("competency_result/", body.With(field, json));

        Assert.NotEqual(first.Text("id"), second.Text("id"));
    }

    [Fact]
    public async Task Absent_is_the_same_as_empty()
    {
        var body = new JsonObject { ["user"] = "example_encrypted_id_123", ["goal"] = 2, ["passed_date"] = "2026-09-01" };
        var first = await demo.Demo.CreateAsync("competency_result/", body);

        Assert.Equal("", first.Text("external_system"));
        Assert.Equal("", first.Text("external_id"));
        Assert.Equal(first.Text("id"), (await AgainAsync(body.With("external_system", "\"\""))).Text("id"));
        Assert.Equal(first.Text("id"), (await AgainAsync(body.With("external_id", "\"  \""))).Text("id"));
    }

    [Fact]
    public async Task Texts_are_trimmed_composed_and_kept_whole_to_their_greatest_length()
    {
        var body = Completion();
        body["external_system"] = " A\u030a ";
        body["external_id"] = new string('ø', CompetencyResult.ExternalMaxLength - 10) + Interlocked.Increment(ref _last).ToString("D10");
        var first = await demo.Demo.CreateAsync("competency_result/", body);
        Assert.Equal("Å", first.Text("external_system"));
        Assert.Equal((string?)body["external_id"], first.Text("external_id"));

        Assert.Equal(first.Text("id"), (await AgainAsync(body.With("external_system", "\"Å\""))).Text("id"));
    }

    [Theory]
    [InlineData("456")]
    [InlineData("\"456\"")]
    [InlineData("\" 456 \"")]
    [InlineData("\"/finautapi/v1/competency_goal/456/\"")]
    [InlineData("\"https://another.example/finautapi/v1/competency_goal/456/\"")]
    public async Task A_goal_is_a_number_a_text_of_it_or_its_url_and_reads_back_as_a_number(string goal)
    {
        var body = Completion();
        var first = await demo.Demo.CreateAsync("competency_result/", body.With("goal", goal));
        Assert.Equal("456", first.GetProperty("goal").GetRawText());

        Assert.Equal(first.Text("id"), (await AgainAsync(body.With("goal", "456"))).Text("id"));
    }

    [Theory]
    [InlineData("user", null, FieldMessages.Required)]
    [InlineData("user", "null", FieldMessages.Null)]
    [InlineData("user", "\"\"", FieldMessages.Blank)]
    [InlineData("user", "true", FieldMessages.NotText)]
    [InlineData("user", "\"a\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("user", "\"nobody\"", FieldMessages.DoesNotExist)]
    [InlineData("user", "\"EXAMPLE_ENCRYPTED_ID_123\"", FieldMessages.DoesNotExist)]
    [InlineData("user", "123", FieldMessages.DoesNotExist)]
    [InlineData("user", "\"/finautapi/v1/user/123/\"", FieldMessages.DoesNotExist)]
    [InlineData("user", "\"lms-123\"", FieldMessages.DoesNotExist)]
    [InlineData("goal", null, FieldMessages.Required)]
    [InlineData("goal", "null", FieldMessages.Null)]
    [InlineData("goal", "\"\"", FieldMessages.NotInteger)]
    [InlineData("goal", "\"x\"", FieldMessages.NotInteger)]
    [InlineData("goal", "4.5", FieldMessages.NotInteger)]
    [InlineData("goal", "true", FieldMessages.NotInteger)]
    [InlineData("goal", "[456]", FieldMessages.NotInteger)]
    [InlineData("goal", "{}", FieldMessages.NotInteger)]
    [InlineData("goal", "\"/finautapi/v1/user/456/\"", FieldMessages.NotInteger)]
    [InlineData("goal", "99999999999999999999", FieldMessages.NotInteger)]
    [InlineData("goal", "999999", FieldMessages.DoesNotExist)]
    [InlineData("passed_date", null, FieldMessages.Required)]
    [InlineData("passed_date", "null", FieldMessages.Null)]
    [InlineData("passed_date", "\"\"", FieldMessages.NotDate)]
    [InlineData("passed_date", "\"01.09.2026\"", FieldMessages.NotDate)]
    [InlineData("passed_date", "\"2026-09-31\"", FieldMessages.NotDate)]
    [InlineData("passed_date", "\"2026-11-24\"", FieldMessages.DateAhead)]
    [InlineData("external_system", "null", FieldMessages.Null)]
    [InlineData("external_system", "[]", FieldMessages.NotText)]
    [InlineData("external_id", "null", FieldMessages.Null)]
    [InlineData("external_id", "\"\\u0000\"", FieldMessages.NullCharacter)]
    public async Task A_bad_field_is_named_and_nothing_is_written(string field, string? json, string message)
    {
        var before = await demo.Server.CountRowsAsync();

        await demo.Demo.AssertRefusedAsync("POST", "competency_result/", Completion().With(field, json), field, message);

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("external_system")]
    [InlineData("external_id")]
    public async Task Too_long_a_text_is_refused(string field)
    {
        var body = Completion();
        body[field] = new string('x', CompetencyResult.ExternalMaxLength + 1);

        await demo.Demo.AssertRefusedAsync("POST", "competency_result/", body, field, "Ensure this field has no more than 255 characters.");
    }

    [Fact]
    public async Task Another_api_users_encrypted_id_is_nobody()
    {
        var before = await demo.Server.CountRowsAsync();

        // The exam platform sees the person, and still does not own the id.
        await demo.Exam.ReadAsync("user/123/");
        await demo.Exam.AssertRefusedAsync("POST", "competency_result/", Completion(), "user", FieldMessages.DoesNotExist);
        await demo.Other.AssertRefusedAsync("POST", "competency_result/", Completion(), "user", FieldMessages.DoesNotExist);

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
        Assert.Empty(await demo.Exam.RowsAsync("competency_result/"));
        var id = (await demo.Demo.CreateAsync("competency_result/", Completion())).Text("id");
        await demo.Exam.GetJsonAsync(id, HttpStatusCode.NotFound);
        await demo.Other.GetJsonAsync(id, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_person_who_has_left_the_reach_is_nobody()
    {
        await using var server = await TestServer.StartAsync(time: WriteServer.NewClock());
        using var client = await server.ClientAsync();
        await client.CreateAsync("competency_result/", Completion());
        await server.ExecuteAsync(
            """
            UPDATE users SET company_id = 9001 WHERE id = 123;
            UPDATE employments SET company_id = 9001, department_id = 9002, franchise_id = NULL WHERE user_id = 123 AND end_date IS NULL;
            """);

        await client.AssertRefusedAsync("POST", "competency_result/", Completion(), "user", FieldMessages.DoesNotExist);
        Assert.Empty(await client.RowsAsync("competency_result/"));
    }

    [Fact]
    public async Task Today_in_oslo_is_not_ahead()
    {
        await using var server = await TestServer.StartAsync();
        server.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 22, 50, 0, TimeSpan.Zero));
        using var client = await server.ClientAsync();
        var body = Completion().With("passed_date", "\"2026-11-24\"");
        await client.AssertRefusedAsync("POST", "competency_result/", body, "passed_date", FieldMessages.DateAhead);
        await client.CreateAsync("competency_result/", Completion().With("passed_date", "\"2026-11-23\""));

        server.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 23, 0, 0, TimeSpan.Zero));

        await client.CreateAsync("competency_result/", body);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_record_is_never_changed_or_removed_by_its_url(string method)
    {
        var result = await demo.Demo.CreateAsync("competency_result/", Completion());
        using var response = await demo.Demo.SendAsync(method, result.Text("id"), Completion());

        await response.ReadProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow.Order());
    }

    private static JsonObject Completion() => Bodies.Completion($"course-{Interlocked.Increment(ref _last)}");

    private async Task<JsonElement> AgainAsync(JsonObject body)
    {
        using var response = await demo.Demo.SendAsync("POST", "competency_result/", body);
        Assert.Null(response.Headers.Location);
        return await response.ReadJsonAsync();
    }
}
