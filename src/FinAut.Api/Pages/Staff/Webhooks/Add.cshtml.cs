using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Adds an endpoint.</summary>
[Authorize(Policies.Administrator)]
internal sealed class AddModel(FinAutDbContext db, AddressGuard guard, WebhookSecrets secrets, TimeProvider time) : EndpointFormPage(guard)
{
    /// <summary>The company's number.</summary>
    [BindProperty]
    public string? Company { get; set; }

    /// <summary>Whether posts go without a signature.</summary>
    [BindProperty]
    public bool Unsigned { get; set; }

    /// <summary>Custom headers, one a line.</summary>
    [BindProperty]
    public string? Headers { get; set; }

    /// <summary>All companies.</summary>
    public List<(long Id, string Name)> Companies { get; private set; } = [];

    /// <summary>What was made, once it was.</summary>
    public WebhookEndpoint? Made { get; private set; }

    /// <summary>The secret that was just made; shown this once.</summary>
    public string? NewSecret { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task OnGetAsync([FromQuery(Name = "company")] string? company, CancellationToken cancellationToken)
    {
        Company = company;
        await LoadAsync(cancellationToken);
    }

    /// <summary>Adds it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var owner = Typed.Number(Company, L, _ => { });
        if (owner is null || !Companies.Exists(c => c.Id == owner))
        {
            Fault(nameof(Company), L["Velg en bedrift.", "Choose a company."]);
        }

        var custom = CustomHeaders.Parse(WebhookTexts.Lines(Headers));
        if (custom.Refusal is { } refusal)
        {
            Fault(nameof(Headers), WebhookTexts.Explain(refusal, L));
        }

        await CheckAsync(current: null, cancellationToken);
        if (ModelState.IsValid && await ExistsAsync(owner!.Value, cancellationToken))
        {
            Fault(nameof(Target), L[
                "Bedriften har allerede et endepunkt som sender det samme til denne adressen.",
                "The company already has an endpoint that posts the same to this URL."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var now = time.GetUtcNow();
        var endpoint = new WebhookEndpoint
        {
            CompanyId = owner!.Value,
            Kind = ChosenKind,
            Url = Target!,
            AppNames = ChosenAppNames,
            BodyForm = ChosenForm,
            Created = now,
        };
        await db.WebhookEndpoints.AddAsync(endpoint, cancellationToken);
        if (!Unsigned)
        {
            var secret = WebhookSecret.New();
            secrets.Add(endpoint, secret, now, TimeSpan.Zero);
            NewSecret = secret.Text;
        }

        secrets.SetHeaders(endpoint, custom.Headers);
        await db.SaveChangesAsync(cancellationToken);
        Made = endpoint;
        return Page();
    }

    // A second endpoint like it would get every post twice. Reloading the page that shows the new secret sends the form again.
    private Task<bool> ExistsAsync(long company, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.IgnoreQueryFilters().AnyAsync(
            e => e.CompanyId == company && e.State == WebhookEndpointState.Active && e.Url == Target && e.Kind == ChosenKind && e.AppNames == ChosenAppNames,
            cancellationToken);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var companies = await db.Companies.IgnoreQueryFilters().AsNoTracking().OrderBy(c => c.Navn).Select(c => new { c.Id, c.Navn }).ToListAsync(cancellationToken);
        Companies = companies.ConvertAll(c => (c.Id, c.Navn));
    }
}
