using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Switches an endpoint off, or on again with what was held meanwhile.</summary>
[Authorize(Policies.Administrator)]
internal sealed class SwitchModel(FinAutDbContext db, WebhookEndpoints endpoints, WebhookOutbox outbox) : SitePage
{
    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Whether to switch it on: what the page that was posted said, whoever switched it meanwhile.</summary>
    [BindProperty]
    public bool Enable { get; set; }

    /// <summary>Whether to post what is held.</summary>
    [BindProperty]
    public bool Replay { get; set; } = true;

    /// <summary>Whether it is a UserLogin client's, which is shut or opened with it.</summary>
    public bool IsOfUserLogin { get; private set; }

    /// <summary>Deliveries that are held, or would be.</summary>
    public int Count { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await db.FindEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        (Enable, IsOfUserLogin) = (endpoint.State != WebhookEndpointState.Active, endpoint.UserLoginClientId is not null);
        var counted = Enable ? WebhookDeliveryState.Held : WebhookDeliveryState.Pending;
        Count = await db.WebhookDeliveries.IgnoreQueryFilters().CountAsync(d => d.EndpointId == Id && d.State == counted, cancellationToken);
        return Page();
    }

    /// <summary>Switches it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await db.FindEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        if (endpoint.UserLoginClientId is { } id)
        {
            // The endpoint follows the client: alone it would be on again with the next link.
            var client = await db.UserLoginClients.SingleAsync(c => c.Id == id, cancellationToken);
            client.Enabled = Enable;
        }

        await endpoints.SwitchAsync(endpoint, Enable, cancellationToken);
        if (Enable && Replay)
        {
            var count = await outbox.ReplayAsync(new WebhookReplay(null, Id, null, null, WebhookReplay.Held), cancellationToken);
            Tell(L[$"Endepunktet er slått på. Tilbakeholdte leveringer som sendes nå: {count}.", $"The endpoint is enabled. Held deliveries being sent: {count}."]);
        }
        else
        {
            Tell(Enable ? L["Endepunktet er slått på.", "The endpoint is enabled."] : L["Endepunktet er slått av.", "The endpoint is disabled."]);
        }

        return Redirect($"/staff/webhooks/{Id}/");
    }
}
