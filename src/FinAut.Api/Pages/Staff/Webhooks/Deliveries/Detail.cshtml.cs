using System.Security.Cryptography;
using System.Text.Json;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks.Deliveries;

/// <summary>One delivery: what is posted, and what came of every attempt.</summary>
[Authorize(Policies.Staff)]
internal sealed class DetailModel(FinAutDbContext db, WebhookOutbox outbox, WebhookSecrets secrets, TimeProvider time) : SitePage
{
    private const string MadeWhenSent = "…";

    // Ten by schedule; whoever replays a hundred times is shown the last of them.
    private const int MaxAttempts = 50;

    /// <summary>The delivery's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The delivery, with its endpoint.</summary>
    public WebhookDelivery Delivery { get; private set; } = null!;

    /// <summary>The headers of the next attempt, without secrets.</summary>
    public List<KeyValuePair<string, string>> Headers { get; private set; } = [];

    /// <summary>The attempts, newest first; an exchange is null when it cannot be read.</summary>
    public List<(WebhookAttempt Attempt, WebhookExchange? Exchange)> Attempts { get; private set; } = [];

    /// <summary>The body; an encrypted user id is between the LMS and the API, and masked.</summary>
    public string? Payload { get; private set; }

    /// <summary>When the next attempt is made, or null.</summary>
    public DateTimeOffset? NextAttempt => WebhookDelivery.Expect(Delivery.NextAttempt, Delivery.Manual, Delivery.Endpoint.PausedUntil, time.GetUtcNow());

    /// <summary>Whether it can be posted again.</summary>
    public bool MayReplay => Delivery.Payload is not null && Delivery.Endpoint.State != WebhookEndpointState.Deleted;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var delivery = await db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking().AsSplitQuery().Include(d => d.Endpoint.Secrets)
            .SingleOrDefaultAsync(d => d.Id == Id, cancellationToken);
        if (delivery is null)
        {
            return NotFound();
        }

        Delivery = delivery;
        Payload = delivery.Payload;
        if (delivery.Event == WebhookEvent.UserLogin)
        {
            var secret = await db.UserLoginLinks.IgnoreQueryFilters().Where(l => l.Id == delivery.ObjectId).Select(l => l.EncryptedUserId).SingleOrDefaultAsync(cancellationToken);
            Payload = secret is null ? Payload : Payload?.Replace(secret, Redaction.Masked, StringComparison.Ordinal);
        }

        Headers = HeadersOf(delivery);
        var attempts = await db.WebhookAttempts.AsNoTracking().Where(a => a.DeliveryId == Id)
            .OrderByDescending(a => a.Number).ThenByDescending(a => a.Id).Take(MaxAttempts).ToListAsync(cancellationToken);
        Attempts = attempts.ConvertAll(a => (a, Read(a.Exchange)));
        return Page();
    }

    /// <summary>Posts it again.</summary>
    public async Task<IActionResult> OnPostReplayAsync(CancellationToken cancellationToken)
    {
        var delivery = await db.WebhookDeliveries.IgnoreQueryFilters()
            .SingleOrDefaultAsync(d => d.Id == Id && d.Endpoint.State != WebhookEndpointState.Deleted, cancellationToken);
        if (delivery is null)
        {
            return NotFound();
        }

        if (delivery.Payload is null)
        {
            Tell(L["Kroppen er slettet, etter 30 dager eller med personen, så leveringen kan ikke sendes på nytt.", "The body was removed, after 30 days or with the person, so the delivery cannot be posted again."]);
        }
        else
        {
            await outbox.ReplayAsync(delivery, cancellationToken);
            Tell(L["Sendes nå. Last siden på nytt for å se svaret.", "It is being sent. Reload the page to see the reply."]);
        }

        return Redirect($"/staff/webhooks/deliveries/{Id}/");
    }

    /// <summary>Header lines as they stand in HTTP.</summary>
    public static string Lines(IEnumerable<WebhookHeaderLine> headers) => string.Join('\n', headers.Select(h => $"{h.Name}: {h.Value}"));

    private static WebhookExchange? Read(string exchange)
    {
        try
        {
            return JsonSerializer.Deserialize(exchange, ApiJson.Context.WebhookExchange);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private List<KeyValuePair<string, string>> HeadersOf(WebhookDelivery delivery)
    {
        var now = time.GetUtcNow();
        var headers = WebhookCourier.OpenHeaders(delivery, now);
        headers.Add(new(WebhookHeaders.TraceParent, MadeWhenSent));
        if (delivery.Endpoint.Secrets.Any(s => s.Expires is null || now < s.Expires))
        {
            headers.Add(new(WebhookHeaders.Signature, MadeWhenSent));
            headers.Add(new(WebhookHeaders.HubSignature, MadeWhenSent));
        }

        try
        {
            headers.AddRange(secrets.HeadersTo(delivery.Endpoint).Select(h => KeyValuePair.Create(h.Key, Redaction.Masked)));
        }
        catch (CryptographicException)
        {
            // The endpoint's own page says so.
        }

        return headers;
    }
}
