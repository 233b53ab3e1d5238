using System.Security.Claims;
using FinAut.Api.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.SignIn;

/// <summary>Ends the session.</summary>
[Authorize(Policies.SignedInOrAnybody)]
internal sealed class LogoutModel : SitePage
{
    /// <summary>Nothing is ended by a link.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>Ends it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        await Sessions.EndAsync(HttpContext);
        HttpContext.User = new ClaimsPrincipal(new ClaimsIdentity());
        return Page();
    }
}
