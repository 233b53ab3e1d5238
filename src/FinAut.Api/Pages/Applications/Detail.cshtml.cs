using FinAut.Api.Accounts;
using FinAut.Api.Pages.Staff;
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

    /// <summary>What the new secret is called, or nothing.</summary>
    [BindProperty]
    public string? Label { get; set; }

    /// <summary>The application.</summary>
    public Application Application { get; private set; } = null!;

    /// <summary>The secrets in force, newest first.</summary>
    public List<ApplicationSecret> Live { get; private set; } = [];

    /// <summary>The present window of calls.</summary>
    public WindowState Window { get; private set; } = null!;

    /// <summary>A secret that was just made; shown this once.</summary>
    public string? NewSecret { get; private set; }

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
        }

        var label = Typed.Text(Label, ApplicationSecret.LabelMaxLength, required: false, L, fault => Fault(nameof(Label), fault));
        if (!ModelState.IsValid)
        {
            return await ShowAsync(cancellationToken);
        }

        var secret = SecretHash.NewSecret();
        if (Application.AddSecret(SecretHash.Of(secret), time.GetUtcNow(), TimeSpan.FromDays(OverlapDays), SecretHash.LastFour(secret), label))
        {
            await db.SaveChangesAsync(cancellationToken);
            NewSecret = secret;
            ModelState.Remove(nameof(Label));
            Label = null;
        }
        else
        {
            Fault(L["To hemmeligheter er i bruk allerede. Trekk tilbake en av dem først.", "Two secrets are in use already. Revoke one of them first."]);
        }

        return await ShowAsync(cancellationToken);
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
        Live = SecretTable.LiveOf(Application, now);
        Window = await WindowState.ReadAsync(db, User.ApiUserId(), throttle.Value, now, cancellationToken);
        return Page();
    }
}
