using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>The fields that adding and changing an endpoint have in common.</summary>
internal abstract class EndpointFormPage(AddressGuard guard) : SitePage
{
    /// <summary>Where to post.</summary>
    [BindProperty]
    public string? Target { get; set; }

    /// <summary>What is posted.</summary>
    [BindProperty]
    public string? Kind { get; set; } = WebhookKinds.NameOf(WebhookKind.All);

    /// <summary>The codes of the ordninger that are posted; none for all.</summary>
    [BindProperty]
    public List<string> AppNames { get; set; } = [];

    /// <summary>Whether bodies are envelopes.</summary>
    [BindProperty]
    public bool Envelope { get; set; }

    /// <summary>What is posted, when it was chosen well.</summary>
    protected WebhookKind ChosenKind => WebhookKinds.Find(Kind ?? "") ?? WebhookKind.All;

    /// <summary>The ordninger as they are kept.</summary>
    protected string ChosenAppNames =>
        string.Join(' ', OrdningCatalogue.All.Select(o => o.AppName).Where(code => AppNames.Contains(code, StringComparer.Ordinal)));

    /// <summary>The form of bodies.</summary>
    protected WebhookBodyForm ChosenForm => Envelope ? WebhookBodyForm.Envelope : WebhookBodyForm.Plain;

    /// <summary>Checks the fields.</summary>
    /// <param name="current">The URL that is in use and need not be judged again, or null.</param>
    /// <param name="cancellationToken">Stops the lookup.</param>
    protected async Task CheckAsync(string? current, CancellationToken cancellationToken)
    {
        if (WebhookKinds.Find(Kind ?? "") is null)
        {
            Fault(nameof(Kind), L["Velg hva som skal sendes.", "Choose what to post."]);
        }

        if (AppNames.Exists(code => OrdningCatalogue.Find(code) is null))
        {
            Fault(nameof(AppNames), L["En av ordningene finnes ikke.", "One of the ordninger does not exist."]);
        }

        Target = StoredText.Normalize(Target ?? "");
        if (Target.Length == 0)
        {
            Fault(nameof(Target), L["Skriv adressen.", "Enter the URL."]);
        }
        else if (Target.Length > WebhookEndpoint.UrlMaxLength)
        {
            Fault(nameof(Target), L[$"Adressen kan ha høyst {WebhookEndpoint.UrlMaxLength} tegn.", $"The URL may have at most {WebhookEndpoint.UrlMaxLength} characters."]);
        }
        else if (Target != current && await guard.CheckAsync(Target, cancellationToken) is { } refusal)
        {
            // Staff are told the true reason; clients are not.
            Fault(nameof(Target), L["Webhooks kan ikke sendes til denne adressen.", "Webhooks cannot be sent to this URL."] + " " + SendReasonTexts.Explain(refusal.Reason, L));
        }
    }
}
