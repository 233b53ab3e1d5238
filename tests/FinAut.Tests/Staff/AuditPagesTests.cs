using System.Net;
using System.Text.Json.Nodes;
using FinAut.Domain.Audit;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Staff;

public sealed class AuditPagesTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private TestServer Server => demo.Server;

    [Fact]
    public async Task Entries_show_what_was_and_what_became_and_are_filtered()
    {
        var user = (await demo.Demo.CreateUserAsync()).Number();
        await demo.Demo.PatchAsync($"user/{user}/", new JsonObject { ["last_name"] = "<b>Ny</b>" });
        using var staff = await Browser.StaffAsync(Server);

        var markup = await staff.GetAsync($"/staff/audit/?person={user}&entity=user&actor=finaut-demo&action=changed&from=2026-11-23&to=2026-11-23");

        Assert.DoesNotContain("<b>", markup);
        var page = WebUtility.HtmlDecode(markup);
        Assert.Contains("applikasjon finaut-demo", page);
        Assert.Contains("Nordmann", page);
        Assert.Contains("<b>Ny</b>", page);
        foreach (var query in new[] { "entity=result", "actor=nobody", "action=deleted", "from=2026-11-24", "to=2026-11-22" })
        {
            Assert.Contains("Ingenting passer", await staff.ReadAsync($"/staff/audit/?person={user}&{query}"));
        }

        Assert.Contains("Skriv en dato", await staff.ReadAsync("/staff/audit/?from=x"));
    }

    [Fact]
    public async Task A_persnr_is_not_taken_for_a_person_s_number()
    {
        using var staff = await Browser.StaffAsync(Server);

        var page = await staff.ReadAsync("/staff/audit/?person=55110098692");

        Assert.Contains("Skriv personens nummer", page);
        Assert.DoesNotContain("value=\"55110098692\"", page);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&from=2020-01-01&to=2090-12-31")]
    public async Task Older_entries_are_reached_by_the_number_of_the_last_one(string period)
    {
        var actor = StaffVisitors.NewName("many");
        await using (var db = Server.Database())
        {
            for (var i = 0; i < 120; i++)
            {
                db.AuditEntries.Add(new AuditEntry
                {
                    At = Server.Time.GetUtcNow().AddSeconds(-i / 7),
                    ActorKind = ActorKind.System,
                    Actor = actor,
                    Action = "created",
                    Entity = "user",
                    EntityId = 7_000_000 + i,
                    Changes = "[]",
                    CorrelationId = "",
                });
            }

            await db.SaveChangesAsync();
        }

        using var staff = await Browser.StaffAsync(Server);
        var seen = new HashSet<string>();
        var path = $"/staff/audit/?actor={actor}{period}";
        for (var pages = 1; ; pages++)
        {
            var page = await staff.ReadAsync(path);
            seen.UnionWith(page.Split("<code>user</code> ").Skip(1).Select(part => part[..7]));
            if (page.Split("href=\"").FirstOrDefault(part => part.Contains(">Eldre<", StringComparison.Ordinal)) is not { } next)
            {
                Assert.Equal(3, pages);
                break;
            }

            path = next.Split('"')[0];
            Assert.Contains($"actor={actor}", path);
        }

        Assert.Equal(120, seen.Count);
    }
}
