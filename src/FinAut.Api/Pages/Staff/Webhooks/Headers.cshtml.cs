using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Sets an endpoint's custom headers anew. Their values are never shown.</summary>
[Authorize(Policies.Administrator)]
internal sealed class HeadersModel(FinAutDbContext db, WebhookSecrets secrets) : SitePage
{
    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The headers, one a line; none takes them all away.</summary>
    [BindProperty]
    public string? Headers { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await db.FindEndpointAsync(Id, cancellationToken) is null ? NotFound() : Page();

    /// <summary>Sets them.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await db.FindEndpointAsync(Id, cancellationToken) is not { } endpoint)
        {
            return NotFound();
        }

        var custom = CustomHeaders.Parse(WebhookTexts.Lines(Headers));
        if (custom.Refusal is { } refusal)
        {
            Fault(nameof(Headers), WebhookTexts.Explain(refusal, L));
            return Page();
        }

        secrets.SetHeaders(endpoint, custom.Headers);
        await db.SaveChangesAsync(cancellationToken);
        Tell(custom.Headers.Count == 0 ? L["Hodene er tatt bort.", "The headers are removed."] : L["Hodene er satt.", "The headers are set."]);
        return Redirect($"/staff/webhooks/{Id}/");
    }
}
