using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Deletes an endpoint.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DeleteModel(FinAutDbContext db, WebhookEndpoints endpoints) : SitePage
{
    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Where it posts.</summary>
    public string Target { get; private set; } = "";

    /// <summary>Deliveries that would be cancelled.</summary>
    public int Count { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCompanyEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        Target = new Uri(endpoint.Url).Authority;
        Count = await db.WebhookDeliveries.IgnoreQueryFilters().CountAsync(
            d => d.EndpointId == Id && (d.State == WebhookDeliveryState.Pending || d.State == WebhookDeliveryState.Held), cancellationToken);
        return Page();
    }

    /// <summary>Deletes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCompanyEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        await endpoints.DeleteAsync(endpoint, cancellationToken);
        Tell(L[$"Endepunkt {Id} er slettet.", $"Endpoint {Id} is deleted."]);
        return Redirect("/staff/webhooks/");
    }
}
