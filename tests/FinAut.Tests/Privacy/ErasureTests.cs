using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Privacy;
using FinAut.Domain.Audit;
using FinAut.Domain.Privacy;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FinAut.Tests.Privacy;

public sealed class ErasureTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private TestServer Server => demo.Server;

    [Fact]
    public async Task Nothing_that_tells_who_a_person_was_is_left_in_any_table_and_statistics_count_the_same()
    {
        var person = await PlantedPerson.AddAsync(demo);
        var other = await PlantedPerson.AddAsync(demo);
        AssertEveryPersonalColumnIsPlanted(person);
        var before = await PlantedPerson.DumpAsync(Server);
        Assert.All(person.Traces.Except([person.Persnr]), trace => Assert.Contains(trace, before, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(person.Persnr, before, StringComparison.Ordinal);
        var statistics = await StatisticsAsync();

        Assert.True(await EraseAsync(person.Id));

        var after = await PlantedPerson.DumpAsync(Server);
        Assert.All(person.Traces, trace => Assert.DoesNotContain(trace, after, StringComparison.OrdinalIgnoreCase));
        Assert.All(other.Traces.Except([other.Persnr]), trace => Assert.Contains(trace, after, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(statistics, await StatisticsAsync());
        Assert.False(await EraseAsync(person.Id));
        Assert.False(await EraseAsync(987_654_321));
    }

    [Fact]
    public async Task Whoever_was_erased_is_not_found_and_cannot_sign_in_and_the_same_persnr_makes_another_person()
    {
        var person = await PlantedPerson.AddAsync(demo);
        var status = (await demo.Demo.RowsAsync($"userstatus/?user={person.Id}"))[0].Text("id");
        var result = (await demo.Demo.RowsAsync($"results/?user={person.Id}"))[0].Text("id");
        var employment = (await demo.Demo.RowsAsync($"employment/?user={person.Id}"))[0].Text("id");
        using var candidate = Browser.Open(Server);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(candidate, person));
        await candidate.GetAsync("/candidate/");
        var seen = (await demo.Demo.ReadAsync("user/")).Count();

        Assert.True(await EraseAsync(person.Id));

        foreach (var path in new[] { person.Url, status, result, employment })
        {
            using var response = await demo.Demo.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        var alias = person.Values[(typeof(Domain.Users.Employment), nameof(Domain.Users.Employment.EmployeeAlias))];
        foreach (var list in new[]
        {
            $"user/?persnr={person.Persnr}", $"user/?employee_alias={alias}", $"userstatus/?user={person.Id}", $"latestuserstatus/?user={person.Id}",
            $"results/?user={person.Id}", $"employment/?user={person.Id}", $"results/?persnr={person.Persnr}",
        })
        {
            (await demo.Demo.ReadAsync(list)).AssertEmptyList();
        }

        Assert.Equal(seen - 1, (await demo.Demo.ReadAsync("user/")).Count());
        using (var patched = await demo.Demo.SendAsync("PATCH", person.Url, new JsonObject { ["first_name"] = "Igjen" }))
        {
            Assert.Equal(HttpStatusCode.NotFound, patched.StatusCode);
        }

        await candidate.GetAsync("/candidate/", HttpStatusCode.Redirect);
        Assert.NotEqual(HttpStatusCode.Redirect, await SignInAsync(candidate, person));
        using var staff = await Browser.StaffAsync(Server);
        foreach (var page in new[] { "", "erase/", "export/", "move/", "invite/", "account/", "results/add/", "statuses/add/", $"statuses/{status.Number()}/lock/" })
        {
            await staff.GetAsync($"/staff/candidates/{person.Id}/{page}", HttpStatusCode.NotFound);
        }

        foreach (var text in new[] { person.Persnr, $"{person.Id}", alias })
        {
            Assert.Contains("Ingen passer", (await staff.SubmitAsync("/staff/candidates/", "Søk", ("Text", text))).Text, StringComparison.Ordinal);
        }

        var anew = (await demo.Demo.CreateAsync("user/", Bodies.User(person.Persnr))).Text("id").Number();
        Assert.NotEqual(person.Id, anew);
        Assert.Equal(anew, Assert.Single(await demo.Demo.RowsAsync($"user/?persnr={person.Persnr}")).Text("id").Number());
    }

    [Fact]
    public async Task The_audit_trail_keeps_who_when_and_which_field_and_notes_the_erasure()
    {
        var person = await PlantedPerson.AddAsync(demo);
        var before = await EntriesAsync(person.Id);

        Assert.True(await EraseAsync(person.Id));

        var after = await EntriesAsync(person.Id);
        Assert.Equal(before.Select(ShapeOf), after.SkipLast(1).Select(ShapeOf));
        var last = after[^1];
        Assert.Equal(("erased", "user", person.Id, "[]", "test"), (last.Action, last.Entity, last.EntityId, last.Changes, last.Actor));
        var named = after.First(e => e is { Entity: "user", Action: "changed" });
        Assert.Equal("""[{"field":"first_name","old":"***","new":"***"}]""", named.Changes);

        // What statistics rest on can still be followed.
        Assert.Contains(after, e => e.Entity == "user_status" && e.Changes.Contains("\"afrnew\"", StringComparison.Ordinal));
        Assert.Contains(after, e => e.Entity == "result" && e.Changes.Contains("82.5", StringComparison.Ordinal));

        static string ShapeOf(AuditEntry e) =>
            $"{e.Id} {e.At:O} {e.ActorKind} {e.Actor} {e.Action} {e.Entity} {e.EntityId} {e.CorrelationId} "
            + string.Join(' ', JsonDocument.Parse(e.Changes).RootElement.EnumerateArray().Select(c => c.Text("field")));
    }

    [Fact]
    public async Task What_was_not_posted_never_is_and_nothing_can_be_posted_again()
    {
        var person = await PlantedPerson.AddAsync(demo);

        Assert.True(await EraseAsync(person.Id));

        await using var db = Server.Database();
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.UserId == person.Id).ToListAsync();
        Assert.True(deliveries.Count >= 4, $"{deliveries.Count}");
        Assert.All(deliveries, d => Assert.Equal((WebhookDeliveryState.Cancelled, null, null, null), (d.State, d.Payload, d.NextAttempt, d.ClaimedBy)));
        using var staff = await Browser.StaffAsync(Server);
        var page = WebUtility.HtmlDecode(await staff.GetAsync($"/staff/webhooks/deliveries/{deliveries.Max(d => d.Id)}/"));
        Assert.Contains("kan ikke sendes på nytt", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_erasures_at_once_one_erases_and_changes_at_the_same_time_leave_nothing_behind()
    {
        for (var round = 0; round < 3; round++)
        {
            var person = await PlantedPerson.AddAsync(demo);
            var changes = Enumerable.Range(0, 4).Select(async n =>
            {
                using var response = await demo.Demo.SendAsync("PATCH", person.Url, new JsonObject { ["email"] = $"samtidig-{n}@plantet.example" });
                Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{response.StatusCode}");
            }).ToList();
            var status = demo.Demo.SendAsync("POST", "userstatus/", Bodies.Status(person.Url, "hvilende", appname: "krd").With("comment", "\"samtidig-kommentar\""));
            var erasures = await Task.WhenAll(EraseAsync(person.Id), EraseAsync(person.Id));
            await Task.WhenAll(changes);
            (await status).Dispose();

            Assert.Single(erasures, erased => erased);
            var dump = await PlantedPerson.DumpAsync(Server);
            Assert.All(person.Traces.Append("samtidig-"), trace => Assert.DoesNotContain(trace, dump, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_node_that_dies_while_it_erases_has_erased_nothing_and_another_begins_anew()
    {
        var person = await PlantedPerson.AddAsync(demo);
        var before = await PlantedPerson.DumpAsync(Server);

        // Held before the last of its statements, and then gone, as the database sees a node that was killed.
        await using (var held = new NpgsqlConnection(Server.ConnectionString))
        {
            await held.OpenAsync();
            await using var holding = new NpgsqlCommand($"BEGIN; SELECT FROM users WHERE id = {person.Id} FOR SHARE", held);
            await holding.ExecuteNonQueryAsync();
            var erasing = EraseAsync(person.Id);
            await Until.TrueAsync(async () =>
            {
                await using var db = Server.Database();
                return await db.Database.SqlQuery<int>(
                    $"""
                    SELECT count(pg_terminate_backend(pid))::int AS "Value" FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE users%'
                    """).SingleAsync() > 0;
            });
            await Assert.ThrowsAnyAsync<Exception>(() => erasing);
        }

        Assert.Equal(before, await PlantedPerson.DumpAsync(Server));
        Assert.True(await EraseAsync(person.Id));
    }

    private static void AssertEveryPersonalColumnIsPlanted(PlantedPerson person)
    {
        using var db = TestDatabase.Context("Host=127.0.0.1;Port=1");
        var personal = db.Model.GetEntityTypes()
            .SelectMany(e => e.GetProperties().Where(p => p.PropertyInfo?.IsDefined(typeof(PersonalAttribute), inherit: false) == true).Select(p => (e.ClrType, p.Name)));
        Assert.Equal(personal.Select(p => p.ToString()).Order(StringComparer.Ordinal), person.Values.Keys.Select(k => k.ToString()).Order(StringComparer.Ordinal));
    }

    private static async Task<HttpStatusCode> SignInAsync(Browser browser, PlantedPerson person)
    {
        using var response = await browser.SendFormAsync("/candidate/login/", "Logg inn", ("Email", person.UserName), ("Password", PlantedPerson.Password));
        return response.StatusCode;
    }

    private async Task<bool> EraseAsync(long id)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Domain.Data.FinAutDbContext>().Actor = new Actor(ActorKind.System, "test", "");
        return await scope.ServiceProvider.GetRequiredService<PersonErasure>().EraseAsync(id, CancellationToken.None);
    }

    private async Task<List<AuditEntry>> EntriesAsync(long person)
    {
        await using var db = Server.Database();
        return await db.AuditEntries.AsNoTracking().Where(e => e.UserId == person).OrderBy(e => e.Id).ToListAsync();
    }

    private async Task<List<string>> StatisticsAsync()
    {
        await using var db = Server.Database();
        var statuses = await db.UserStatuses.IgnoreQueryFilters().GroupBy(s => new { s.OrdningId, s.Status, s.StatusDate })
            .Select(g => $"{g.Key.OrdningId} {g.Key.Status} {g.Key.StatusDate} {g.Count()}").ToListAsync();
        var results = await db.Results.IgnoreQueryFilters().GroupBy(r => new { r.OrdningId, r.Passed, r.ExamName })
            .Select(g => $"{g.Key.OrdningId} {g.Key.Passed} {g.Key.ExamName} {g.Count()} {g.Average(r => r.Score)}").ToListAsync();
        var courses = await db.CompetencyResults.IgnoreQueryFilters().GroupBy(r => new { r.GoalId, r.PassedDate })
            .Select(g => $"{g.Key.GoalId} {g.Key.PassedDate} {g.Count()}").ToListAsync();
        var employments = await db.Employments.IgnoreQueryFilters().GroupBy(e => new { e.CompanyId, e.StartDate })
            .Select(g => $"{g.Key.CompanyId} {g.Key.StartDate} {g.Count()}").ToListAsync();
        var roles = await db.UserRoles.GroupBy(r => new { r.OrdningId, r.UserType }).Select(g => $"{g.Key.OrdningId} {g.Key.UserType} {g.Count()}").ToListAsync();
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().CountAsync();
        return [.. new[] { statuses, results, courses, employments, roles }.SelectMany(rows => rows.Order(StringComparer.Ordinal)), $"{deliveries}"];
    }
}
