using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Users;
using FinAut.Api.Validation;
using FinAut.Domain.Audit;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Users;

public sealed class UserCreateTests(WriteServer demo) : IClassFixture<WriteServer>
{
    [Fact]
    public async Task A_candidate_is_created_and_signed_up()
    {
        var persnr = TestPersnr.Next();
        var body = Bodies.User(persnr)
            .With("email", "\"kari.nordmann@testfirma.example\"").With("mobile", "\"91234567\"").With("employee_alias", "\"A-77\"");
        body["work_for"] = Bodies.WorkFor(Bodies.Testfirma, Bodies.Testavdeling, Bodies.Franchise);
        var before = await demo.Server.CountRowsAsync();

        using var response = await demo.Demo.SendAsync("POST", "user/", body);

        var user = await response.ReadJsonAsync(HttpStatusCode.Created);
        var id = user.Text("id");
        Assert.Matches($"^{demo.Server.BaseUrl}/finautapi/v1/user/[0-9]+/$", id);
        Assert.Equal(id, response.Headers.Location?.ToString());
        Assert.Equal(persnr, user.Text("persnr"));
        Assert.Equal("Kari", user.Text("first_name"));
        Assert.Equal("Nordmann", user.Text("last_name"));
        Assert.Equal("kari.nordmann@testfirma.example", user.Text("email"));
        Assert.Equal("91234567", user.Text("mobile"));
        Assert.Equal("A-77", user.Text("employee_alias"));
        Assert.Equal(demo.Server.BaseUrl + Bodies.Path("companies", Bodies.Testfirma), user.GetProperty("work_for").Text("company"));
        Assert.Equal(demo.Server.BaseUrl + Bodies.Path("departments", Bodies.Testavdeling), user.GetProperty("work_for").Text("department"));
        Assert.Equal(demo.Server.BaseUrl + Bodies.Path("franchises", Bodies.Franchise), user.GetProperty("work_for").Text("franchise"));
        Assert.Equal(["afr_ka"], user.Roles());
        Assert.False(user.TryGetProperty("encoded_userid", out _));
        Assert.Empty(user.GetProperty("administers").EnumerateArray());
        Assert.StartsWith("2026-11-23T09:", user.Text("created"));
        Assert.Equal(user.Text("created"), user.Text("changed"));

        Assert.Equal(JsonSerializer.Serialize(user), JsonSerializer.Serialize(await demo.Demo.ReadAsync(id)));
        Assert.Equal([id], (await demo.Demo.ReadAsync($"user/?persnr={persnr}")).Ids());
        Assert.Equal([id], (await demo.Demo.ReadAsync("user/?employee_alias=A-77")).Ids());

        var employment = Assert.Single(await demo.Demo.RowsAsync($"employment/?user={id}"));
        Assert.Equal(employment.Text("id"), Assert.Single(user.GetProperty("employment").EnumerateArray()).GetString());
        Assert.Equal("2026-11-23", employment.Text("start_date"));
        Assert.Equal(JsonValueKind.Null, employment.GetProperty("end_date").ValueKind);
        Assert.Equal("A-77", employment.Text("employee_alias"));

        var status = Assert.Single(await demo.Demo.RowsAsync($"userstatus/?user={id}"));
        Assert.Equal("afrnew", status.Text("status"));
        Assert.Equal("afr", status.Text("appname"));
        Assert.Equal("2026-11-23", status.Text("status_date"));
        Assert.Null(status.Text("status_set_by"));
        Assert.Equal("afrnew", await demo.Demo.CurrentStatusAsync(id));

        // One row each, and an entry of the audit trail for each.
        Assert.Equal(
            new Dictionary<string, long> { ["audit_entries"] = 4, ["employments"] = 1, ["user_roles"] = 1, ["user_statuses"] = 1, ["users"] = 1 },
            (await demo.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task Optional_fields_are_empty_when_absent()
    {
        var user = await demo.Demo.CreateAsync("user/", Bodies.User());

        Assert.Equal("", user.Text("email"));
        Assert.Equal("", user.Text("mobile"));
        Assert.Equal("", user.Text("employee_alias"));
        Assert.Equal(JsonValueKind.Null, user.GetProperty("work_for").GetProperty("franchise").ValueKind);
    }

    [Fact]
    public async Task A_bedriftsansvarlig_administers_the_employer_and_has_no_status()
    {
        var user = await demo.Demo.CreateAsync("user/", Bodies.User(null, "afr_ba"));

        Assert.Equal(["afr_ba"], user.Roles());
        Assert.Equal(
            [demo.Server.BaseUrl + Bodies.Path("companies", Bodies.Testfirma)], user.GetProperty("administers").EnumerateArray().Select(c => c.GetString()));
        Assert.Empty(await demo.Demo.RowsAsync($"userstatus/?user={user.Text("id")}"));
    }

    [Fact]
    public async Task A_test_leader_begins_as_tlnew()
    {
        var id = await demo.Demo.CreateUserAsync("krd_tl");

        var status = Assert.Single(await demo.Demo.RowsAsync($"latestuserstatus/?user={id}"));
        Assert.Equal("tlnew", status.Text("status"));
        Assert.Equal("krd", status.Text("appname"));
    }

    [Fact]
    public async Task Several_roles_can_be_given_at_once_and_each_counts_once()
    {
        var user = await demo.Demo.CreateAsync("user/", Bodies.User(null, "krd_ka", "afr_ka", "afr_tl", "afr_ba", "krd_ka", "gos_tl"));

        Assert.Equal(["afr_ba", "afr_ka", "afr_tl", "gos_tl", "krd_ka"], user.Roles().Order());
        var statuses = await demo.Demo.RowsAsync($"userstatus/?user={user.Text("id")}");
        Assert.Equal(
            ["afr afrnew", "afr tlnew", "gos tlnew", "krd krdnew"], statuses.Select(s => $"{s.Text("appname")} {s.Text("status")}").Order());
    }

    [Theory]
    [InlineData("https://another.example/finautapi/v1/{0}/{1}/")]
    [InlineData("http://127.0.0.1:1/finautapi/v1/{0}/{1}/")]
    [InlineData("/finautapi/v1/{0}/{1}/")]
    [InlineData("/finautapi/v1/{0}/{1}")]
    [InlineData("{1}")]
    [InlineData(" {1} ")]
    public async Task References_are_urls_with_any_host_paths_or_bare_ids(string form)
    {
        var body = Bodies.User();
        body["work_for"] = new JsonObject
        {
            ["company"] = string.Format(null, form, "companies", Bodies.Testfirma),
            ["department"] = string.Format(null, form, "departments", Bodies.Testavdeling),
            ["franchise"] = string.Format(null, form, "franchises", Bodies.Franchise),
        };
        body["userroles"] = new JsonArray(string.Format(null, form, "userrole", "afr_ka"));

        var user = await demo.Demo.CreateAsync("user/", body);

        Assert.EndsWith("/franchises/5001/", user.GetProperty("work_for").Text("franchise"));
        Assert.Equal(["afr_ka"], user.Roles());
    }

    [Fact]
    public async Task Ids_and_the_persnr_may_be_numbers()
    {
        var body = Bodies.User();
        body["work_for"] = new JsonObject { ["company"] = Bodies.Testfirma, ["department"] = Bodies.Testavdeling, ["franchise"] = Bodies.Franchise };
        body.With("persnr", "55110094247");

        var user = await demo.Demo.CreateAsync("user/", body);

        Assert.Equal("55110094247", user.Text("persnr"));
        Assert.EndsWith("/companies/2265/", user.GetProperty("work_for").Text("company"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task No_franchise_may_be_said_as_null_or_empty(string franchise)
    {
        var user = await demo.Demo.CreateAsync("user/", Bodies.User().With("work_for.franchise", franchise));

        Assert.Equal(JsonValueKind.Null, user.GetProperty("work_for").GetProperty("franchise").ValueKind);
    }

    [Fact]
    public async Task Names_and_alias_are_trimmed_and_composed()
    {
        var body = Bodies.User()
            .With("first_name", "\"  A\\u030ase \\u00a0Marie\\t\"")
            .With("last_name", "\"\\u2003Bj\\u00f8rnsta\\u030Ad-E\\u0301\\n\"")
            .With("employee_alias", "\" o\\u0308 \"");

        var user = await demo.Demo.CreateAsync("user/", body);

        Assert.Equal("Åse \u00a0Marie", user.Text("first_name"));
        Assert.Equal("Bjørnståd-É", user.Text("last_name"));
        Assert.Equal("ö", user.Text("employee_alias"));
        Assert.Single(await demo.Demo.RowsAsync("user/?employee_alias=%C3%B6"));
    }

    [Fact]
    public async Task Names_of_the_greatest_length_are_kept_whole()
    {
        var name = string.Concat(Enumerable.Repeat("𝒜", 99)) + "å";
        var body = Bodies.User().With("employee_alias", $"\"{new string('x', 100)}\"");
        body["first_name"] = string.Concat(Enumerable.Repeat("a\u030a", 100));
        body["last_name"] = name;
        body["email"] = new string('a', 248) + "@ab.no";

        var user = await demo.Demo.CreateAsync("user/", body);

        Assert.Equal(new string('å', 100), user.Text("first_name"));
        Assert.Equal(name, user.Text("last_name"));
        Assert.Equal(254, user.Text("email").Length);
    }

    [Theory]
    [InlineData("ola@example.no")]
    [InlineData("ola.nordmann+kurs@sub.example.co.uk")]
    [InlineData("o'hara_x%y@example.museum")]
    [InlineData("OLA@EXAMPLE.NO")]
    [InlineData("ola@blåbær.no")]
    [InlineData("")]
    public async Task Good_email_addresses_are_taken_as_they_are(string email)
    {
        var body = Bodies.User();
        body["email"] = email;

        Assert.Equal(email, (await demo.Demo.CreateAsync("user/", body)).Text("email"));
    }

    [Fact]
    public async Task A_form_body_is_read_as_fields()
    {
        var persnr = TestPersnr.Next();
        KeyValuePair<string, string>[] form =
        [
            new("persnr", persnr), new("first_name", "Åse & Co"), new("last_name", "Bø"), new("mobile", "91234567"),
            new("work_for.company", Bodies.Path("companies", Bodies.Testfirma)), new("work_for.department", "2266"), new("work_for.franchise", ""),
            new("userroles", Bodies.Role("afr_ka").ToString()), new("userroles", "krd_ba"),
        ];
        using var content = new FormUrlEncodedContent(form);
        using var response = await demo.Demo.PostAsync(TestServer.Root + "user/", content);

        var user = await response.ReadJsonAsync(HttpStatusCode.Created);
        Assert.Equal(persnr, user.Text("persnr"));
        Assert.Equal("Åse & Co", user.Text("first_name"));
        Assert.Equal(["afr_ka", "krd_ba"], user.Roles());
    }

    [Fact]
    public async Task A_multipart_form_is_read_as_fields()
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(TestPersnr.Next()), "persnr" },
            { new StringContent("Åse"), "first_name" },
            { new StringContent("Bø"), "last_name" },
            { new StringContent("2265"), "work_for.company" },
            { new StringContent("2266"), "work_for.department" },
            { new StringContent("afr_ka"), "userroles" },
        };
        using var response = await demo.Demo.PostAsync(TestServer.Root + "user/", content);

        Assert.Equal("Åse", (await response.ReadJsonAsync(HttpStatusCode.Created)).Text("first_name"));
    }

    [Theory]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("{}", "application/x-www-form-urlencoded")]
    [InlineData("", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("", null)]
    [InlineData("", "text/plain")]
    public async Task A_body_without_fields_lacks_every_required_field(string text, string? contentType)
    {
        using var response = await demo.Demo.SendTextAsync("POST", "user/", text, contentType);

        var errors = await response.ReadErrorsAsync();
        Assert.Equal(["first_name", "last_name", "persnr", "userroles", "work_for"], errors.Keys.Order());
        Assert.All(errors.Values, messages => Assert.Equal([FieldMessages.Required], messages));
    }

    [Fact]
    public async Task Read_only_and_unknown_fields_are_ignored()
    {
        var body = Bodies.User()
            .With("id", "\"http://x/finautapi/v1/user/1/\"")
            .With("employment", "[\"/finautapi/v1/employment/1/\"]")
            .With("encoded_userid", "\"example_encrypted_id_123\"")
            .With("administers", "[\"/finautapi/v1/companies/9001/\"]")
            .With("created", "\"1999-01-01T00:00:00Z\"")
            .With("changed", "17")
            .With("version", "99")
            .With("company_id", "9001")
            .With("Persnr", "\"11111111111\"")
            .With("favourite_colour", "{\"a\": [null, {\"b\": 1e999}]}")
            .With("work_for.city", "\"Oslo\"");

        var user = await demo.Demo.CreateAsync("user/", body);

        Assert.NotEqual(1, user.Text("id").Number());
        Assert.False(user.TryGetProperty("encoded_userid", out _));
        Assert.Empty(user.GetProperty("administers").EnumerateArray());
        Assert.StartsWith("2026-11-23T", user.Text("created"));
        Assert.StartsWith("2026-11-23T", user.Text("changed"));
        Assert.EndsWith("/companies/2265/", user.GetProperty("work_for").Text("company"));
    }

    [Theory]
    [InlineData("persnr", null, FieldMessages.Required)]
    [InlineData("persnr", "null", FieldMessages.Null)]
    [InlineData("persnr", "\"\"", FieldMessages.Blank)]
    [InlineData("persnr", "\"   \"", FieldMessages.Blank)]
    [InlineData("persnr", "true", FieldMessages.NotText)]
    [InlineData("persnr", "[\"55110094247\"]", FieldMessages.NotText)]
    [InlineData("persnr", "{}", FieldMessages.NotText)]
    [InlineData("persnr", "\"5511009\\u00004247\"", FieldMessages.NullCharacter)]
    [InlineData("first_name", null, FieldMessages.Required)]
    [InlineData("first_name", "null", FieldMessages.Null)]
    [InlineData("first_name", "\"\"", FieldMessages.Blank)]
    [InlineData("first_name", "\" \\t\\u00a0\"", FieldMessages.Blank)]
    [InlineData("first_name", "false", FieldMessages.NotText)]
    [InlineData("first_name", "\"Ka\\u0000ri\"", FieldMessages.NullCharacter)]
    [InlineData("last_name", null, FieldMessages.Required)]
    [InlineData("last_name", "null", FieldMessages.Null)]
    [InlineData("last_name", "\"\"", FieldMessages.Blank)]
    [InlineData("last_name", "[]", FieldMessages.NotText)]
    [InlineData("last_name", "\"\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("email", "null", FieldMessages.Null)]
    [InlineData("email", "\"kari\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"@example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@example\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@@example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@exam..ple.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@-example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@example.no-\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari nordmann@example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\".kari@example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@example.no, ola@example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari@example.no\\nBcc: ola@example.no\"", FieldMessages.NotEmail)]
    [InlineData("email", "\"kari\\u0000@example.no\"", FieldMessages.NullCharacter)]
    [InlineData("email", "{}", FieldMessages.NotText)]
    [InlineData("mobile", "null", FieldMessages.Null)]
    [InlineData("mobile", "\"+47 12345678\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"+4712345678\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"1234567\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"123456789\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"12 34 56 78\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"1234567a\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"１２３４５６７８\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "\"1234\\u0000678\"", FieldMessages.NotMobile)]
    [InlineData("mobile", "-1234567", FieldMessages.NotMobile)]
    [InlineData("mobile", "true", FieldMessages.NotText)]
    [InlineData("employee_alias", "null", FieldMessages.Null)]
    [InlineData("employee_alias", "[1]", FieldMessages.NotText)]
    [InlineData("employee_alias", "\"a\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("work_for", null, FieldMessages.Required)]
    [InlineData("work_for", "null", FieldMessages.Null)]
    [InlineData("work_for", "\"/finautapi/v1/companies/2265/\"", "Invalid data. Expected a dictionary, but got str.")]
    [InlineData("work_for", "[]", "Invalid data. Expected a dictionary, but got list.")]
    [InlineData("work_for", "2265", "Invalid data. Expected a dictionary, but got int.")]
    [InlineData("work_for.company", null, FieldMessages.Required)]
    [InlineData("work_for.company", "null", FieldMessages.Null)]
    [InlineData("work_for.company", "\"\"", FieldMessages.Null)]
    [InlineData("work_for.company", "\"Testfirma\"", FieldMessages.NoMatch)]
    [InlineData("work_for.company", "\"/finautapi/v1/departments/2265/\"", FieldMessages.NoMatch)]
    [InlineData("work_for.company", "\"https://x.example/other/2265/\"", FieldMessages.NoMatch)]
    [InlineData("work_for.company", "-2265", FieldMessages.NoMatch)]
    [InlineData("work_for.company", "2265.5", FieldMessages.NoMatch)]
    [InlineData("work_for.company", "99999999999999999999", FieldMessages.NoMatch)]
    [InlineData("work_for.company", "true", FieldMessages.NotText)]
    [InlineData("work_for.department", null, FieldMessages.Required)]
    [InlineData("work_for.department", "null", FieldMessages.Null)]
    [InlineData("work_for.department", "\"\"", FieldMessages.Null)]
    [InlineData("work_for.department", "\"x\"", FieldMessages.NoMatch)]
    [InlineData("work_for.department", "77777", FieldMessages.DoesNotExist)]
    [InlineData("work_for.department", "123", FieldMessages.ForeignDepartment)]
    [InlineData("work_for.franchise", "\"x\"", FieldMessages.NoMatch)]
    [InlineData("work_for.franchise", "77777", FieldMessages.DoesNotExist)]
    [InlineData("work_for.franchise", "5003", FieldMessages.ForeignFranchise)]
    [InlineData("userroles", null, FieldMessages.Required)]
    [InlineData("userroles", "null", FieldMessages.Null)]
    [InlineData("userroles", "\"afr_ka\"", "Expected a list of items but got type \"str\".")]
    [InlineData("userroles", "{}", "Expected a list of items but got type \"dict\".")]
    [InlineData("userroles", "[null]", FieldMessages.Null)]
    [InlineData("userroles", "[\"\"]", FieldMessages.Null)]
    [InlineData("userroles", "[true]", FieldMessages.NotText)]
    [InlineData("userroles", "[[\"afr_ka\"]]", FieldMessages.NotText)]
    [InlineData("userroles", "[\"https://x.example/finautapi/v1/userrole/1/\"]", FieldMessages.DoesNotExist)]
    [InlineData("userroles", "[\"/finautapi/v1/userrole/afr_xx/\"]", FieldMessages.DoesNotExist)]
    [InlineData("userroles", "[\"/finautapi/v1/userrole/xyz_ka/\"]", FieldMessages.DoesNotExist)]
    [InlineData("userroles", "[\"/finautapi/v1/userrole/AFR_KA/\"]", FieldMessages.DoesNotExist)]
    [InlineData("userroles", "[\"afr_ka\", \"afr_ka_ka\"]", FieldMessages.DoesNotExist)]
    [InlineData("userroles", "[\"userrole/1/\"]", FieldMessages.NoMatch)]
    [InlineData("userroles", "[\"/finautapi/v1/ordninger/1/\"]", FieldMessages.NoMatch)]
    public async Task A_bad_field_is_named_and_nothing_is_written(string field, string? json, string message)
    {
        var before = await demo.Server.CountRowsAsync();

        await demo.Demo.AssertRefusedAsync("POST", "user/", Bodies.User().With(field, json), field, message);

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("first_name", 100)]
    [InlineData("last_name", 100)]
    [InlineData("employee_alias", 100)]
    [InlineData("email", 254)]
    public async Task Too_long_a_text_is_refused(string field, int length)
    {
        var body = Bodies.User();
        body[field] = new string('a', length - 6) + "a@ab.no";

        await demo.Demo.AssertRefusedAsync("POST", "user/", body, field, $"Ensure this field has no more than {length} characters.");
    }

    [Fact]
    public async Task Every_bad_field_is_named_in_one_reply()
    {
        var body = Bodies.User().With("persnr", "null").With("first_name", null).With("email", "\"x\"").With("mobile", "\"1\"")
            .With("work_for.company", "null").With("work_for.department", null).With("userroles", "[7, null]");
        using var response = await demo.Demo.SendAsync("POST", "user/", body);

        var errors = await response.ReadErrorsAsync();

        Assert.Equal(["email", "first_name", "mobile", "persnr", "userroles", "work_for.company", "work_for.department"], errors.Keys.Order());
        Assert.Equal([FieldMessages.DoesNotExist, FieldMessages.Null], errors["userroles"]);
    }

    [Fact]
    public async Task Faults_that_only_the_database_knows_are_named_together()
    {
        var body = Bodies.User("55110098692");
        body["work_for"] = Bodies.WorkFor(77777, 88888);
        using var response = await demo.Demo.SendAsync("POST", "user/", body);

        var errors = await response.ReadErrorsAsync();

        Assert.Equal([UserWriter.PersnrTaken], errors["persnr"]);
        Assert.Equal([FieldMessages.DoesNotExist], errors["work_for.company"]);
        Assert.Equal([FieldMessages.DoesNotExist], errors["work_for.department"]);
    }

    [Theory]
    [InlineData("12345678901")]
    [InlineData("01234567890")]
    [InlineData("11111111111")]
    [InlineData("22222222222")]
    [InlineData("00000000000")]
    [InlineData("5511009424")]
    [InlineData("551100942470")]
    [InlineData("551100-94247")]
    [InlineData("５５１１００９４２４７")]
    [InlineData("19121212-1212")]
    [InlineData("xyz")]
    public async Task A_foreign_or_malformed_persnr_points_to_the_portal(string persnr)
    {
        using var response = await demo.Demo.SendAsync("POST", "user/", Bodies.User(persnr));

        var (field, messages) = Assert.Single(await response.ReadErrorsAsync());
        Assert.Equal("persnr", field);
        Assert.Contains("portal", Assert.Single(messages), StringComparison.Ordinal);
        var problem = await response.ReadProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("portal", problem.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain(persnr, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blanks_around_a_persnr_do_not_matter()
    {
        var persnr = TestPersnr.Next();

        Assert.Equal(persnr, (await demo.Demo.CreateAsync("user/", Bodies.User($" {persnr}\n"))).Text("persnr"));
    }

    [Fact]
    public async Task A_persnr_in_reach_is_taken()
    {
        var persnr = TestPersnr.Next();
        await demo.Demo.CreateAsync("user/", Bodies.User(persnr));
        var before = await demo.Server.CountRowsAsync();

        await demo.Demo.AssertRefusedAsync("POST", "user/", Bodies.User(persnr), "persnr", "user with this persnr already exists.");
        await demo.Demo.AssertRefusedAsync("POST", "user/", Bodies.User("55110098692"), "persnr", "user with this persnr already exists.");

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task A_persnr_out_of_reach_gets_a_neutral_text_and_an_audit_entry()
    {
        var persnr = (await demo.Other.ReadAsync($"user/{Bodies.OutsideUser}/")).Text("persnr");
        var before = await demo.Server.CountRowsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, TestServer.Root + "user/")
        {
            Content = new StringContent(Bodies.User(persnr).ToJsonString(), Encoding.UTF8, "application/json"),
            Headers = { { "X-Correlation-Id", "take-over-1" } },
        };
        using var response = await demo.Demo.SendAsync(request);

        var text = await response.Content.ReadAsStringAsync();
        var errors = await response.ReadErrorsAsync();

        Assert.Equal([UserWriter.PersnrOutOfReach], errors["persnr"]);
        Assert.Contains("Norsk Test", text, StringComparison.Ordinal);
        Assert.DoesNotContain("exist", text, StringComparison.Ordinal);
        Assert.DoesNotContain("900001", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Utenfor", text, StringComparison.Ordinal);
        Assert.DoesNotContain(persnr, text, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, long> { ["audit_entries"] = 1 }, (await demo.Server.CountRowsAsync()).Since(before));
        await using var db = demo.Server.Database();
        var entry = await db.AuditEntries.SingleAsync(e => e.CorrelationId == "take-over-1");
        Assert.Equal(
            (ActorKind.Application, TestServer.DemoClient, "refused", "user", Bodies.OutsideUser, (long?)Bodies.OutsideUser),
            (entry.ActorKind, entry.Actor, entry.Action, entry.Entity, entry.EntityId, entry.UserId));
        Assert.DoesNotContain(persnr, entry.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_of_another_customers_can_be_created_by_that_customer_only()
    {
        var body = Bodies.User();
        body["work_for"] = Bodies.WorkFor(Bodies.OutsideCompany, Bodies.OutsideDepartment);

        var id = (await demo.Other.CreateAsync("user/", body)).Text("id");

        await demo.Demo.GetJsonAsync(id, HttpStatusCode.NotFound);
        await demo.Other.ReadAsync(id);
    }
}
