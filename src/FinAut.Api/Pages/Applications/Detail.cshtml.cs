using FinAut.Api.Accounts;
using FinAut.Api.Throttling;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Applications;

/// <summary>One of the API user's applications, and its secrets.</summary>
[Authorize(Policies.ApiUser)]
internal sealed class DetailModel(FinAutDbContext db, IOptions<ThrottleOptions> throttle, TimeProvider time) : SitePage
{
    /// <summary>The application's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>For how many days the old secret still works.</summary>
    [BindProperty]
    public int OverlapDays { get; set; } = (int)Application.DefaultOverlap.TotalDays;

    /// <summary>The application.</summary>
    public Application Application { get; private set; } = null!;

    /// <summary>The secrets in force, newest first.</summary>
    public List<ApplicationSecret> Live { get; private set; } = [];

    /// <summary>The present window of calls.</summary>
    public WindowState Window { get; private set; } = null!;

    /// <summary>A secret that was just made; shown this once.</summary>
    public string? NewSecret { get; private set; }

    /// <summary>Why nothing was done, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? await ShowAsync(cancellationToken) : NotFound();

    /// <summary>Makes a secret.</summary>
    public async Task<IActionResult> OnPostSecretAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (OverlapDays < 0 || OverlapDays > Application.MaxOverlap.TotalDays)
        {
            Fault(nameof(OverlapDays), L["Skriv et tall fra 0 til 90.", "Enter a number from 0 to 90."]);
            return await ShowAsync(cancellationToken);
        }

        var secret = SecretHash.NewSecret();
        if (Application.AddSecret(SecretHash.Of(secret), time.GetUtcNow(), TimeSpan.FromDays(OverlapDays)))
        {
            await db.SaveChangesAsync(cancellationToken);
            NewSecret = secret;
        }
        else
        {
            Refusal = L["To hemmeligheter er i bruk allerede. Avslutt en av dem først.", "Two secrets are in use already. End one of them first."];
        }

        return await ShowAsync(cancellationToken);
    }

    /// <summary>Ends a secret.</summary>
    public async Task<IActionResult> OnPostEndAsync(long secret, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || Application.Secrets.SingleOrDefault(s => s.Id == secret) is not { } ended)
        {
            return NotFound();
        }

        ended.EndAt(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        Tell(L["Hemmeligheten er avsluttet.", "The secret is ended."]);
        return Redirect($"/o/applications/{Id}/");
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var owner = User.ApiUserId();
        Application = (await db.Applications.Include(a => a.Secrets).SingleOrDefaultAsync(a => a.Id == Id && a.ApiUserId == owner, cancellationToken))!;
        return Application is not null;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Live = [.. Application.Secrets.Where(s => s.IsLive(now)).OrderByDescending(s => s.Created).ThenByDescending(s => s.Id)];
        Window = await WindowState.ReadAsync(db, User.ApiUserId(), throttle.Value, now, cancellationToken);
        return Page();
    }
}
