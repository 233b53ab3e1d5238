using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Candidate;

/// <summary>Asks a candidate for address and password, or offers the provider.</summary>
[AllowAnonymous]
internal sealed class LoginModel(AccountSignIn signIn, Sessions sessions, IOptions<UserLoginProviderOptions> provider) : SitePage
{
    /// <summary>Where to go afterwards; paths of this site only.</summary>
    [BindProperty(Name = "next", SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>The address.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The password.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>What the provider is called.</summary>
    public string ProviderName => provider.Value.Name;

    /// <summary>Where the way to the provider begins, or null without one.</summary>
    public string? ProviderUrl => provider.Value.IsConfigured
        ? $"{CandidatePaths.Provider}?{SignInPaths.NextParameter}={Uri.EscapeDataString(LocalPath(Next, CandidatePaths.Home))}"
        : null;

    /// <summary>Shows the form.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>Signs in.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var account = await signIn.CheckAsync(AccountKind.Candidate, Email ?? "", Password ?? "", HttpContext.RequestAborted);
        if (account is null)
        {
            // The same for a wrong address, a wrong password, a locked account and a disabled one.
            Fault(L[
                "E-postadressen eller passordet er feil, eller kontoen er låst en stund etter for mange forsøk.",
                "The email address or the password is wrong, or the account is locked for a while after too many attempts."]);
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        await sessions.BeginAsync(HttpContext, account, withSecondFactor: false);
        return LocalRedirect(LocalPath(Next, CandidatePaths.Home));
    }
}
