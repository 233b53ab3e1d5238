using System.Security.Cryptography;
using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>One endpoint: what it is, how it does, and what can be done with it.</summary>
[Authorize(Policies.Staff)]
internal sealed class DetailModel(FinAutDbContext db, WebhookOutbox outbox, WebhookSecrets secrets, TimeProvider time) : SitePage
{
    private const int Recent = 10;

    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The endpoint.</summary>
    public WebhookEndpoint Endpoint { get; private set; } = null!;

    /// <summary>Whose it is.</summary>
    public EndpointOwner Owner { get; private set; } = null!;

    /// <summary>Whether nothing is sent now because the receiver cannot be reached.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The secrets in force, newest first.</summary>
    public List<WebhookEndpointSecret> Secrets { get; private set; } = [];

    /// <summary>The names of the custom headers; null when they cannot be read.</summary>
    public IReadOnlyList<string>? HeaderNames { get; private set; }

    /// <summary>Deliveries by state.</summary>
    public Dictionary<WebhookDeliveryState, int> Counts { get; private set; } = [];

    /// <summary>The newest deliveries.</summary>
    public List<DeliveryRow> Deliveries { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        var now = time.GetUtcNow();
        Endpoint = endpoint;
        IsPaused = endpoint.State == WebhookEndpointState.Active && endpoint.PausedUntil > now;
        Owner = (await db.OwnersAsync([Id], cancellationToken))[Id];
        Secrets = [.. endpoint.Secrets.Where(s => s.Expires is null || s.Expires > now).OrderByDescending(s => s.Created).ThenByDescending(s => s.Id)];
        HeaderNames = NamesOf(endpoint);
        var deliveries = db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking().Where(d => d.EndpointId == Id);
        Counts = await deliveries.GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        Deliveries = await deliveries.OrderByDescending(d => d.Id).Take(Recent).Select(DeliveryRow.From).ToListAsync(cancellationToken);
        return Page();
    }

    /// <summary>Posts a ping.</summary>
    public async Task<IActionResult> OnPostPingAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        return ToDelivery(await outbox.PingAsync(endpoint, cancellationToken));
    }

    /// <summary>Posts an event that never happened.</summary>
    public async Task<IActionResult> OnPostExampleAsync([FromForm(Name = "event")] string? happened, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        WebhookEvent? example = (happened, endpoint.Kind) switch
        {
            ("userlogin", WebhookKind.UserLogin) => WebhookEvent.UserLogin,
            ("result", not WebhookKind.UserLogin) => WebhookEvent.Result,
            ("userstatus", not WebhookKind.UserLogin) => WebhookEvent.UserStatus,
            _ => null,
        };
        return example is null ? NotFound() : ToDelivery(await outbox.SendExampleAsync(endpoint, example.Value, cancellationToken));
    }

    private RedirectResult ToDelivery(WebhookDelivery delivery)
    {
        Tell(L["Sendes nå. Last siden på nytt for å se svaret.", "It is being sent. Reload the page to see the reply."]);
        return Redirect($"/staff/webhooks/deliveries/{delivery.Id}/");
    }

    private List<string>? NamesOf(WebhookEndpoint endpoint)
    {
        try
        {
            return [.. secrets.HeadersTo(endpoint).Keys];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private Task<WebhookEndpoint?> FindAsync(CancellationToken cancellationToken) => db.FindEndpointAsync(Id, cancellationToken);
}
