using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Candidate;

/// <summary>Says why the provider's sign-in led to no session.</summary>
[AllowAnonymous]
internal sealed class RefusedModel : SitePage
{
    /// <summary>Why.</summary>
    [FromRoute]
    public string? Reason { get; set; }

    /// <summary>Where the candidate wanted to go; paths of this site only.</summary>
    [BindProperty(Name = "next", SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>Whether the person is not known here.</summary>
    public bool IsUnknown => Reason == CandidatePaths.Unknown;

    /// <summary>Where to try again.</summary>
    public string LoginUrl => $"{CandidatePaths.Login}?{SignInPaths.NextParameter}={Uri.EscapeDataString(LocalPath(Next, CandidatePaths.Home))}";

    /// <summary>Says it.</summary>
    public IActionResult OnGet()
    {
        if (Reason is not (CandidatePaths.Unknown or CandidatePaths.Failed))
        {
            return NotFound();
        }

        Response.StatusCode = IsUnknown ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        return Page();
    }
}
