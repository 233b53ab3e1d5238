using FinAut.Api.Accounts;
using FinAut.Api.Throttling;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Changes an API user's limit, and whether it may write.</summary>
[Authorize(Policies.Administrator)]
internal sealed class UpdateModel(FinAutDbContext db, IOptions<ThrottleOptions> throttle) : ApiUserPage(db)
{
    /// <summary>Calls per window of its own.</summary>
    [BindProperty]
    public string? Limit { get; set; }

    /// <summary>Whether it may write.</summary>
    [BindProperty]
    public bool MayWrite { get; set; }

    /// <summary>Calls per window when it has no limit of its own.</summary>
    public int UsualLimit => throttle.Value.PermitLimit;

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        (Limit, MayWrite) = (ApiUser.PermitLimit?.ToString(), ApiUser.MayWrite);
        return Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var limit = ReadNumber(nameof(Limit), Limit, 1, Domain.ApiClients.ApiUser.MaxPermitLimit);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        (ApiUser.PermitLimit, ApiUser.MayWrite) = (limit, MayWrite);
        if (await SaveAsync(Db))
        {
            Tell(L["Endringene er lagret.", "The changes are saved."]);
        }

        return Redirect(Home);
    }
}
