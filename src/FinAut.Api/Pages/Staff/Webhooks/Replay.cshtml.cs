using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Posts many of an endpoint's deliveries again.</summary>
[Authorize(Policies.Staff)]
internal sealed class ReplayModel(FinAutDbContext db, WebhookOutbox outbox) : SitePage
{
    /// <summary>The value of <see cref="What"/> that takes what was delivered as well.</summary>
    public const string Everything = "everything";

    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Which deliveries.</summary>
    [BindProperty]
    public string? What { get; set; } = "failed";

    /// <summary>Those made at this time or later, as clocks in Oslo show it.</summary>
    [BindProperty]
    public string? From { get; set; }

    /// <summary>Those made before this time, as clocks in Oslo show it.</summary>
    [BindProperty]
    public string? To { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await db.FindEndpointAsync(Id, cancellationToken) is null ? NotFound() : Page();

    /// <summary>Makes them due.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await db.FindEndpointAsync(Id, cancellationToken) is null)
        {
            return NotFound();
        }

        var from = Typed.Time(From, L, fault => Fault(nameof(From), fault));
        var to = Typed.Time(To, L, fault => Fault(nameof(To), fault));
        var everything = What == Everything;
        if (ModelState.IsValid && everything && (from is null || to is null))
        {
            // What was delivered is posted again only in a span that somebody meant.
            Fault(from is null ? nameof(From) : nameof(To), L["Oppgi både fra og til når alt skal sendes på nytt.", "Give both from and to when everything is to be replayed."]);
        }

        if (ModelState.IsValid && from >= to)
        {
            Fault(nameof(To), L["Til må være etter fra.", "To must be after from."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var count = await outbox.ReplayAsync(new WebhookReplay(null, Id, from, to, everything ? null : WebhookReplay.Undelivered), cancellationToken);
        Tell(count == WebhookOutbox.MaxReplayed
            ? L[$"Leveringer som sendes nå: {count}. Det kan være flere: gjenta når disse er sendt.", $"Deliveries being sent: {count}. There may be more: repeat once these are sent."]
            : L[$"Leveringer som sendes nå: {count}.", $"Deliveries being sent: {count}."]);
        return Redirect($"/staff/webhooks/{Id}/");
    }
}
