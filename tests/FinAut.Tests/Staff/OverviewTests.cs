using System.Net;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Staff;

public sealed class OverviewTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private TestServer Server => demo.Server;

    [Fact]
    public async Task The_front_page_shows_figures_charts_and_what_needs_a_look_with_a_fixed_number_of_queries()
    {
        using var staff = await Browser.StaffAsync(Server);
        await staff.GetAsync("/staff/");
        using var queries = Server.CountQueries();
        var empty = await staff.ReadAsync("/staff/");
        var count = queries.Count;
        await FillAsync();
        using (var wrong = Browser.Open(Server))
        {
            using var response = await wrong.SendFormAsync("/finautapi/v1/api-auth/login/", "Logg inn", ("UserName", "other"), ("Password", "wrong"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        queries.Reset();
        var full = await staff.ReadAsync("/staff/");

        Assert.Equal(count, queries.Count);
        Assert.Contains("Ingen har kalt API-et i dette vinduet.", empty);
        Assert.Contains("Nær grensen", full);
        Assert.Contains("Stanset", full);
        Assert.Contains("2 levert, 0 venter eller holdes tilbake, 0 oppgitt eller avlyst", full);
        Assert.Contains("Slått av", full);
        Assert.Contains(">other</a>", full);
        Assert.Contains("role=\"img\" aria-labelledby", full);
        Assert.DoesNotContain("<script", full);
        Assert.DoesNotContain("style=", full);
    }

    private async Task FillAsync()
    {
        var (near, over) = (await Server.NewApiUserAsync(100), await Server.NewApiUserAsync(100));
        await using var db = Server.Database();
        var now = Server.Time.GetUtcNow();
        db.ThrottleWindows.Add(new ThrottleWindow { ApiUserId = near, Started = now.AddMinutes(-5), Count = 85 });
        db.ThrottleWindows.Add(new ThrottleWindow { ApiUserId = over, Started = now.AddMinutes(-5), Count = 100 });
        var endpoint = new WebhookEndpoint { CompanyId = Bodies.Testfirma, Kind = WebhookKind.All, Url = "https://a.example/", Created = now };
        endpoint.Enable(false);
        db.WebhookEndpoints.Add(endpoint);
        foreach (var hours in new[] { 0, 23 })
        {
            var delivery = new WebhookDelivery
            {
                EndpointId = endpoint.Id,
                CompanyId = endpoint.CompanyId,
                EventId = $"evt_{hours}",
                Event = WebhookEvent.Ping,
                ObjectId = 0,
                UserId = 0,
                Sequence = 0,
                CorrelationId = "",
                Created = now.AddHours(-hours),
            };
            delivery.Queue("{}", due: now).NoteAttempt(new AttemptOutcome(200), now, new RetrySchedule(RetrySchedule.DefaultDelays));
            db.WebhookDeliveries.Add(delivery);
        }

        await db.SaveChangesAsync();
    }
}
