using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Audit;

public sealed class AuditTrailTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private static int _last;

    [Fact]
    public async Task A_create_leaves_an_entry_for_everything_that_it_makes()
    {
        var persnr = TestPersnr.Next();
        var body = Bodies.User(persnr, "afr_ka", "afr_ba").With("email", "\"kari@example.no\"").With("employee_alias", "\"A1\"");

        var (reply, entries) = await WriteAsync(demo.Demo, "POST", "user/", body);

        var id = reply.Text("id").Number();
        Assert.Equal(["employment", "user", "user_role", "user_role", "user_status"], entries.Select(e => e.Entity).Order());
        Assert.All(entries, e => Assert.Equal(("created", id), (e.Action, e.UserId)));
        var user = entries.Single(e => e.Entity == "user");
        Assert.Equal(id, user.EntityId);
        Assert.Equal(
            ["company_id: - > 2265", "email: - > kari@example.no", "first_name: - > Kari", "last_name: - > Nordmann", "mobile: - > ", "persnr: - > ***"],
            Changes(user));
        Assert.Equal(reply.GetProperty("employment")[0].GetString()!.Number(), entries.Single(e => e.Entity == "employment").EntityId);
        Assert.Contains("employee_alias: - > A1", Changes(entries.Single(e => e.Entity == "employment")));
        Assert.Contains("department_id: - > 2266", Changes(entries.Single(e => e.Entity == "employment")));
        Assert.Contains("status: - > afrnew", Changes(entries.Single(e => e.Entity == "user_status")));
        Assert.Equal(
            ["user_type: - > Bedriftsansvarlig", "user_type: - > Kandidat"],
            entries.Where(e => e.Entity == "user_role").SelectMany(Changes).Where(c => c.StartsWith("user_type", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task An_update_names_the_changed_fields_with_old_and_new_value()
    {
        var id = await CreateUserAsync();

        var (_, entries) = await WriteAsync(
            demo.Demo, "PATCH", id, new JsonObject { ["first_name"] = "Åse", ["last_name"] = "Nordmann", ["mobile"] = "91234567", ["email"] = "" });

        var entry = Assert.Single(entries);
        Assert.Equal(("changed", "user", id.Number(), (long?)id.Number()), (entry.Action, entry.Entity, entry.EntityId, entry.UserId));
        Assert.Equal(["first_name: Kari > Åse", "mobile:  > 91234567"], Changes(entry));
    }

    [Fact]
    public async Task A_move_shows_what_ended_and_what_began()
    {
        var id = await CreateUserAsync();

        var (_, entries) = await WriteAsync(
            demo.Demo, "PATCH", id, new JsonObject { ["employee_alias"] = "B2", ["work_for"] = new JsonObject { ["department"] = Bodies.Eksempelavdeling } });

        Assert.All(entries, e => Assert.Equal(id.Number(), e.UserId));
        Assert.Equal(["company_id: 2265 > 456"], Changes(entries.Single(e => e.Entity == "user")));
        Assert.Equal(["end_date: - > 2026-11-23"], Changes(entries.Single(e => e is { Entity: "employment", Action: "changed" })));
        var begun = Changes(entries.Single(e => e is { Entity: "employment", Action: "created" }));
        Assert.Contains("department_id: - > 123", begun);
        Assert.Contains("employee_alias: - > B2", begun);
        Assert.Equal(3, entries.Count);
    }

    [Fact]
    public async Task A_new_alias_is_a_change_of_the_employment()
    {
        var id = await CreateUserAsync();

        var (_, entries) = await WriteAsync(demo.Demo, "PATCH", id, new JsonObject { ["employee_alias"] = "B2" });

        var entry = Assert.Single(entries);
        Assert.Equal(("changed", "employment", (long?)id.Number()), (entry.Action, entry.Entity, entry.UserId));
        Assert.Equal(["employee_alias:  > B2"], Changes(entry));
    }

    [Fact]
    public async Task A_new_role_and_its_status_are_shown()
    {
        var id = await CreateUserAsync();

        var (_, entries) = await WriteAsync(demo.Demo, "PATCH", id, new JsonObject { ["userroles"] = new JsonArray("krd_tl") });

        Assert.Equal(["user_role", "user_status"], entries.Select(e => e.Entity).Order());
        Assert.All(entries, e => Assert.Equal(("created", (long?)id.Number()), (e.Action, e.UserId)));
        Assert.Contains("status: - > tlnew", Changes(entries.Single(e => e.Entity == "user_status")));
    }

    [Fact]
    public async Task A_status_and_what_it_voids_are_shown()
    {
        var id = await CreateUserAsync();
        var ahead = (await demo.Demo.SetStatusAsync(id, "hvilende", "2026-12-24")).Text("id").Number();

        var (reply, entries) = await WriteAsync(demo.Demo, "POST", "userstatus/", Bodies.Status(id, "utmeldt").With("comment", "\"Sluttet\""));

        var status = reply.Text("id").Number();
        var created = entries.Single(e => e.Action == "created");
        Assert.Equal(("user_status", status, (long?)id.Number()), (created.Entity, created.EntityId, created.UserId));
        Assert.Contains("status: - > utmeldt", Changes(created));
        Assert.Contains("status_date: - > 2026-11-23", Changes(created));
        Assert.Contains("comment: - > Sluttet", Changes(created));
        var voided = entries.Single(e => e.Action == "changed");
        Assert.Equal(("user_status", ahead, (long?)id.Number()), (voided.Entity, voided.EntityId, voided.UserId));
        Assert.Equal([$"voided_by_id: - > {status}"], Changes(voided));
        Assert.Equal(2, entries.Count);
    }

    [Fact]
    public async Task A_correction_keeps_the_former_values_of_a_result()
    {
        var id = await CreateUserAsync();
        var (created, entries) = await WriteAsync(demo.Exam, "POST", "results/", Bodies.Result(id));
        var entry = Assert.Single(entries);
        Assert.Equal(
            ("created", "result", created.Text("id").Number(), (long?)id.Number()), (entry.Action, entry.Entity, entry.EntityId, entry.UserId));
        Assert.Contains("score: - > 82.5", Changes(entry));

        (_, entries) = await WriteAsync(demo.Exam, "PATCH", created.Text("id"), new JsonObject
        {
            ["score"] = null,
            ["passed"] = false,
            ["exam_date"] = "2026-11-01",
            ["attempt"] = 2,
            ["topics"] = new JsonArray(Bodies.Topic("Etikk", 49.5m, passed: false)),
        });

        entry = Assert.Single(entries);
        Assert.Equal(
            ("changed", "result", created.Text("id").Number(), (long?)id.Number()), (entry.Action, entry.Entity, entry.EntityId, entry.UserId));
        Assert.Equal(
            [
                "attempt: 1 > 2",
                "exam_date: 2026-11-20 > 2026-11-01",
                "passed: true > false",
                "score: 82.50 > -",
                "topics: " + created.GetProperty("topics").GetRawText() + " > " + """[{"name":"Etikk","score":49.5,"passed":false}]""",
            ],
            Changes(entry));
    }

    [Fact]
    public async Task A_completion_and_its_new_date_are_shown_with_the_person_concerned()
    {
        var body = Bodies.Completion("audited");
        var (created, entries) = await WriteAsync(demo.Demo, "POST", "competency_result/", body);
        var entry = Assert.Single(entries);
        Assert.Equal(
            ("created", "competency_result", created.Text("id").Number(), (long?)123), (entry.Action, entry.Entity, entry.EntityId, entry.UserId));
        Assert.Contains("external_id: - > audited", Changes(entry));

        (_, entries) = await WriteAsync(demo.Demo, "POST", "competency_result/", body.With("passed_date", "\"2026-10-01\""));

        entry = Assert.Single(entries);
        Assert.Equal(("changed", "competency_result", (long?)123), (entry.Action, entry.Entity, entry.UserId));
        Assert.Equal(["passed_date: 2026-09-01 > 2026-10-01"], Changes(entry));
    }

    [Fact]
    public async Task Every_entry_names_the_application()
    {
        var outside = Bodies.User();
        outside["work_for"] = Bodies.WorkFor(Bodies.OutsideCompany, Bodies.OutsideDepartment);
        foreach (var (client, clientId, body) in new[]
        {
            (demo.Demo, TestServer.DemoClient, Bodies.User()), (demo.Exam, TestServer.ExamClient, Bodies.User()), (demo.Other, TestServer.OtherClient, outside),
        })
        {
            var (_, entries) = await WriteAsync(client, "POST", "user/", body);

            Assert.All(entries, e => Assert.Equal((ActorKind.Application, clientId), (e.ActorKind, e.Actor)));
        }
    }

    [Fact]
    public async Task Without_a_correlation_id_of_the_callers_the_replys_own_is_kept()
    {
        using var response = await demo.Demo.SendAsync("POST", "user/", Bodies.User());

        var id = Assert.Single(response.Headers.GetValues("X-Correlation-Id"));

        await using var db = demo.Server.Database();
        Assert.Equal(4, await db.AuditEntries.CountAsync(e => e.CorrelationId == id));
    }

    [Fact]
    public async Task No_persnr_and_no_trace_of_one_is_in_the_trail()
    {
        // The usual ones end in digits that rows' numbers hold as well.
        var persnr = Enumerable.Range(1, 28).Select(day => TestPersnr.Complete($"{day:D2}8110777")).First(p => p is not null)!;
        var id = (await demo.Demo.CreateAsync("user/", Bodies.User(persnr))).Text("id");
        await demo.Demo.PatchAsync(id, new JsonObject { ["persnr"] = persnr, ["mobile"] = "91234567" });
        using (var taken = await demo.Demo.SendAsync("POST", "user/", Bodies.User(persnr)))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.StatusCode);
        }

        await using var db = demo.Server.Database();
        var number = id.Number();
        var cipher = await db.Users.IgnoreQueryFilters().Where(u => u.Id == number).Select(u => new { u.PersnrCipher, u.PersnrLookup }).SingleAsync();
        string[] traces =
        [
            persnr, persnr[6..], Convert.ToBase64String(cipher.PersnrCipher), Convert.ToBase64String(cipher.PersnrLookup), Convert.ToHexString(cipher.PersnrCipher),
            Convert.ToHexString(cipher.PersnrLookup), "persnr_cipher", "persnr_lookup", "System.Byte",
        ];
        foreach (var entry in await db.AuditEntries.Where(e => e.UserId == number).ToListAsync())
        {
            var text = JsonSerializer.Serialize(entry);
            Assert.All(traces, trace => Assert.DoesNotContain(trace, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Secrets_and_tokens_leave_no_trace()
    {
        const string Password = "AQAAAAIAAYagAAAAEPasswordHash";
        var secret = SecretHash.Of("a secret that was made up");
        var clientId = $"audited-{Interlocked.Increment(ref _last)}";
        await using (var db = await demo.Server.Services.GetRequiredService<IDbContextFactory<FinAutDbContext>>().CreateDbContextAsync())
        {
            var now = demo.Server.Time.GetUtcNow();
            var user = new ApiUser { UserName = clientId, Created = now };
            await db.ApiUsers.AddAsync(user);
            var account = Account.Of(user, now);
            account.PasswordHash = Password;
            await db.Accounts.AddAsync(account);
            var application = new Application { ApiUserId = user.Id, ClientId = clientId, Name = "Revisjon", Scopes = Scopes.Read, Created = now };
            Assert.True(application.AddSecret(secret, now, TimeSpan.Zero));
            await db.Applications.AddAsync(application);
            await db.SaveChangesAsync();
        }

        var before = await EntriesAsync();
        var entries = before.TakeLast(4).ToList();
        Assert.Equal(["account", "api_user", "application", "application_secret"], entries.Select(e => e.Entity).Order());
        Assert.All(entries, e => Assert.Equal((ActorKind.System, "server", ""), (e.ActorKind, e.Actor, e.CorrelationId)));
        Assert.Contains("password_hash: - > ***", Changes(entries.Single(e => e.Entity == "account")));
        Assert.Contains("hash: - > ***", Changes(entries.Single(e => e.Entity == "application_secret")));
        Assert.All(before, e => Assert.DoesNotContain(Password, e.Changes, StringComparison.Ordinal));
        Assert.All(before, e => Assert.DoesNotContain(secret, e.Changes, StringComparison.Ordinal));

        // A token is nobody's data, and neither is a read.
        using var client = await demo.Server.ClientAsync();
        await client.ReadAsync("user/590499/");
        Assert.Equal(before.Count, (await EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_change_and_its_entries_are_saved_together_or_not_at_all()
    {
        var id = await CreateUserAsync();
        var user = (await demo.Demo.ReadAsync(id)).GetRawText();
        var before = await demo.Server.CountRowsAsync();
        foreach (var table in new[] { "audit_entries", "user_statuses", "user_roles", "employments" })
        {
            await demo.Server.ExecuteAsync(
                $"""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse();
                """);
            try
            {
                await FailAsync("POST", "user/", Bodies.User());
                await FailAsync(
                    "PATCH",
                    id,
                    new JsonObject
                    {
                        ["first_name"] = "Other",
                        ["userroles"] = new JsonArray("krd_ka"),
                        ["work_for"] = new JsonObject { ["department"] = Bodies.Eksempelavdeling },
                    });
            }
            finally
            {
                await demo.Server.ExecuteAsync($"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse();");
            }
        }

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
        Assert.Equal(user, (await demo.Demo.ReadAsync(id)).GetRawText());
    }

    [Fact]
    public async Task A_refused_write_leaves_no_entry()
    {
        var id = await CreateUserAsync();
        var before = (await EntriesAsync()).Count;
        foreach (var (method, path, body) in new[]
        {
            ("POST", "user/", Bodies.User("11111111111")),
            ("PATCH", id, new JsonObject { ["first_name"] = "Other", ["work_for"] = new JsonObject { ["department"] = 77777 } }),
            ("POST", "userstatus/", Bodies.Status(id, "utmeldt", appname: "krd")),
            ("POST", "competency_result/", Bodies.Completion("x").With("goal", "77777")),
        })
        {
            using var response = await demo.Demo.SendAsync(method, path, body);
            await response.ReadErrorsAsync();
        }

        Assert.Equal(before, (await EntriesAsync()).Count);
    }

    [Fact]
    public async Task Entries_are_added_and_never_changed()
    {
        var before = await EntriesAsync();
        var id = await CreateUserAsync();
        await demo.Demo.SetStatusAsync(id, "hvilende", "2026-12-24");
        await demo.Demo.SetStatusAsync(id, "utmeldt");
        await demo.Demo.PatchAsync(id, new JsonObject { ["userroles"] = new JsonArray("afr_ka"), ["email"] = "kari@example.no" });
        var result = await demo.Exam.CreateAsync("results/", Bodies.Result(id));
        await demo.Exam.PatchAsync(result.Text("id"), new JsonObject { ["score"] = 50 });

        var after = await EntriesAsync();

        Assert.Equal(before, after.Take(before.Count));
        Assert.True(after.Count > before.Count + 8);
        Assert.Equal(after.Select(e => e.At).Order(), after.Select(e => e.At));
    }

    private static List<string> Changes(Entry entry) => [.. JsonDocument.Parse(entry.Changes).RootElement.EnumerateArray().Select(change =>
    {
        Assert.Equal(["field", "old", "new"], change.EnumerateObject().Select(p => p.Name));
        return $"{change.Text("field")}: {Shown(change.GetProperty("old"))} > {Shown(change.GetProperty("new"))}";
    }).Order(StringComparer.Ordinal)];

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private Task<string> CreateUserAsync() => demo.Demo.CreateUserAsync();

    // Writes under a correlation id of its own, and reads what that leaves in the trail.
    private async Task<(JsonElement Reply, List<Entry> Entries)> WriteAsync(HttpClient client, string method, string resource, JsonObject body)
    {
        var correlationId = $"audit-{Interlocked.Increment(ref _last)}";
        var start = demo.Server.Time.GetUtcNow();
        using var request = new HttpRequestMessage(new HttpMethod(method), resource.StartsWith("http", StringComparison.Ordinal) ? resource : TestServer.Root + resource)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            Headers = { { "X-Correlation-Id", correlationId } },
        };
        using var response = await client.SendAsync(request);
        var reply = await response.ReadJsonAsync(response.StatusCode == HttpStatusCode.Created ? HttpStatusCode.Created : HttpStatusCode.OK);
        var entries = (await EntriesAsync()).Where(e => e.CorrelationId == correlationId).ToList();
        Assert.NotEmpty(entries);

        // The database keeps microseconds.
        Assert.All(entries, e => Assert.InRange(e.At, start.AddMilliseconds(-1), demo.Server.Time.GetUtcNow()));
        return (reply, entries);
    }

    private async Task FailAsync(string method, string resource, JsonObject body)
    {
        using var response = await demo.Demo.SendAsync(method, resource, body);
        var problem = await response.ReadProblemAsync(HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("refused", problem.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<List<Entry>> EntriesAsync()
    {
        await using var db = demo.Server.Database();
        return await db.AuditEntries.OrderBy(e => e.Id)
            .Select(e => new Entry(e.Id, e.At, e.ActorKind, e.Actor, e.Action, e.Entity, e.EntityId, e.UserId, e.Changes, e.CorrelationId))
            .ToListAsync();
    }

    private sealed record Entry(
        long Id, DateTimeOffset At, ActorKind ActorKind, string Actor, string Action, string Entity, long EntityId, long? UserId, string Changes, string CorrelationId);
}
