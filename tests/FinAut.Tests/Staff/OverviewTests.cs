using System.Net;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

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

    [Fact]
    public async Task Endpoints_whose_last_attempt_failed_are_listed_with_their_share_of_successes()
    {
        using var staff = await Browser.StaffAsync(Server);
        var (failing, mixed, good, old) = (await AddAsync("down.example"), await AddAsync("mixed.example"), await AddAsync("good.example"), await AddAsync("old.example"));
        await TryAsync(failing, (3, false), (2, false), (1, false));
        await TryAsync(mixed, (4, true), (3, true), (2, true), (1, false));
        await TryAsync(good, (2, false), (1, true));
        await TryAsync(old, (30, false));

        var rows = (await staff.OpenAsync("/staff/")).TextsAt("[aria-label='Endepunkter som feiler eller er av'] tbody tr");

        Assert.Contains(rows, row => row.StartsWith($"{failing} Testfirma Siste forsøk feilet", StringComparison.Ordinal) && row.EndsWith("0 av 3 (0 %)", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith($"{mixed} ", StringComparison.Ordinal) && row.EndsWith("3 av 4 (75 %)", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.StartsWith($"{good} ", StringComparison.Ordinal));

        // What failed before, and was not tried since, fails until it is tried again.
        Assert.Contains(rows, row => row.StartsWith($"{old} ", StringComparison.Ordinal) && row.EndsWith("Ingen forsøk", StringComparison.Ordinal));
        staff.Headers.AcceptLanguage.ParseAdd("en");
        Assert.Contains("3 of 4 (75%)", (await staff.OpenAsync("/staff/")).Text);
        Assert.DoesNotContain("every endpoint is active", (await staff.OpenAsync("/staff/")).Text);
    }

    private async Task<long> AddAsync(string host)
    {
        await using var db = Server.Database();
        var endpoint = new WebhookEndpoint { CompanyId = Bodies.Testfirma, Kind = WebhookKind.All, Url = $"https://{host}/", Created = Server.Time.GetUtcNow() };
        db.WebhookEndpoints.Add(endpoint);
        await db.SaveChangesAsync();
        return endpoint.Id;
    }

    private async Task TryAsync(long endpointId, params (int HoursAgo, bool Succeeds)[] attempts)
    {
        await using var db = Server.Database();
        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().SingleAsync(e => e.Id == endpointId);
        foreach (var (hours, succeeds) in attempts)
        {
            var at = Server.Time.GetUtcNow().AddHours(-hours);
            var outcome = new AttemptOutcome(succeeds ? 200 : 500);
            var delivery = NewDelivery(endpoint, $"evt_{endpointId}_{hours}", at);
            delivery.Queue("{}", due: at).NoteAttempt(outcome, at, new RetrySchedule(RetrySchedule.DefaultDelays));
            db.WebhookDeliveries.Add(delivery);
            await db.SaveChangesAsync();
            db.WebhookAttempts.Add(new WebhookAttempt
            {
                DeliveryId = delivery.Id,
                Number = 1,
                Manual = false,
                At = at,
                DurationMs = 5,
                Status = succeeds ? 200 : 500,
                Error = succeeds ? null : "server_error",
                Exchange = "",
            });
            endpoint.Health = EndpointHealthRules.Default.After(endpoint.Health, outcome, at).Health;
        }

        await db.SaveChangesAsync();
    }

    private static WebhookDelivery NewDelivery(WebhookEndpoint endpoint, string eventId, DateTimeOffset created) => new()
    {
        EndpointId = endpoint.Id,
        CompanyId = endpoint.CompanyId,
        EventId = eventId,
        Event = WebhookEvent.Ping,
        ObjectId = 0,
        UserId = 0,
        Sequence = 0,
        CorrelationId = "",
        Created = created,
    };

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
            var delivery = NewDelivery(endpoint, $"evt_{hours}", now.AddHours(-hours));
            delivery.Queue("{}", due: now).NoteAttempt(new AttemptOutcome(200), now, new RetrySchedule(RetrySchedule.DefaultDelays));
            db.WebhookDeliveries.Add(delivery);
        }

        await db.SaveChangesAsync();
    }
}
