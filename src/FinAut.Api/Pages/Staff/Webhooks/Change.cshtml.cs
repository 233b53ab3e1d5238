using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Changes an endpoint.</summary>
[Authorize(Policies.Administrator)]
internal sealed class ChangeModel(FinAutDbContext db, AddressGuard guard) : EndpointFormPage(guard)
{
    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCompanyEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        (Target, Kind, Envelope) = (endpoint.Url, WebhookKinds.NameOf(endpoint.Kind), endpoint.BodyForm == WebhookBodyForm.Envelope);
        AppNames = [.. endpoint.AppNames.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await db.FindCompanyEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        await CheckAsync(endpoint.Url, cancellationToken);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        (endpoint.Url, endpoint.Kind, endpoint.AppNames, endpoint.BodyForm) = (Target!, ChosenKind, ChosenAppNames, ChosenForm);
        await db.SaveChangesAsync(cancellationToken);
        Tell(L["Endepunktet er endret. Det som venter, sendes til den nye adressen.", "The endpoint is changed. What is pending goes to the new URL."]);
        return Redirect($"/staff/webhooks/{Id}/");
    }
}
