using System.Security.Claims;
using FinAut.Api.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Candidate;

/// <summary>Ends a candidate's session, and no other.</summary>
[Authorize(Policies.CandidateOrAnybody)]
[IgnoreAntiforgeryToken]
internal sealed class LogoutModel(IAntiforgery antiforgery) : SitePage
{
    /// <summary>Nothing is ended by a link.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>Ends it. One that has ended already, perhaps in another tab, needs no proof of the form that asks for it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (User.Identity?.IsAuthenticated == true)
        {
            if (!await antiforgery.IsRequestValidAsync(HttpContext))
            {
                return BadRequest();
            }

            await HttpContext.SignOutAsync(Sessions.CandidateScheme);
            HttpContext.User = new ClaimsPrincipal(new ClaimsIdentity());
        }

        return Page();
    }
}
