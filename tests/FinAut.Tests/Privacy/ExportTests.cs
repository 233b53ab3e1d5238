using System.Net;
using System.Text;
using System.Text.Json;
using FinAut.Api.Privacy;
using FinAut.Domain.Audit;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Privacy;

public sealed class ExportTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private TestServer Server => demo.Server;

    [Fact]
    public async Task An_export_holds_everything_that_is_held_but_secrets()
    {
        var person = await PlantedPerson.AddAsync(demo);
        var stranger = await PlantedPerson.AddAsync(demo);

        var text = await ExportAsync(person.Id);

        foreach (var ((entity, property), value) in person.Values)
        {
            var expected = !PersonExport.Withheld.ContainsKey((entity, property));
            Assert.True(text.Contains(value, StringComparison.Ordinal) == expected, $"{entity.Name}.{property}");
        }

        Assert.Contains(person.FormerName, text, StringComparison.Ordinal);
        Assert.All(stranger.Traces, trace => Assert.DoesNotContain(trace, text, StringComparison.Ordinal));
        var export = JsonDocument.Parse(text).RootElement;
        Assert.Equal(person.Persnr, export.Text("persnr"));
        Assert.Equal(
            [("user", 1), ("employments", 1), ("roles", 2), ("administrations", 1), ("statuses", 3), ("results", 1), ("competency_results", 1), ("userlogin_links", 1), ("accounts", 1)],
            export.EnumerateObject().Skip(2).Take(9).Select(p => (p.Name, p.Value.ValueKind == JsonValueKind.Array ? p.Value.GetArrayLength() : 1)));
        Assert.Contains(export.GetProperty("webhook_deliveries").EnumerateArray(), d => d.GetProperty("payload").TryGetProperty("reason", out _));
        Assert.Equal("Testfirma", export.GetProperty("names").GetProperty("companies").Text($"{Places.Testfirma}"));
        await using var db = Server.Database();
        var entry = await db.AuditEntries.Where(e => e.UserId == person.Id).OrderByDescending(e => e.Id).FirstAsync();
        Assert.Equal(("exported", "user", "[]"), (entry.Action, entry.Entity, entry.Changes));
    }

    [Fact]
    public void Every_table_about_a_person_is_exported()
    {
        using var db = TestDatabase.Context("Host=127.0.0.1;Port=1");
        var person = db.Model.FindEntityType(typeof(User))!;

        var about = db.Model.GetEntityTypes().Where(e => IsAbout(e, person, [])).Select(e => e.ClrType.Name);

        Assert.Equal(PersonExport.Entities.Select(e => e.Name).Order(StringComparer.Ordinal), about.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_column_that_is_withheld_exists() => Assert.All(PersonExport.Withheld, withheld =>
    {
        using var db = TestDatabase.Context("Host=127.0.0.1;Port=1");
        Assert.NotNull(db.Model.FindEntityType(withheld.Key.Entity)?.FindProperty(withheld.Key.Property));
        Assert.NotEmpty(withheld.Value);
    });

    [Fact]
    public async Task Staff_download_an_export_by_a_post_and_nothing_keeps_a_copy()
    {
        var person = await PlantedPerson.AddAsync(demo);
        using var staff = await Browser.StaffAsync(Server);

        using var response = await staff.SendFormAsync($"/staff/candidates/{person.Id}/export/", "Last ned");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"attachment; filename=person-{person.Id}.json; filename*=UTF-8''person-{person.Id}.json", response.Content.Headers.ContentDisposition!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(person.Persnr, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Text("persnr"));
        StaffVisitors.AssertByStaff(Assert.Single(await Server.AuditAsync("user", person.Id), e => e.Action == "exported"));
    }

    [Fact]
    public async Task Staff_erase_a_person_whose_number_they_type()
    {
        var person = await PlantedPerson.AddAsync(demo);
        using var staff = await Browser.StaffAsync(Server);
        var page = $"/staff/candidates/{person.Id}/";
        Assert.Contains($"{page}erase/", await staff.GetAsync(page), StringComparison.Ordinal);

        foreach (var typed in new[] { "", "ja", $"{person.Id + 1}" })
        {
            Assert.Contains("Ingenting er slettet", await staff.RefusedAsync(page + "erase/", "Slett for godt", ("Number", typed)), StringComparison.Ordinal);
        }

        await staff.GetAsync(page);
        Assert.Contains($"Person {person.Id} er slettet", (await staff.SubmitAsync(page + "erase/", "Slett for godt", ("Number", $" {person.Id} "))).Text, StringComparison.Ordinal);
        await staff.GetAsync(page, HttpStatusCode.NotFound);
        StaffVisitors.AssertByStaff(Assert.Single(await Server.AuditAsync("user", person.Id), e => e.Action == "erased"));
    }

    // A table with a person's number, or one that belongs to a row of such a table.
    private static bool IsAbout(IEntityType entity, IEntityType person, HashSet<IEntityType> seen) =>
        entity == person
        || entity.FindProperty("UserId") is not null
        || (seen.Add(entity) && entity.GetForeignKeys().Any(key => IsAbout(key.PrincipalEntityType, person, seen)));

    private async Task<string> ExportAsync(long id)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Domain.Data.FinAutDbContext>().Actor = new Actor(ActorKind.System, "test", "");
        return Encoding.UTF8.GetString((await scope.ServiceProvider.GetRequiredService<PersonExport>().ExportAsync(id, CancellationToken.None))!);
    }
}
