using FinAut.Api.Accounts;
using FinAut.Api.Hosting;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>Makes a UserLogin client.</summary>
[Authorize(Policies.Administrator)]
internal sealed class NewModel(FinAutDbContext db, AddressGuard guard, IOptions<DemoOptions> demo) : ClientFormPage(guard, demo)
{
    private const int MaxSuggested = 200;

    /// <summary>The name of the API user whose applications may use the encrypted ids.</summary>
    [BindProperty]
    public string? ApiUser { get; set; }

    /// <summary>Its part of the UserLogin address.</summary>
    [BindProperty]
    public string? Slug { get; set; }

    /// <summary>Names of API users to choose from.</summary>
    public List<string> Suggestions { get; private set; } = [];

    /// <summary>Shows the form.</summary>
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var slug = (Slug ?? "").Trim();
        if (!UserLoginClient.IsSlug(slug))
        {
            Fault(nameof(Slug), L[
                $"Bruk 1 til {UserLoginClient.SlugMaxLength} små bokstaver a–z og sifre, gjerne med bindestrek mellom.",
                $"Use 1 to {UserLoginClient.SlugMaxLength} small letters a–z and digits, with hyphens between if you like."]);
        }
        else if (await db.UserLoginClients.AnyAsync(c => c.Slug == slug, cancellationToken))
        {
            Fault(nameof(Slug), Taken);
        }

        var name = Domain.ApiClients.ApiUser.Normalize(ReadLine(nameof(ApiUser), ApiUser, Domain.ApiClients.ApiUser.UserNameMaxLength));
        var owner = ModelState[nameof(ApiUser)]?.Errors is { Count: > 0 }
            ? null
            : await db.ApiUsers.AsNoTracking().Where(u => u.NormalizedUserName == name).Select(u => (long?)u.Id).SingleOrDefaultAsync(cancellationToken);
        if (owner is null && ModelState[nameof(ApiUser)]?.Errors is not { Count: > 0 })
        {
            Fault(nameof(ApiUser), L["Ingen API-bruker heter det.", "No API user has this name."]);
        }

        var read = await ReadAsync();
        if (!ModelState.IsValid)
        {
            return await ShowAsync(cancellationToken);
        }

        var client = new UserLoginClient { ApiUserId = owner!.Value, Slug = slug, Name = read.Name, PostUrl = read.PostUrl, RedirectUrl = read.RedirectUrl };
        await db.UserLoginClients.AddAsync(client, cancellationToken);
        if (!await SaveUniqueAsync(db))
        {
            Fault(nameof(Slug), Taken);
            return await ShowAsync(cancellationToken);
        }

        Tell(L["Klienten er laget.", "The client is made."]);
        return Redirect($"/staff/userlogin/{client.Id}/");
    }

    private string Taken => L["Kortnavnet er i bruk.", "The slug is taken."];

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Suggestions = await db.ApiUsers.AsNoTracking().Where(u => u.Enabled).OrderBy(u => u.NormalizedUserName)
            .Select(u => u.UserName).Take(MaxSuggested).ToListAsync(cancellationToken);
        return Page();
    }
}
