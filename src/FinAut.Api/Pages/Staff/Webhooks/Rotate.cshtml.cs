using System.Globalization;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Makes an endpoint a new secret.</summary>
[Authorize(Policies.Administrator)]
internal sealed class RotateModel(FinAutDbContext db, WebhookSecrets secrets, WebhookEndpoints endpoints, Conflicts conflicts, TimeProvider time) : SitePage
{
    /// <summary>The endpoint's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>For how many hours the old secrets still sign.</summary>
    [BindProperty]
    public string? OverlapHours { get; set; } = WebhookEndpoint.DefaultOverlap.TotalHours.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether there is a secret in force.</summary>
    public bool IsSigned { get; private set; }

    /// <summary>The secret that was just made; shown this once.</summary>
    public string? NewSecret { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is null ? NotFound() : Page();

    /// <summary>Makes it.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => conflicts.RetryAsync(async () =>
    {
        if (await FindAsync(cancellationToken) is not { } endpoint)
        {
            return (IActionResult)NotFound();
        }

        var hours = Typed.Number(OverlapHours, L, _ => { });
        if (hours is null or > WebhookRotationValidator.MaxOverlapHours)
        {
            Fault(nameof(OverlapHours), L[$"Skriv et tall fra 0 til {WebhookRotationValidator.MaxOverlapHours}.", $"Enter a number from 0 to {WebhookRotationValidator.MaxOverlapHours}."]);
            return Page();
        }

        var secret = WebhookSecret.New();
        secrets.Add(endpoint, secret, time.GetUtcNow(), TimeSpan.FromHours(hours.Value));
        await endpoints.SaveAsync(endpoint, cancellationToken);
        NewSecret = secret.Text;
        return Page();
    });

    private async Task<WebhookEndpoint?> FindAsync(CancellationToken cancellationToken)
    {
        var endpoint = await db.FindCompanyEndpointAsync(Id, cancellationToken);
        IsSigned = endpoint?.Secrets.Any(s => s.Expires is null || s.Expires > time.GetUtcNow()) == true;
        return endpoint;
    }
}
