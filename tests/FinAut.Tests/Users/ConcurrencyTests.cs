using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Statuses;
using FinAut.Api.Users;
using FinAut.Domain.Ordninger;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

/// <summary>Writes at the same time. What goes wrong so goes wrong sometimes only, so each scene is played several times.</summary>
public sealed class ConcurrencyTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private const int Rounds = 5;
    private const int Callers = 8;

    [Theory]
    [InlineData(2)]
    [InlineData(Callers)]
    public async Task Creates_of_the_same_persnr_at_once_make_one_person(int callers)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var persnr = TestPersnr.Next();
            var before = await demo.Server.CountRowsAsync();

            var replies = await AtOnceAsync(callers, _ => demo.Demo.SendAsync("POST", "user/", Bodies.User(persnr)));

            Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
            Assert.All(
                replies.Where(r => r.Status != HttpStatusCode.Created),
                r => Assert.Equal((HttpStatusCode.UnprocessableEntity, $"persnr: {UserWriter.PersnrTaken}"), (r.Status, r.Body.Text("detail"))));
            Assert.Equal(
                new Dictionary<string, long> { ["audit_entries"] = 4, ["employments"] = 1, ["user_roles"] = 1, ["user_statuses"] = 1, ["users"] = 1 },
                (await demo.Server.CountRowsAsync()).Since(before));
            Assert.Single(await demo.Demo.RowsAsync($"user/?persnr={persnr}"));
        }
    }

    [Fact]
    public async Task A_person_whom_two_customers_create_at_once_belongs_to_one()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var persnr = TestPersnr.Next();
            var outside = Bodies.User(persnr);
            outside["work_for"] = Bodies.WorkFor(Bodies.OutsideCompany, Bodies.OutsideDepartment);

            var replies = await AtOnceAsync(2, i => i == 0 ? demo.Demo.SendAsync("POST", "user/", Bodies.User(persnr)) : demo.Other.SendAsync("POST", "user/", outside));

            Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
            Assert.Equal($"persnr: {UserWriter.PersnrOutOfReach}", Assert.Single(replies, r => r.Status == HttpStatusCode.UnprocessableEntity).Body.Text("detail"));
            Assert.Equal(
                1, (await demo.Demo.RowsAsync($"user/?persnr={persnr}")).Count + (await demo.Other.RowsAsync($"user/?persnr={persnr}")).Count);
        }
    }

    [Fact]
    public async Task Twenty_updates_of_different_fields_of_one_person_are_all_kept()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync("afr_ba");
            var roles = OrdningCatalogue.All.Select(o => o.AppName + "_ka").ToList();
            List<JsonObject> changes =
            [
                new() { ["first_name"] = "Kaja" },
                new() { ["last_name"] = "Lie" },
                new() { ["email"] = "kaja@lie.no" },
                new() { ["mobile"] = "41234567" },
                new() { ["employee_alias"] = "B2" },
                new() { ["work_for"] = new JsonObject { ["franchise"] = Bodies.Franchise } },
                .. roles.Select(role => new JsonObject { ["userroles"] = new JsonArray(role) }),
            ];
            Assert.Equal(20, changes.Count);

            var replies = await AtOnceAsync(changes.Count, i => demo.Demo.SendAsync("PATCH", id, changes[i]));

            Assert.All(replies, r => Assert.True(r.Status == HttpStatusCode.OK, r.Body.GetRawText()));
            var user = await demo.Demo.ReadAsync(id);
            Assert.Equal(
                ("Kaja", "Lie", "kaja@lie.no", "41234567", "B2"),
                (user.Text("first_name"), user.Text("last_name"), user.Text("email"), user.Text("mobile"), user.Text("employee_alias")));
            Assert.EndsWith("/franchises/5001/", user.GetProperty("work_for").Text("franchise"));
            Assert.Equal(roles.Append("afr_ba").Order(), user.Roles().Order());
            Assert.Equal(
                OrdningCatalogue.All.Select(o => o.AppName + "new").Order(), (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => s.Text("status")).Order());
        }
    }

    [Fact]
    public async Task Twenty_updates_of_different_people_are_all_kept()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => demo.Demo.CreateUserAsync()));
        for (var round = 0; round < Rounds; round++)
        {
            var mobile = $"4000000{round}";

            var replies = await AtOnceAsync(ids.Length, i => demo.Demo.SendAsync("PATCH", ids[i], new JsonObject { ["mobile"] = mobile, ["employee_alias"] = $"{round}-{i}" }));

            Assert.All(replies, r => Assert.Equal(HttpStatusCode.OK, r.Status));
            for (var i = 0; i < ids.Length; i++)
            {
                var user = await demo.Demo.ReadAsync(ids[i]);
                Assert.Equal((mobile, $"{round}-{i}"), (user.Text("mobile"), user.Text("employee_alias")));
            }
        }
    }

    [Fact]
    public async Task Sign_ups_at_once_give_one_status()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync("afr_ba");
            var body = new JsonObject { ["userroles"] = new JsonArray("krd_ka", "krd_tl") };

            var replies = await AtOnceAsync(Callers, _ => demo.Demo.SendAsync("PATCH", id, body));

            Assert.All(replies, r => Assert.Equal((HttpStatusCode.OK, 3), (r.Status, r.Body.Roles().Count)));
            Assert.Equal(["krdnew", "tlnew"], (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => s.Text("status")).Order());
        }
    }

    [Fact]
    public async Task A_withdrawn_candidate_is_signed_up_anew_once()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync();
            await demo.Demo.SetStatusAsync(id, "utmeldt");

            var replies = await AtOnceAsync(Callers, _ => demo.Demo.SendAsync("PATCH", id, new JsonObject { ["userroles"] = new JsonArray("afr_ka") }));

            Assert.All(replies, r => Assert.Equal(HttpStatusCode.OK, r.Status));
            Assert.Equal(["afrnew", "utmeldt", "afrnew"], (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => s.Text("status")));
        }
    }

    [Theory]
    [InlineData("hvilende")]
    [InlineData("utmeldt")]
    public async Task The_same_status_at_once_is_recorded_once(string status)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync();

            var replies = await AtOnceAsync(Callers, _ => demo.Demo.SendAsync("POST", "userstatus/", Bodies.Status(id, status)));

            Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
            Assert.All(
                replies.Where(r => r.Status != HttpStatusCode.Created),
                r => Assert.Equal((HttpStatusCode.UnprocessableEntity, $"status: {UserStatusWriter.Same(status)}"), (r.Status, r.Body.Text("detail"))));
            Assert.Equal(["afrnew", status], (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => s.Text("status")));
        }
    }

    [Fact]
    public async Task Different_statuses_at_once_obey_the_rules_in_the_order_in_which_they_are_recorded()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync();

            var replies = await AtOnceAsync(Callers, i => demo.Demo.SendAsync("POST", "userstatus/", Bodies.Status(id, i % 2 == 0 ? "utmeldt" : "hvilende")));

            // On hold only before the withdrawal, which always comes.
            var statuses = (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Select(s => s.Text("status")).ToList();
            Assert.True(statuses is ["afrnew", "utmeldt"] or ["afrnew", "hvilende", "utmeldt"], string.Join(' ', statuses));
            Assert.Equal(statuses.Count - 1, replies.Count(r => r.Status == HttpStatusCode.Created));
            Assert.All(replies.Where(r => r.Status != HttpStatusCode.Created), r => Assert.Equal(HttpStatusCode.UnprocessableEntity, r.Status));
        }
    }

    [Fact]
    public async Task Moves_at_once_leave_one_current_employment_and_the_whole_history()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync();
            long[] franchises = [5001, 5002, 5003, 5004];

            var replies = await AtOnceAsync(franchises.Length, i => demo.Demo.SendAsync("PATCH", id, new JsonObject
            {
                ["work_for"] = new JsonObject { ["department"] = i < 2 ? Bodies.Testavdeling : Bodies.Eksempelavdeling, ["franchise"] = franchises[i] },
            }));

            Assert.All(replies, r => Assert.Equal(HttpStatusCode.OK, r.Status));
            var rows = await demo.Demo.RowsAsync($"employment/?user={id}");
            Assert.Equal(
                franchises.Select(f => (long?)f).Prepend(null), rows.Select(r => r.GetProperty("franchise").GetString()?.Number()).Order());
            var current = Assert.Single(rows, r => r.GetProperty("end_date").ValueKind == JsonValueKind.Null);
            Assert.Equal(current.Text("company"), (await demo.Demo.ReadAsync(id)).GetProperty("work_for").Text("company"));
        }
    }

    [Fact]
    public async Task The_same_completion_at_once_is_recorded_once()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var body = Bodies.Completion($"at-once-{round}");
            var before = await demo.Server.CountRowsAsync();

            var replies = await AtOnceAsync(Callers, _ => demo.Demo.SendAsync("POST", "competency_result/", body));

            Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
            Assert.Equal(Callers - 1, replies.Count(r => r.Status == HttpStatusCode.OK));
            Assert.Single(replies.Select(r => r.Body.Text("id")).Distinct());
            Assert.Equal(
                new Dictionary<string, long> { ["audit_entries"] = 1, ["competency_results"] = 1 }, (await demo.Server.CountRowsAsync()).Since(before));
        }
    }

    [Fact]
    public async Task Results_at_once_get_different_attempts()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync();

            var replies = await AtOnceAsync(Callers, _ => demo.Exam.SendAsync("POST", "results/", Bodies.Result(id)));

            Assert.All(replies, r => Assert.Equal(HttpStatusCode.Created, r.Status));
            Assert.Equal(Enumerable.Range(1, Callers), replies.Select(r => r.Body.GetProperty("attempt").GetInt32()).Order());
        }
    }

    [Fact]
    public async Task Corrections_of_different_fields_at_once_are_all_kept()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var result = (await demo.Exam.CreateAsync("results/", Bodies.Result(await demo.Demo.CreateUserAsync()))).Text("id");
            JsonObject[] changes =
            [
                new() { ["score"] = 11 }, new() { ["passed"] = false }, new() { ["exam_date"] = "2026-01-01" }, new() { ["attempt"] = 9 }, new() { ["topics"] = new JsonArray() },
            ];

            var replies = await AtOnceAsync(changes.Length, i => demo.Exam.SendAsync("PATCH", result, changes[i]));

            Assert.All(replies, r => Assert.Equal(HttpStatusCode.OK, r.Status));
            var read = await demo.Exam.ReadAsync(result);
            Assert.Equal((11, false, "2026-01-01", 9), (read.GetProperty("score").GetInt32(), read.GetProperty("passed").GetBoolean(), read.Text("exam_date"), read.GetProperty("attempt").GetInt32()));
            Assert.Empty(read.GetProperty("topics").EnumerateArray());
        }
    }

    [Fact]
    public async Task Records_that_are_made_while_the_person_moves_belong_to_the_new_employer()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await demo.Demo.CreateUserAsync("afr_ka", "krd_ka");
            var (bank, firm) = (Bodies.WorkFor(Bodies.Eksempelbanken, Bodies.Eksempelavdeling), Bodies.WorkFor(Bodies.Testfirma, Bodies.Testavdeling));
            (HttpClient Client, string Method, string Resource, JsonObject Body)[] writes =
            [
                (demo.Demo, "PATCH", id, new() { ["work_for"] = bank.DeepClone() }),
                (demo.Exam, "POST", "results/", Bodies.Result(id)),
                (demo.Demo, "POST", "userstatus/", Bodies.Status(id, "hvilende")),
                (demo.Demo, "PATCH", id, new() { ["userroles"] = new JsonArray("gos_ka") }),
                (demo.Demo, "PATCH", id, new() { ["work_for"] = firm }),
                (demo.Exam, "POST", "results/", Bodies.Result(id)),
                (demo.Demo, "POST", "userstatus/", Bodies.Status(id, "hvilende", appname: "krd")),
                (demo.Demo, "PATCH", id, new() { ["work_for"] = bank, ["userroles"] = new JsonArray("aip_ka") }),
            ];

            var replies = await AtOnceAsync(writes.Length, i => writes[i].Client.SendAsync(writes[i].Method, writes[i].Resource, writes[i].Body));

            Assert.All(replies, r => Assert.True(r.Status is HttpStatusCode.OK or HttpStatusCode.Created, r.Body.GetRawText()));
            Assert.Equal(2, (await demo.Demo.RowsAsync($"results/?user={id}")).Count);
            Assert.Equal(6, (await demo.Demo.RowsAsync($"userstatus/?user={id}")).Count);
            await demo.Server.AssertRecordsAgreeAsync();
        }
    }

    private static async Task<IReadOnlyList<(HttpStatusCode Status, JsonElement Body)>> AtOnceAsync(int count, Func<int, Task<HttpResponseMessage>> send)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, count).Select(async i =>
        {
            await start.Task;
            using var response = await send(i);
            return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(calls);
    }
}
