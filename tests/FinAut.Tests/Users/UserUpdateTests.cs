using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Users;
using FinAut.Api.Validation;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Users;

public sealed class UserUpdateTests(WriteServer demo) : IClassFixture<WriteServer>
{
    [Theory]
    [InlineData("persnr")]
    [InlineData("first_name")]
    [InlineData("last_name")]
    [InlineData("work_for")]
    [InlineData("work_for.company")]
    [InlineData("work_for.department")]
    [InlineData("userroles")]
    public async Task Put_requires_what_a_create_requires(string field)
    {
        var (id, body) = await CreateAsync();

        await demo.Demo.AssertRefusedAsync("PUT", id, body.With(field, null), field, FieldMessages.Required);
    }

    [Fact]
    public async Task Put_keeps_optional_fields_that_are_absent()
    {
        var (id, body) = await CreateAsync();
        body.With("first_name", "\"Kaja\"").Remove("email");
        body.Remove("mobile");
        body.Remove("employee_alias");
        body.With("work_for.franchise", null);

        var user = await demo.Demo.PutAsync(id, body);

        Assert.Equal("Kaja", user.Text("first_name"));
        Assert.Equal("kari@testfirma.example", user.Text("email"));
        Assert.Equal("91234567", user.Text("mobile"));
        Assert.Equal("A1", user.Text("employee_alias"));
        Assert.EndsWith("/franchises/5001/", user.GetProperty("work_for").Text("franchise"));
    }

    [Fact]
    public async Task Put_changes_what_is_sent()
    {
        var (id, body) = await CreateAsync();
        body.With("first_name", "\" Kaja \"").With("last_name", "\"Lie\"").With("email", "\"kaja@lie.no\"").With("mobile", "\"41234567\"")
            .With("employee_alias", "\"B2\"").With("work_for.franchise", "5002").With("userroles", "[\"gos_ba\"]");

        var user = await demo.Demo.PutAsync(id, body);

        Assert.Equal("Kaja", user.Text("first_name"));
        Assert.Equal("Lie", user.Text("last_name"));
        Assert.Equal("kaja@lie.no", user.Text("email"));
        Assert.Equal("41234567", user.Text("mobile"));
        Assert.Equal("B2", user.Text("employee_alias"));
        Assert.EndsWith("/franchises/5002/", user.GetProperty("work_for").Text("franchise"));
        Assert.Equal(["afr_ka", "gos_ba"], user.Roles());
        Assert.Equal(JsonSerializer.Serialize(user), JsonSerializer.Serialize(await demo.Demo.ReadAsync(id)));
    }

    [Theory]
    [InlineData("first_name", "Kaja")]
    [InlineData("last_name", "Lie")]
    [InlineData("email", "kaja@lie.no")]
    [InlineData("email", "")]
    [InlineData("mobile", "41234567")]
    [InlineData("mobile", "")]
    [InlineData("employee_alias", "B 2")]
    [InlineData("employee_alias", "")]
    public async Task Patch_changes_the_fields_sent_and_clears_nothing(string field, string value)
    {
        var (id, _) = await CreateAsync();
        var before = JsonObject.Create(await demo.Demo.ReadAsync(id))!;

        var after = JsonObject.Create(await demo.Demo.PatchAsync(id, new JsonObject { [field] = value }))!;

        Assert.Equal(value, (string?)after[field]);
        Assert.True(string.CompareOrdinal((string?)before["changed"], (string?)after["changed"]) < 0);
        before[field] = value;
        before["changed"] = (string?)after["changed"];
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Theory]
    [InlineData("PATCH", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", false)]
    public async Task A_write_that_changes_nothing_leaves_no_trace(string method, bool whole)
    {
        var (id, body) = await CreateAsync();
        if (whole)
        {
            body.With("first_name", "\" Kari \"").With("work_for.company", "\"https://other.example/finautapi/v1/companies/2265/\"");
        }
        else
        {
            body = [];
        }

        var user = JsonSerializer.Serialize(await demo.Demo.ReadAsync(id));
        var rows = await demo.Server.CountRowsAsync();
        var version = await VersionAsync(id);
        using var response = await demo.Demo.SendAsync(method, id, body);

        Assert.Equal(user, JsonSerializer.Serialize(await response.ReadJsonAsync()));
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(rows));
        Assert.Equal(version, await VersionAsync(id));
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData("{}", "application/x-www-form-urlencoded")]
    public async Task A_patch_without_fields_changes_nothing(string text, string contentType)
    {
        var (id, _) = await CreateAsync();
        var user = JsonSerializer.Serialize(await demo.Demo.ReadAsync(id));
        using var response = await demo.Demo.SendTextAsync("PATCH", id, text, contentType);

        Assert.Equal(user, JsonSerializer.Serialize(await response.ReadJsonAsync()));
    }

    [Theory]
    [InlineData("first_name", "null", FieldMessages.Null)]
    [InlineData("first_name", "\"\"", FieldMessages.Blank)]
    [InlineData("last_name", "\" \"", FieldMessages.Blank)]
    [InlineData("email", "\"x\"", FieldMessages.NotEmail)]
    [InlineData("email", "null", FieldMessages.Null)]
    [InlineData("mobile", "\"+47 12345678\"", FieldMessages.NotMobile)]
    [InlineData("employee_alias", "null", FieldMessages.Null)]
    [InlineData("persnr", "null", FieldMessages.Null)]
    [InlineData("persnr", "\"\"", FieldMessages.Blank)]
    [InlineData("work_for", "null", FieldMessages.Null)]
    [InlineData("work_for", "[]", "Invalid data. Expected a dictionary, but got list.")]
    [InlineData("work_for.company", "null", FieldMessages.Null)]
    [InlineData("work_for.company", "77777", FieldMessages.DoesNotExist)]
    [InlineData("work_for.department", "null", FieldMessages.Null)]
    [InlineData("work_for.department", "77777", FieldMessages.DoesNotExist)]
    [InlineData("work_for.department", "123", FieldMessages.ForeignDepartment)]
    [InlineData("work_for.franchise", "77777", FieldMessages.DoesNotExist)]
    [InlineData("work_for.franchise", "5003", FieldMessages.ForeignFranchise)]
    [InlineData("userroles", "null", FieldMessages.Null)]
    [InlineData("userroles", "[\"userrole/1/\"]", FieldMessages.NoMatch)]
    [InlineData("userroles", "[\"1\"]", FieldMessages.DoesNotExist)]
    public async Task A_bad_field_is_named_and_nothing_changes(string field, string json, string message)
    {
        var (id, body) = await CreateAsync();
        var user = JsonSerializer.Serialize(await demo.Demo.ReadAsync(id));
        var rows = await demo.Server.CountRowsAsync();
        body.With("first_name", "\"Other\"").With(field, json);

        await demo.Demo.AssertRefusedAsync("PUT", id, body, field, message);
        await demo.Demo.AssertRefusedAsync("PATCH", id, body, field, message);

        Assert.Equal(user, JsonSerializer.Serialize(await demo.Demo.ReadAsync(id)));
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(rows));
    }

    [Theory]
    [InlineData("PUT", "999999999")]
    [InlineData("PATCH", "999999999")]
    [InlineData("PUT", "900001")]
    [InlineData("PATCH", "900001")]
    [InlineData("PATCH", "99999999999999999999")]
    [InlineData("PATCH", "abc")]
    public async Task Nobody_out_of_reach_can_be_changed(string method, string id)
    {
        var rows = await demo.Server.CountRowsAsync();
        using var response = await demo.Demo.SendAsync(method, $"user/{id}/", Bodies.User());

        Assert.Equal("Not found.", (await response.ReadProblemAsync(HttpStatusCode.NotFound)).Text("detail"));
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(rows));
    }

    [Fact]
    public async Task The_own_persnr_may_be_sent_and_no_other()
    {
        var (id, body) = await CreateAsync();
        var persnr = body["persnr"]!.GetValue<string>();
        await demo.Demo.PatchAsync(id, new JsonObject { ["persnr"] = persnr });
        await demo.Demo.PatchAsync(id, new JsonObject { ["persnr"] = $" {persnr} " });
        await demo.Demo.PatchAsync(id, new JsonObject { ["persnr"] = JsonNode.Parse(persnr.StartsWith('0') ? $"\"{persnr}\"" : persnr) });

        foreach (var other in new[] { TestPersnr.Next(), "55110098692", "12345678901", "abc", persnr[..10], persnr + "0" })
        {
            await demo.Demo.AssertRefusedAsync("PATCH", id, new JsonObject { ["persnr"] = other }, "persnr", UserWriter.PersnrFixed);
            await demo.Demo.AssertRefusedAsync("PUT", id, body.With("persnr", $"\"{other}\""), "persnr", UserWriter.PersnrFixed);
        }

        Assert.Equal(persnr, (await demo.Demo.ReadAsync(id)).Text("persnr"));
    }

    [Fact]
    public async Task Read_only_and_unknown_fields_are_ignored()
    {
        var (id, _) = await CreateAsync();
        var before = JsonSerializer.Serialize(await demo.Demo.ReadAsync(id));

        var after = await demo.Demo.PatchAsync(id, new JsonObject
        {
            ["id"] = "/finautapi/v1/user/1/",
            ["created"] = "1999-01-01",
            ["changed"] = null,
            ["employment"] = new JsonArray(),
            ["administers"] = new JsonArray("/finautapi/v1/companies/2265/"),
            ["encoded_userid"] = "x",
            ["status"] = "afrok",
            ["work_for"] = new JsonObject { ["start_date"] = "2020-01-01" },
        });

        Assert.Equal(before, JsonSerializer.Serialize(after));
    }

    [Fact]
    public async Task Roles_are_added_and_never_removed()
    {
        var (id, body) = await CreateAsync();

        Assert.Equal(["afr_ka", "krd_ka"], (await PatchRolesAsync(id, "krd_ka")).Roles());
        Assert.Equal(["afr_ka", "krd_ka"], (await PatchRolesAsync(id)).Roles());
        Assert.Equal(["afr_ka", "krd_ka"], (await demo.Demo.PutAsync(id, body.With("userroles", "[]"))).Roles());
        Assert.Equal(["afr_ka", "afr_ba", "krd_ka"], (await demo.Demo.PutAsync(id, body.With("userroles", "[\"afr_ba\"]"))).Roles());

        Assert.Equal(
            ["afr afrnew", "krd krdnew"], (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => $"{s.Text("appname")} {s.Text("status")}"));
    }

    [Fact]
    public async Task A_role_that_a_person_has_signs_nobody_up_again()
    {
        var (id, body) = await CreateAsync();
        await demo.Demo.SetStatusAsync(id, "hvilende");

        await PatchRolesAsync(id, "afr_ka");
        await demo.Demo.PutAsync(id, body);

        Assert.Equal("hvilende", await demo.Demo.CurrentStatusAsync(id));
        Assert.Equal(2, (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Count);
    }

    [Fact]
    public async Task Patch_with_the_role_signs_a_withdrawn_candidate_up_anew_and_put_does_not()
    {
        var (id, body) = await CreateAsync();
        await demo.Demo.SetStatusAsync(id, "utmeldt");
        Assert.Empty(await demo.Demo.RolesAsync(id));

        // A nightly synchronisation that still sends the old role, and a new one.
        Assert.Empty((await demo.Demo.PutAsync(id, body)).Roles());
        Assert.Equal(["krd_ka"], (await demo.Demo.PutAsync(id, body.With("userroles", "[\"afr_ka\", \"krd_ka\"]"))).Roles());
        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(id));

        // A change of something else, or of the other track, does not either.
        Assert.Equal(["afr_tl", "krd_ka"], (await PatchRolesAsync(id, "afr_tl")).Roles());
        await demo.Demo.PatchAsync(id, new JsonObject { ["mobile"] = "" });
        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(id));

        Assert.Equal(["afr_ka", "afr_tl", "krd_ka"], (await PatchRolesAsync(id, "afr_ka")).Roles());
        Assert.Equal("afrnew", await demo.Demo.CurrentStatusAsync(id));
        Assert.Equal(
            ["afrnew", "utmeldt", "afrnew"],
            (await demo.Demo.RowsAsync($"userstatus/?user={id}&appname=afr")).Select(s => s.Text("status")).Where(s => s != "tlnew"));

        await PatchRolesAsync(id, "afr_ka");
        Assert.Equal(4, (await demo.Demo.RowsAsync($"userstatus/?user={id}&appname=afr")).Count);
    }

    // Both are records of one ordning, made by one change.
    [Theory]
    [InlineData("afr_ka", "afr_tl")]
    [InlineData("afr_tl", "afr_ka")]
    public async Task A_withdrawn_candidate_can_be_signed_up_anew_and_as_test_leader_at_once(params string[] roles)
    {
        var (id, _) = await CreateAsync();
        await demo.Demo.SetStatusAsync(id, "utmeldt");

        Assert.Equal(["afr_ka", "afr_tl"], (await PatchRolesAsync(id, roles)).Roles());

        Assert.Equal(["afrnew", "tlnew"], (await demo.Demo.RowsAsync($"latestuserstatus/?user={id}")).Select(s => s.Text("status")).Order());
        await demo.Server.AssertRecordsAgreeAsync();
    }

    [Fact]
    public async Task Put_enrols_nobody_whom_norsk_test_has_withdrawn()
    {
        var id = await demo.Demo.CreateUserAsync("gos_ba");
        var persnr = (await demo.Demo.ReadAsync(id)).Text("persnr");
        await demo.Exam.SetStatusAsync(id, "utmeldt");

        Assert.Equal(["gos_ba"], (await demo.Demo.PutAsync(id, Bodies.User(persnr, "afr_ka"))).Roles());
        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(id));

        Assert.Equal(["afr_ka", "gos_ba"], (await PatchRolesAsync(id, "afr_ka")).Roles());
        Assert.Equal("afrnew", await demo.Demo.CurrentStatusAsync(id));
    }

    [Fact]
    public async Task A_role_changes_nothing_while_a_withdrawal_lies_ahead()
    {
        var (id, _) = await CreateAsync();
        await demo.Demo.SetStatusAsync(id, "utmeldt", "2026-12-24");

        Assert.Equal(["afr_ka"], (await PatchRolesAsync(id, "afr_ka")).Roles());
        Assert.Equal(["afrnew", "utmeldt"], (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => s.Text("status")));
    }

    [Fact]
    public async Task A_test_leader_is_signed_up_on_that_track_once()
    {
        var id = await demo.Demo.CreateUserAsync("afr_ka");

        Assert.Equal(["afr_ka", "afr_tl"], (await PatchRolesAsync(id, "afr_tl")).Roles());
        await PatchRolesAsync(id, "afr_tl", "afr_ka");

        Assert.Equal(["afrnew", "tlnew"], (await demo.Demo.RowsAsync($"latestuserstatus/?user={id}")).Select(s => s.Text("status")));
        Assert.Equal(2, (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Count);
    }

    private async Task<(string Id, JsonObject Body)> CreateAsync()
    {
        var body = Bodies.User();
        body["email"] = "kari@testfirma.example";
        body["mobile"] = "91234567";
        body["employee_alias"] = "A1";
        body["work_for"] = Bodies.WorkFor(Bodies.Testfirma, Bodies.Testavdeling, Bodies.Franchise);
        return ((await demo.Demo.CreateAsync("user/", body)).Text("id"), body);
    }

    private Task<JsonElement> PatchRolesAsync(string id, params string[] roles) =>
        demo.Demo.PatchAsync(id, new JsonObject { ["userroles"] = new JsonArray([.. roles.Select(Bodies.Role)]) });

    private async Task<int> VersionAsync(string id)
    {
        await using var db = demo.Server.Database();
        var number = id.Number();
        return await db.Users.IgnoreQueryFilters().Where(u => u.Id == number).Select(u => u.Version).SingleAsync();
    }
}
