using System.Security.Claims;
using FinAut.Api.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Candidate;

/// <summary>Ends a candidate's session, and no other.</summary>
[Authorize(Policies.CandidateOrAnybody)]
internal sealed class LogoutModel : SitePage
{
    /// <summary>Nothing is ended by a link.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>Ends it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(Sessions.CandidateScheme);
        HttpContext.User = new ClaimsPrincipal(new ClaimsIdentity());
        return Page();
    }
}
