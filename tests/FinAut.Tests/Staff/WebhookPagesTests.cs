using System.Net;
using FinAut.Domain.Audit;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

public sealed class WebhookPagesTests : IAsyncLifetime
{
    private const string New = "/staff/webhooks/add/";
    private const string Add = "Legg til";
    private const string Rotate = "Lag hemmelighet";
    private const string Replay = "Send på nytt";

    private WebhookServer _webhooks = null!;
    private Browser _staff = null!;

    public async Task InitializeAsync()
    {
        _webhooks = await WebhookServer.StartAsync();
        _staff = await Browser.StaffAsync(_webhooks.Server);
    }

    public async Task DisposeAsync()
    {
        _staff.Dispose();
        await _webhooks.DisposeAsync();
    }

    [Fact]
    public async Task An_endpoint_is_added_with_a_secret_that_is_shown_once()
    {
        var page = await _staff.SubmitAsync(
            New, Add, [.. Endpoint(), ("AppNames", "krd"), ("AppNames", "afr"), ("Envelope", "true"), ("Headers", "X-Gate: open-sesame-1")]);

        var endpoint = Assert.Single(await EndpointsAsync());
        Assert.True(WebhookSecret.TryParse(page.TextAt("code.secret"), out _));
        Assert.Equal((2265L, WebhookKind.All, "afr krd", WebhookBodyForm.Envelope), (endpoint.CompanyId, endpoint.Kind, endpoint.AppNames, endpoint.BodyForm));

        var detail = await _staff.ReadAsync($"/staff/webhooks/{endpoint.Id}/");
        Assert.Contains("Testfirma", detail);
        Assert.Contains("X-Gate", detail);
        Assert.DoesNotContain("whsec_", detail);
        Assert.DoesNotContain("open-sesame-1", detail);
        Assert.Contains("I bruk", await _staff.ReadAsync("/staff/webhooks/?state=active&company=2265"));
        Assert.Contains("Ingen endepunkter passer", await _staff.ReadAsync("/staff/webhooks/?state=failed"));
        await AssertAuditedAsync("created", "webhook_endpoint", endpoint.Id);
    }

    [Theory]
    [InlineData("Target", "http://169.254.169.254/latest/", "Webhooks kan ikke sendes til denne adressen.")]
    [InlineData("Target", "ftp://example.no/", "Webhooks kan ikke sendes til denne adressen.")]
    [InlineData("Target", "", "Skriv adressen.")]
    [InlineData("Company", "", "Velg en bedrift.")]
    [InlineData("Headers", "Host: evil.example", "Hodet Host settes av tjeneren.")]
    [InlineData("Headers", "no colon", "Skriv hvert hode på en egen linje som «Navn: verdi».")]
    [InlineData("Headers", "X-A: 1\nx-a: 2", "Et hode er nevnt to ganger.")]
    public async Task A_faulty_endpoint_is_refused_at_the_field(string field, string value, string message)
    {
        var page = await _staff.SubmitAsync(New, Add, [.. Endpoint().Where(f => f.Name != field), (field, value)]);

        Assert.Contains(message, page.ErrorOf(field));
        Assert.Empty(await EndpointsAsync());
    }

    [Theory]
    [InlineData("Company", "77", "Velg en bedrift.")]
    [InlineData("Company", "x", "Velg en bedrift.")]
    [InlineData("Kind", "everything", "Velg hva som skal sendes.")]
    [InlineData("AppNames", "xyz", "En av ordningene finnes ikke.")]
    public async Task A_forged_choice_is_refused_at_the_field(string field, string value, string message)
    {
        var page = await _staff.RefusedForgedAsync(New, Add, [.. Endpoint().Where(f => f.Name != field), (field, value)]);

        Assert.Contains(message, page);
        Assert.Empty(await EndpointsAsync());
    }

    [Fact]
    public async Task An_endpoint_is_changed_and_a_faulty_change_changes_nothing()
    {
        var id = await AddAsync();

        await _staff.RefusedAsync($"/staff/webhooks/{id}/change/", "Lagre", ("Target", "http://169.254.169.254/"), ("Kind", "results"), ("Envelope", "false"));
        Assert.Equal(WebhookKind.All, Assert.Single(await EndpointsAsync()).Kind);

        await _staff.SubmitAsync(
            $"/staff/webhooks/{id}/change/", "Lagre", ("Target", _webhooks.Inbox.Url("other")), ("Kind", "results"), ("AppNames", "gos"), ("Envelope", "false"));

        var endpoint = Assert.Single(await EndpointsAsync());
        Assert.Equal((WebhookKind.Results, "gos", WebhookBodyForm.Plain), (endpoint.Kind, endpoint.AppNames, endpoint.BodyForm));
        Assert.EndsWith("/other", endpoint.Url);
        await AssertAuditedAsync("changed", "webhook_endpoint", id);
    }

    [Fact]
    public async Task A_secret_is_rotated_with_an_overlap()
    {
        var id = await AddAsync();

        Assert.Contains("Skriv et tall fra 0 til 168.", await _staff.RefusedAsync($"/staff/webhooks/{id}/rotate/", Rotate, ("OverlapHours", "169")));
        Assert.Contains("Skriv et tall fra 0 til 168.", await _staff.RefusedAsync($"/staff/webhooks/{id}/rotate/", Rotate, ("OverlapHours", "-1")));
        var page = await _staff.SubmitAsync($"/staff/webhooks/{id}/rotate/", Rotate, ("OverlapHours", "48"));

        Assert.Contains("whsec_", page.Text);
        await using var db = _webhooks.Server.Database();
        var secrets = await db.Set<WebhookEndpointSecret>().Where(s => s.EndpointId == id).OrderBy(s => s.Id).ToListAsync();
        Assert.Equal(2, secrets.Count);
        Assert.InRange(secrets[0].Expires!.Value, _webhooks.Time.GetUtcNow().AddHours(47), _webhooks.Time.GetUtcNow().AddHours(48));
        Assert.Null(secrets[1].Expires);
        await AssertAuditedAsync("created", "webhook_endpoint_secret", secrets[1].Id);
    }

    [Fact]
    public async Task Custom_headers_are_set_anew_and_sent_and_never_shown()
    {
        var id = await AddAsync();

        var refused = await _staff.RefusedAsync($"/staff/webhooks/{id}/headers/", "Erstatt", ("Headers", "X-Api-Key: secret-value-1\nContent-Type: text/plain"));
        Assert.DoesNotContain("secret-value-1", refused);
        await _staff.SubmitAsync($"/staff/webhooks/{id}/headers/", "Erstatt", ("Headers", "X-Api-Key: secret-value-1"));
        Assert.DoesNotContain("secret-value-1", await _staff.ReadAsync($"/staff/webhooks/{id}/headers/"));
        var delivery = await PingAsync(_staff, id);

        Assert.Equal("secret-value-1", Assert.Single(await _webhooks.Inbox.WaitAsync(1)).Headers["X-Api-Key"]);
        await AttemptedAsync(delivery);
        var page = await _staff.ReadAsync($"/staff/webhooks/deliveries/{delivery}/");
        Assert.Contains("X-Api-Key: ***", page);
        Assert.DoesNotContain("secret-value-1", page);
    }

    [Fact]
    public async Task Support_may_ping_send_examples_and_replay()
    {
        var id = await AddAsync();
        using var support = await _webhooks.Server.SupportAsync();

        var ping = await PingAsync(support, id);
        await support.SubmitAsync($"/staff/webhooks/{id}/", "Send eksempel: resultat");
        using var unknown = await (await support.OpenAsync($"/staff/webhooks/{id}/")).Form("Send eksempel: resultat").SendForgedAsync(("event", "nothing"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        await _webhooks.Inbox.WaitAsync(2);
        await AttemptedAsync(ping);
        await support.SubmitAsync($"/staff/webhooks/deliveries/{ping}/", "Send på nytt");

        await _webhooks.Inbox.WaitAsync(3);
        var page = await support.ReadAsync($"/staff/webhooks/{id}/");
        Assert.DoesNotContain($"/staff/webhooks/{id}/delete/", page);
        Assert.DoesNotContain($"/staff/webhooks/{id}/rotate/", page);
    }

    [Fact]
    public async Task What_a_hostile_receiver_answers_is_shown_as_text()
    {
        var id = await AddAsync();
        _webhooks.Inbox.Answers = _ => new Answer(500, ("X-Evil", "<img src=x onerror=alert(1)>"), "</pre><script>alert(1)</script>\u001b[31m\u202Egnp\u0000 æøå");
        var delivery = await PingAsync(_staff, id);
        await AttemptedAsync(delivery);

        var markup = await _staff.GetAsync($"/staff/webhooks/deliveries/{delivery}/");

        Assert.DoesNotContain("<script", markup);
        Assert.DoesNotContain("<img", markup);
        Assert.DoesNotContain('\u001b', markup);
        Assert.DoesNotContain('\u202E', markup);
        var text = WebUtility.HtmlDecode(markup);
        Assert.Contains("</pre><script>alert(1)</script>\\u{001B}[31m\\u{202E}gnp", text);
        Assert.Contains("X-Evil: <img src=x onerror=alert(1)>", text);
        Assert.Contains("æøå", text);
        Assert.Contains("127.0.0.1", text);
        Assert.Contains("webhook-signature: ***", text);
    }

    [Fact]
    public async Task An_endpoint_is_switched_off_and_on_again_with_what_was_held()
    {
        var id = await AddAsync();
        await _staff.SubmitAsync($"/staff/webhooks/{id}/switch/", "Slå av");
        await _webhooks.Exam.CreateAsync("results/", Bodies.Result(Bodies.Path("user", 590499)));
        Assert.Contains("Slått av", await _staff.ReadAsync($"/staff/webhooks/{id}/"));
        Assert.Contains("Send også det som er holdt tilbake, eldst først (1)", await _staff.ReadAsync($"/staff/webhooks/{id}/switch/"));
        Assert.Equal(0, _webhooks.Inbox.Count);

        var page = await _staff.SubmitAsync($"/staff/webhooks/{id}/switch/", "Slå på", ("Replay", "true"));

        Assert.Contains("Tilbakeholdte leveringer som sendes nå: 1.", page.Text);
        await _webhooks.Inbox.WaitAsync(1);
        await AssertAuditedAsync("changed", "webhook_endpoint", id);
    }

    [Fact]
    public async Task Failed_deliveries_are_replayed_and_everything_only_in_a_span()
    {
        var id = await AddAsync();
        var ping = await PingAsync(_staff, id);
        await AttemptedAsync(ping);
        var path = $"/staff/webhooks/{id}/replay/";

        Assert.Contains("Oppgi både fra og til", await _staff.RefusedAsync(path, Replay, ("What", "everything"), ("From", "2026-11-23T00:00")));
        Assert.Contains("Skriv et tidspunkt", await _staff.RefusedAsync(path, Replay, ("What", "failed"), ("From", "yesterday")));
        Assert.Contains("Til må være etter fra.", await _staff.RefusedAsync(path, Replay, ("What", "failed"), ("From", "2026-11-23T10:00"), ("To", "2026-11-23T09:00")));
        Assert.Contains("Leveringer som sendes nå: 0.", (await _staff.SubmitAsync(path, Replay, ("What", "failed"))).Text);
        Assert.Contains(
            "Leveringer som sendes nå: 0.",
            (await _staff.SubmitAsync(path, Replay, ("What", "everything"), ("From", "2026-11-22T00:00"), ("To", "2026-11-22T12:00"))).Text);
        Assert.Contains(
            "Leveringer som sendes nå: 1.",
            (await _staff.SubmitAsync(path, Replay, ("What", "everything"), ("From", "2026-11-23T00:00"), ("To", "2026-11-24T00:00"))).Text);

        await _webhooks.Inbox.WaitAsync(2);
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_and_filtered()
    {
        var id = await AddAsync();
        var ping = await PingAsync(_staff, id);
        await AttemptedAsync(ping);

        var link = $"/staff/webhooks/deliveries/{ping}/";
        Assert.Contains(link, await _staff.ReadAsync("/staff/webhooks/deliveries/"));
        Assert.Contains(link, await _staff.ReadAsync($"/staff/webhooks/deliveries/?endpoint={id}&state=delivered&event=ping&from=2026-11-23&to=2026-11-23"));
        foreach (var query in new[] { $"endpoint={id + 1}", "state=exhausted", "event=result", "to=2026-11-22", "from=2026-11-24", $"before={ping}" })
        {
            Assert.Contains("Ingen leveringer passer", await _staff.ReadAsync("/staff/webhooks/deliveries/?" + query));
        }

        Assert.Equal("Skriv en dato som 2026-11-21.", (await RefusedFilterAsync("/staff/webhooks/deliveries/?from=yesterday")).ErrorOf("From"));
        Assert.Equal("Skriv et tall.", (await RefusedFilterAsync("/staff/webhooks/deliveries/?endpoint=x")).ErrorOf("Endpoint"));
        Assert.Equal("Velg en eier.", (await RefusedFilterAsync("/staff/webhooks/?company=abc")).ErrorOf("Company"));
    }

    [Fact]
    public async Task An_endpoint_is_deleted_with_what_was_due()
    {
        var id = await AddAsync();
        await _staff.SubmitAsync($"/staff/webhooks/{id}/switch/", "Slå av");
        await _webhooks.Exam.CreateAsync("results/", Bodies.Result(Bodies.Path("user", 590499)));

        await _staff.SubmitAsync($"/staff/webhooks/{id}/delete/", "Slett");

        await _staff.GetAsync($"/staff/webhooks/{id}/", HttpStatusCode.NotFound);
        Assert.Contains("Ingen endepunkter ennå", await _staff.ReadAsync("/staff/webhooks/"));
        await using var db = _webhooks.Server.Database();
        var delivery = await db.WebhookDeliveries.IgnoreQueryFilters().SingleAsync();
        Assert.Equal(WebhookDeliveryState.Cancelled, delivery.State);
        Assert.Contains("(slettet)", await _staff.ReadAsync($"/staff/webhooks/deliveries/{delivery.Id}/"));
        await AssertAuditedAsync("changed", "webhook_endpoint", id);
    }

    // A filter that cannot be read is no filter that nothing matches.
    private async Task<HtmlPage> RefusedFilterAsync(string path)
    {
        var page = await _staff.OpenAsync(path);
        Assert.DoesNotContain("passer", page.Text);
        return page;
    }

    private (string Name, string Value)[] Endpoint() =>
        [("Company", "2265"), ("Target", _webhooks.Inbox.Url()), ("Kind", "all")];

    private async Task<long> AddAsync()
    {
        await _staff.SubmitAsync(New, Add, Endpoint());
        return Assert.Single(await EndpointsAsync()).Id;
    }

    private static async Task<long> PingAsync(Browser browser, long endpoint) =>
        (await browser.SubmitAsync($"/staff/webhooks/{endpoint}/", "Send ping")).Path.Number();

    private async Task<List<WebhookEndpoint>> EndpointsAsync()
    {
        await using var db = _webhooks.Server.Database();
        return await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().ToListAsync();
    }

    private Task AttemptedAsync(long delivery) => Until.TrueAsync(async () =>
    {
        await using var db = _webhooks.Server.Database();
        return await db.WebhookAttempts.AnyAsync(a => a.DeliveryId == delivery);
    });

    private async Task AssertAuditedAsync(string action, string entity, long id)
    {
        await using var db = _webhooks.Server.Database();
        var entry = await db.AuditEntries.Where(e => e.Action == action && e.Entity == entity && e.EntityId == id).OrderByDescending(e => e.Id).FirstAsync();
        Assert.Equal((ActorKind.Staff, "staff"), (entry.ActorKind, entry.Actor));
    }
}
