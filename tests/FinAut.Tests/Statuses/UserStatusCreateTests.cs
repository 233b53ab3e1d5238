using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Statuses;
using FinAut.Api.Validation;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Statuses;

public sealed class UserStatusCreateTests(WriteServer demo) : IClassFixture<WriteServer>
{
    [Fact]
    public async Task A_status_is_recorded_and_read_back_as_it_was_answered()
    {
        var user = await demo.Demo.CreateUserAsync();
        var before = await demo.Server.CountRowsAsync();
        using var response = await demo.Demo.SendAsync("POST", "userstatus/", Bodies.Status(user, "hvilende"));

        var status = await response.ReadJsonAsync(HttpStatusCode.Created);

        Assert.Equal(status.Text("id"), response.Headers.Location?.ToString());
        Assert.Equal(JsonSerializer.Serialize(status), JsonSerializer.Serialize(await demo.Demo.ReadAsync(status.Text("id"))));
        Assert.Equal(
            ["id", "appname", "ordning", "user", "status", "reason", "status_date", "status_set_by", "comment", "created"],
            status.EnumerateObject().Select(p => p.Name));
        Assert.Equal("afr", status.Text("appname"));
        Assert.Equal(demo.Server.BaseUrl + "/finautapi/v1/ordninger/1/", status.Text("ordning"));
        Assert.Equal(user, status.Text("user"));
        Assert.Equal("hvilende", status.Text("status"));
        Assert.Equal("hvilende", status.Text("reason"));
        Assert.Equal("2026-11-23", status.Text("status_date"));
        Assert.Equal(user, status.Text("status_set_by"));
        Assert.Equal("", status.Text("comment"));
        Assert.StartsWith("2026-11-23T09:", status.Text("created"));
        Assert.Equal("hvilende", await demo.Demo.CurrentStatusAsync(user));
        Assert.Equal(new Dictionary<string, long> { ["audit_entries"] = 1, ["user_statuses"] = 1 }, (await demo.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task Every_field_is_kept()
    {
        var user = await demo.Demo.CreateUserAsync();
        var body = Bodies.Status($"https://other.example{Bodies.Path("user", user.Number())}", "utmeldt", "2027-02-28");
        body["reason"] = " Sluttet A\u030a ";
        body["comment"] = "  Etter eget ønske 🙂\n";
        body["status_set_by"] = "1";

        var status = await demo.Demo.CreateAsync("userstatus/", body);

        Assert.Equal("Sluttet Å", status.Text("reason"));
        Assert.Equal("Etter eget ønske 🙂", status.Text("comment"));
        Assert.Equal("2027-02-28", status.Text("status_date"));
        Assert.Equal(demo.Server.BaseUrl + "/finautapi/v1/user/1/", status.Text("status_set_by"));
    }

    [Fact]
    public async Task A_form_body_is_read_as_fields()
    {
        var user = await demo.Demo.CreateUserAsync();
        using var content = new FormUrlEncodedContent(
            [new("user", user), new("appname", "afr"), new("status", "hvilende"), new("reason", "Permisjon"), new("status_date", "2026-12-01")]);
        using var response = await demo.Demo.PostAsync(TestServer.Root + "userstatus/", content);

        Assert.Equal("2026-12-01", (await response.ReadJsonAsync(HttpStatusCode.Created)).Text("status_date"));
    }

    [Fact]
    public async Task Texts_of_the_greatest_length_are_kept_whole()
    {
        var user = await demo.Demo.CreateUserAsync();
        var body = Bodies.Status(user, "hvilende");
        body["reason"] = string.Concat(Enumerable.Repeat("𝒜", UserStatus.ReasonMaxLength));
        body["comment"] = new string('å', UserStatus.CommentMaxLength);

        var status = await demo.Demo.CreateAsync("userstatus/", body);

        Assert.Equal((string?)body["reason"], status.Text("reason"));
        Assert.Equal((string?)body["comment"], status.Text("comment"));
    }

    [Theory]
    [InlineData("user", null, FieldMessages.Required)]
    [InlineData("user", "null", FieldMessages.Null)]
    [InlineData("user", "\"\"", FieldMessages.Null)]
    [InlineData("user", "\"Kari\"", FieldMessages.NoMatch)]
    [InlineData("user", "\"/finautapi/v1/companies/2265/\"", FieldMessages.NoMatch)]
    [InlineData("user", "\"/finautapi/v1/user/\"", FieldMessages.NoMatch)]
    [InlineData("user", "999999999", FieldMessages.DoesNotExist)]
    [InlineData("user", "900001", FieldMessages.DoesNotExist)]
    [InlineData("user", "[]", FieldMessages.NotText)]
    [InlineData("appname", null, FieldMessages.Required)]
    [InlineData("appname", "null", FieldMessages.Null)]
    [InlineData("appname", "\"\"", FieldMessages.Blank)]
    [InlineData("appname", "\"xyz\"", "\"xyz\" is not a valid choice.")]
    [InlineData("appname", "\"AFR\"", "\"AFR\" is not a valid choice.")]
    [InlineData("appname", "\"afr\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("appname", "\"elevenchars\"", "Ensure this field has no more than 10 characters.")]
    [InlineData("appname", "\"krd\"", UserStatusWriter.NotSignedUp)]
    [InlineData("status", null, FieldMessages.Required)]
    [InlineData("status", "null", FieldMessages.Null)]
    [InlineData("status", "\"\"", FieldMessages.Blank)]
    [InlineData("status", "\"afrnew\"", "\"afrnew\" is not a valid choice.")]
    [InlineData("status", "\"afrok\"", "\"afrok\" is not a valid choice.")]
    [InlineData("status", "\"reauth\"", "\"reauth\" is not a valid choice.")]
    [InlineData("status", "\"paused\"", "\"paused\" is not a valid choice.")]
    [InlineData("status", "\"tlnew\"", "\"tlnew\" is not a valid choice.")]
    [InlineData("status", "\"tlok\"", "\"tlok\" is not a valid choice.")]
    [InlineData("status", "\"aktiv\"", "\"aktiv\" is not a valid choice.")]
    [InlineData("status", "\"Hvilende\"", "\"Hvilende\" is not a valid choice.")]
    [InlineData("status", "true", FieldMessages.NotText)]
    [InlineData("reason", null, FieldMessages.Required)]
    [InlineData("reason", "null", FieldMessages.Null)]
    [InlineData("reason", "\"  \"", FieldMessages.Blank)]
    [InlineData("reason", "\"a\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("comment", "null", FieldMessages.Null)]
    [InlineData("comment", "{}", FieldMessages.NotText)]
    [InlineData("comment", "\"\\u0000\"", FieldMessages.NullCharacter)]
    [InlineData("status_date", "null", FieldMessages.Null)]
    [InlineData("status_date", "\"\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"23.11.2026\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"2026-02-29\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"2026-13-01\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"0000-01-01\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"10000-01-01\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"2026-11-23T10:00:00Z\"", FieldMessages.NotDate)]
    [InlineData("status_date", "\"２０２６-11-23\"", FieldMessages.NotDate)]
    [InlineData("status_date", "20261123", FieldMessages.NotDate)]
    [InlineData("status_date", "true", FieldMessages.NotDate)]
    [InlineData("status_date", "\"2026-11-21\"", UserStatusWriter.BeforeSignUp)]
    [InlineData("status_date", "\"0001-01-01\"", UserStatusWriter.BeforeSignUp)]
    [InlineData("status_set_by", "null", FieldMessages.Null)]
    [InlineData("status_set_by", "\"Kari\"", FieldMessages.NoMatch)]
    [InlineData("status_set_by", "\"/finautapi/v1/userstatus/1/\"", FieldMessages.NoMatch)]
    [InlineData("status_set_by", "999999999", FieldMessages.DoesNotExist)]
    [InlineData("status_set_by", "900001", FieldMessages.DoesNotExist)]
    public async Task A_bad_field_is_named_and_nothing_is_written(string field, string? json, string message)
    {
        var user = await demo.Demo.CreateUserAsync();
        var before = await demo.Server.CountRowsAsync();

        await demo.Demo.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, "utmeldt").With(field, json), field, message);

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("reason", UserStatus.ReasonMaxLength)]
    [InlineData("comment", UserStatus.CommentMaxLength)]
    public async Task Too_long_a_text_is_refused(string field, int length)
    {
        var body = Bodies.Status(await demo.Demo.CreateUserAsync(), "hvilende");
        body[field] = new string('x', length + 1);

        await demo.Demo.AssertRefusedAsync("POST", "userstatus/", body, field, $"Ensure this field has no more than {length} characters.");
    }

    [Theory]
    [InlineData("afr_tl")]
    [InlineData("afr_ba")]
    [InlineData("krd_ka")]
    public async Task Nobody_is_withdrawn_who_is_no_candidate_of_the_ordning(string role)
    {
        var user = await demo.Demo.CreateUserAsync(role);

        await RefuseAsync(user, "utmeldt", null, "appname", UserStatusWriter.NotSignedUp);
        await RefuseAsync(user, "hvilende", null, "appname", UserStatusWriter.NotSignedUp);
    }

    // The same table as that of StatusTransitionTests, through HTTP; Norsk Test makes the status that goes before.
    [Theory]
    [InlineData("afrnew", "hvilende", null)]
    [InlineData("afrnew", "utmeldt", null)]
    [InlineData("afrok", "hvilende", null)]
    [InlineData("afrok", "utmeldt", null)]
    [InlineData("hvilende", "hvilende", "The user's status is hvilende already.")]
    [InlineData("hvilende", "utmeldt", null)]
    [InlineData("utmeldt", "hvilende", UserStatusWriter.Withdrawn)]
    [InlineData("utmeldt", "utmeldt", "The user's status is utmeldt already.")]
    [InlineData("reauth", "hvilende", null)]
    [InlineData("reauth", "utmeldt", null)]
    [InlineData("paused", "hvilende", "The user's present status cannot become hvilende.")]
    [InlineData("paused", "utmeldt", null)]
    public async Task What_may_follow_depends_on_the_status_in_effect(string from, string to, string? refusal)
    {
        var user = await demo.Demo.CreateUserAsync("afr_ka", "afr_tl");
        await demo.Exam.SetStatusAsync(user, from);

        if (refusal is null)
        {
            await demo.Demo.SetStatusAsync(user, to);
            Assert.Equal(to, await demo.Demo.CurrentStatusAsync(user));
        }
        else
        {
            await RefuseAsync(user, to, null, "status", refusal);
            Assert.Equal(from, await demo.Demo.CurrentStatusAsync(user));
        }
    }

    [Fact]
    public async Task A_status_may_be_dated_a_day_before_the_sign_up_and_no_earlier()
    {
        var user = await demo.Demo.CreateUserAsync();

        await RefuseAsync(user, "hvilende", "2026-11-21", "status_date", UserStatusWriter.BeforeSignUp);
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-11-22");
        await RefuseAsync(user, "hvilende", "2026-11-22", "status", UserStatusWriter.Same("hvilende"));
        await demo.Demo.SetStatusAsync(user, "utmeldt", "2026-11-22");

        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(user));
        await RefuseAsync(user, "hvilende", "2026-11-22", "status", UserStatusWriter.Withdrawn);
        await RefuseAsync(user, "utmeldt", "2026-11-22", "status", UserStatusWriter.Same("utmeldt"));
    }

    [Fact]
    public async Task Somebody_whom_norsk_test_entered_otherwise_began_with_the_first_status()
    {
        var user = await demo.Demo.CreateUserAsync("krd_ba");
        await demo.Exam.SetStatusAsync(user, "afrok", "2026-03-02");

        await RefuseAsync(user, "hvilende", "2026-02-28", "status_date", UserStatusWriter.BeforeSignUp);
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-03-01");
        await RefuseAsync(user, "utmeldt", "2026-02-28", "status_date", UserStatusWriter.BeforeSignUp);
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-03-02");
        Assert.Equal("hvilende", await demo.Demo.CurrentStatusAsync(user));
    }

    [Fact]
    public async Task A_status_is_checked_against_the_one_in_effect_on_its_date()
    {
        var user = await AuthorisedAsync();
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-12-10");

        // Before that day it may be said again, after it not.
        await RefuseAsync(user, "hvilende", "2026-12-10", "status", UserStatusWriter.Same("hvilende"));
        await RefuseAsync(user, "hvilende", "2027-06-01", "status", UserStatusWriter.Same("hvilende"));
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-12-09");
        Assert.Equal("afrok", await demo.Demo.CurrentStatusAsync(user));

        // A date among what is past changes what was, and not what is.
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-02-02");
        await RefuseAsync(user, "hvilende", "2026-02-03", "status", UserStatusWriter.Same("hvilende"));
        Assert.Equal("afrok", await demo.Demo.CurrentStatusAsync(user));
    }

    [Fact]
    public async Task A_withdrawal_that_lies_ahead_bounds_what_may_come_after_it_only()
    {
        var user = await AuthorisedAsync();
        await demo.Demo.SetStatusAsync(user, "utmeldt", "2026-12-24");

        Assert.Equal("afrok", await demo.Demo.CurrentStatusAsync(user));
        Assert.Equal(["afr_ka"], await demo.Demo.RolesAsync(user));
        await RefuseAsync(user, "hvilende", "2026-12-24", "status", UserStatusWriter.Withdrawn);
        await RefuseAsync(user, "utmeldt", "2026-12-31", "status", UserStatusWriter.Same("utmeldt"));
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-12-01");
        await demo.Demo.SetStatusAsync(user, "utmeldt", "2026-12-20");
        await RefuseAsync(user, "utmeldt", "2026-12-22", "status", UserStatusWriter.Same("utmeldt"));
        await demo.Demo.SetStatusAsync(user, "utmeldt");

        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(user));
        Assert.Equal(
            ["afrnew", "afrok", "utmeldt", "hvilende", "utmeldt", "utmeldt"],
            (await demo.Demo.RowsAsync($"userstatus/?user={user}")).Select(s => s.Text("status")));
        Assert.Equal([null, null, "utmeldt 5", "utmeldt 6", "utmeldt 6", null], await VoidersAsync(user));
    }

    [Fact]
    public async Task A_withdrawal_voids_what_was_made_before_it_and_is_dated_after_it()
    {
        var user = await AuthorisedAsync();
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-12-10");
        var before = await demo.Demo.RowsAsync($"userstatus/?user={user}");

        await demo.Demo.SetStatusAsync(user, "utmeldt", "2026-02-10");

        // Signed up in January; the authorisation of March and what lies ahead are void, and still there to be read.
        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(user));
        Assert.Empty(await demo.Demo.RolesAsync(user));
        Assert.Equal([null, "utmeldt 4", "utmeldt 4", null], await VoidersAsync(user));
        var after = await demo.Demo.RowsAsync($"userstatus/?user={user}");
        Assert.Equal(before.Select(s => s.GetRawText()), after.SkipLast(1).Select(s => s.GetRawText()));

        // What comes later is not void.
        await demo.Exam.SetStatusAsync(user, "afrok", "2026-03-02");
        Assert.Equal("afrok", await demo.Demo.CurrentStatusAsync(user));
    }

    [Fact]
    public async Task On_one_date_the_last_made_record_counts()
    {
        var user = await demo.Demo.CreateUserAsync();
        await demo.Demo.SetStatusAsync(user, "hvilende", "2026-11-23");
        await demo.Demo.SetStatusAsync(user, "utmeldt", "2026-11-23");

        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(user));
        Assert.Equal([null, null, null], await VoidersAsync(user));
    }

    [Fact]
    public async Task The_tracks_and_ordninger_of_a_person_do_not_touch_each_other()
    {
        var user = await demo.Demo.CreateUserAsync("afr_ka", "afr_tl", "afr_ba", "krd_ka");
        await demo.Exam.SetStatusAsync(user, "tlok");
        await demo.Demo.SetStatusAsync(user, "utmeldt");

        Assert.Equal(
            ["afr tlok", "afr utmeldt", "krd krdnew"],
            (await demo.Demo.RowsAsync($"latestuserstatus/?user={user}")).Select(s => $"{s.Text("appname")} {s.Text("status")}").Order());
        Assert.Equal(["afr_ba", "afr_tl", "krd_ka"], (await demo.Demo.RolesAsync(user)).Order());
    }

    [Theory]
    [InlineData("hvilende")]
    [InlineData("utmeldt")]
    [InlineData("afrok")]
    public async Task A_locked_status_stays_whatever_the_date(string locked)
    {
        var user = await AuthorisedAsync();
        await demo.Demo.PatchAsync(user, new JsonObject { ["userroles"] = new JsonArray(Bodies.Role("krd_ka")) });
        await LockAsync(user, locked, new DateOnly(2026, 10, 1));
        var before = await demo.Server.CountRowsAsync();

        foreach (var date in new[] { null, "2026-10-01", "2026-09-01", "2026-02-01", "2027-01-01" })
        {
            await RefuseAsync(user, "utmeldt", date, "status", UserStatusWriter.Locked);
            await RefuseAsync(user, "hvilende", date, "status", UserStatusWriter.Locked);
        }

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
        Assert.Equal(locked, await demo.Demo.CurrentStatusAsync(user));

        // Only that ordning is locked, and only to companies.
        await demo.Demo.SetStatusAsync(user, "hvilende", appname: "krd");
        await demo.Exam.SetStatusAsync(user, "reauth");
        await demo.Demo.SetStatusAsync(user, "hvilende");
        Assert.Equal("hvilende", await demo.Demo.CurrentStatusAsync(user));
    }

    [Fact]
    public async Task Nobody_is_signed_up_anew_whose_withdrawal_is_locked()
    {
        var user = await AuthorisedAsync();
        await LockAsync(user, "utmeldt", new DateOnly(2026, 10, 1));
        var before = await demo.Server.CountRowsAsync();
        var body = new JsonObject { ["first_name"] = "Other", ["userroles"] = new JsonArray(Bodies.Role("afr_ka")) };

        await demo.Demo.AssertRefusedAsync("PATCH", user, body, "userroles", UserStatusWriter.Locked);

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
        Assert.Equal("utmeldt", await demo.Demo.CurrentStatusAsync(user));
        Assert.Equal("Kari", (await demo.Demo.ReadAsync(user)).Text("first_name"));
    }

    [Theory]
    [InlineData("afrnew")]
    [InlineData("afrok")]
    [InlineData("hvilende")]
    [InlineData("utmeldt")]
    [InlineData("reauth")]
    [InlineData("paused")]
    [InlineData("tlnew")]
    [InlineData("tlok")]
    public async Task Norsk_test_sets_any_status_after_any_other_on_any_date(string status)
    {
        var user = await demo.Demo.CreateUserAsync("krd_ba");
        await demo.Exam.SetStatusAsync(user, "utmeldt", "2026-01-02");

        // The same again, too, and dates before the first record and ahead.
        await demo.Exam.SetStatusAsync(user, status, "2001-01-01");
        await demo.Exam.SetStatusAsync(user, status);
        await demo.Exam.SetStatusAsync(user, status);
        await demo.Exam.SetStatusAsync(user, status, "2040-01-01");

        Assert.Contains(status, (await demo.Demo.RowsAsync($"latestuserstatus/?user={user}")).Select(s => s.Text("status")));
        var isCandidate = status is not ("utmeldt" or "tlnew" or "tlok");
        Assert.Equal(isCandidate ? ["afr_ka", "krd_ba"] : ["krd_ba"], await demo.Demo.RolesAsync(user));
    }

    [Theory]
    [InlineData("krdok")]
    [InlineData("krdnew")]
    [InlineData("aktiv")]
    [InlineData("ok")]
    [InlineData("AFROK")]
    public async Task Norsk_test_sets_no_status_that_the_ordning_does_not_have(string status)
    {
        var user = await demo.Demo.CreateUserAsync();
        var before = await demo.Server.CountRowsAsync();

        await demo.Exam.AssertRefusedAsync(
            "POST", "userstatus/", Bodies.Status(user, status), "status", $"\"{status}\" is not a valid choice.");

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Fact]
    public async Task Norsk_test_names_people_in_reach_only()
    {
        await demo.Exam.AssertRefusedAsync(
            "POST", "userstatus/", Bodies.Status(Bodies.Path("user", Bodies.OutsideUser), "krdok", appname: "krd"), "user", FieldMessages.DoesNotExist);
    }

    [Fact]
    public async Task The_exam_platforms_own_token_counts_as_a_clients_without_the_scope()
    {
        var user = await demo.Demo.CreateUserAsync();
        using var client = await demo.Server.ClientAsync(TestServer.ExamClient);

        await client.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, "afrok"), "status", "\"afrok\" is not a valid choice.");
        await client.SetStatusAsync(user, "hvilende");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_record_is_never_changed_or_removed(string method)
    {
        var user = await demo.Demo.CreateUserAsync();
        var status = await demo.Demo.SetStatusAsync(user, "hvilende");
        foreach (var client in new[] { demo.Demo, demo.Exam })
        {
            using var response = await client.SendAsync(method, status.Text("id"), Bodies.Status(user, "utmeldt"));

            Assert.Equal($"Method \"{method}\" not allowed.", (await response.ReadProblemAsync(HttpStatusCode.MethodNotAllowed)).Text("detail"));
            Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow.Order());
        }

        Assert.Equal(status.GetRawText(), (await demo.Demo.ReadAsync(status.Text("id"))).GetRawText());
    }

    [Fact]
    public async Task A_whole_working_life_leaves_every_record_as_it_was()
    {
        var user = await demo.Demo.CreateUserAsync();
        var seen = new List<string>();
        async Task SeeAsync()
        {
            var rows = (await demo.Demo.RowsAsync($"userstatus/?user={user}")).Select(r => r.GetRawText()).ToList();
            Assert.Equal(seen, rows.SkipLast(1));
            seen = rows;
        }

        await SeeAsync();
        await demo.Demo.SetStatusAsync(user, "hvilende");
        await SeeAsync();
        await demo.Exam.SetStatusAsync(user, "afrok");
        await SeeAsync();
        await demo.Demo.SetStatusAsync(user, "utmeldt", "2026-12-31");
        await SeeAsync();
        await demo.Demo.SetStatusAsync(user, "utmeldt");
        await SeeAsync();
        await demo.Demo.PatchAsync(user, new JsonObject { ["userroles"] = new JsonArray(Bodies.Role("afr_ka")) });
        await SeeAsync();
        await demo.Demo.SetStatusAsync(user, "hvilende");
        await SeeAsync();
        Assert.Equal(7, seen.Count);
        Assert.Equal("hvilende", await demo.Demo.CurrentStatusAsync(user));
    }

    [Fact]
    public async Task Another_customers_person_is_no_ones_to_withdraw()
    {
        var user = Bodies.Path("user", Bodies.OutsideUser);
        await demo.Demo.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, "hvilende", appname: "krd"), "user", FieldMessages.DoesNotExist);

        await demo.Other.AssertRefusedAsync("POST", "userstatus/", Bodies.Status("590499", "hvilende"), "user", FieldMessages.DoesNotExist);
        Assert.Equal("krdnew", await demo.Other.CurrentStatusAsync(user, "krd"));
        await demo.Other.AssertRefusedAsync(
            "POST", "userstatus/", Bodies.Status(user, "hvilende", appname: "krd").With("status_set_by", "1"), "status_set_by", FieldMessages.DoesNotExist);
    }

    // Signed up in January 2026, authorised in March.
    private async Task<string> AuthorisedAsync()
    {
        var user = (await demo.Demo.CreateAsync("user/", Bodies.User().With("userroles", "[]"))).Text("id");
        await demo.Exam.SetStatusAsync(user, "afrnew", "2026-01-12");
        await demo.Exam.SetStatusAsync(user, "afrok", "2026-03-02");
        return user;
    }

    private Task RefuseAsync(string user, string status, string? date, string field, string message) =>
        demo.Demo.AssertRefusedAsync("POST", "userstatus/", Bodies.Status(user, status, date), field, message);

    // By staff, who have no way to do so through the API.
    private async Task LockAsync(string user, string status, DateOnly date)
    {
        await using var db = demo.Server.Database();
        var record = new UserStatus
        {
            UserId = user.Number(),
            OrdningId = OrdningCatalogue.Find("afr")!.Id,
            Status = status,
            Reason = "Disiplinærsak",
            StatusDate = date,
            StatusSetById = null,
            Comment = "",
            Created = demo.Server.Time.GetUtcNow(),
            Locked = true,
        };
        await db.UserStatuses.AddAsync(record);
        new StatusHistory(
            OrdningCatalogue.Find("afr")!,
            await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == record.UserId && s.OrdningId == record.OrdningId).ToListAsync()).Follow(record);
        (await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == record.UserId)).Bump();
        await db.SaveChangesAsync();
    }

    // By which of the person's records each is void, in the order in which they were made.
    private async Task<IReadOnlyList<string?>> VoidersAsync(string user)
    {
        await using var db = demo.Server.Database();
        var number = user.Number();
        var records = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == number).OrderBy(s => s.Id).ToListAsync();
        return records.ConvertAll(s => records.FindIndex(voider => voider.Id == s.VoidedById) is var index and >= 0 ? $"{records[index].Status} {index + 1}" : null);
    }
}
