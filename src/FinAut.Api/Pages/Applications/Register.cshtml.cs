using FinAut.Api.Accounts;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Applications;

/// <summary>Registers an application.</summary>
[Authorize(Policies.ApiUser)]
internal sealed class RegisterModel(FinAutDbContext db, TimeProvider time) : SitePage
{
    private const int MaxApplications = 50;

    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Whether it may write.</summary>
    [BindProperty]
    public bool Write { get; set; } = true;

    /// <summary>Whether it may manage webhooks.</summary>
    [BindProperty]
    public bool Webhooks { get; set; }

    /// <summary>Registers it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var owner = User.ApiUserId();
        var name = TextLine.Clean(Name);
        if (ApplicationFields.CheckName(name, L) is { } fault)
        {
            Fault(nameof(Name), fault);
        }
        else if (await db.Applications.CountAsync(a => a.ApiUserId == owner, cancellationToken) >= MaxApplications)
        {
            Fault(nameof(Name), L[$"Det kan være høyst {MaxApplications} applikasjoner.", $"There may be at most {MaxApplications} applications."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var application = new Application
        {
            ApiUserId = owner,
            ClientId = Application.NewClientId(),
            Name = name,
            Scopes = Scopes.Read | (Write ? Scopes.Write : Scopes.None) | (Webhooks ? Scopes.Webhooks : Scopes.None),
            Created = time.GetUtcNow(),
        };
        await db.Applications.AddAsync(application, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        Tell(L["Applikasjonen er registrert. Lag en hemmelighet for å ta den i bruk.", "The application is registered. Make a secret to take it into use."]);
        return Redirect($"/o/applications/{application.Id}/");
    }
}
