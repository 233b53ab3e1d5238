using FinAut.Api.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.SignIn;

/// <summary>Asks for a code of the authenticator app, after the password.</summary>
[AllowAnonymous]
internal sealed class CodeModel(Sessions sessions, AccountManager manager) : SitePage
{
    /// <summary>Where to go afterwards; paths of this site only.</summary>
    [BindProperty(Name = "next", SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>The code.</summary>
    [BindProperty]
    public string? Digits { get; set; }

    /// <summary>Why the code is refused, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await sessions.FindHalfAsync(HttpContext) is null ? Redirect(SignInPaths.Login) : Page();

    /// <summary>Signs in.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await sessions.FindHalfAsync(HttpContext) is not { HasSecondFactor: true } account)
        {
            LostSession.Warn(HttpContext, L["Det tok for lang tid. Logg inn på nytt.", "That took too long. Sign in again."]);
            return Redirect(SignInPaths.Login);
        }

        if (await manager.IsLockedOutAsync(account) || !await manager.TakeCodeAsync(account, Digits ?? ""))
        {
            await manager.AccessFailedAsync(account);
            Refusal = L["Koden er feil eller brukt. Vent på neste kode og prøv igjen.", "The code is wrong or used. Wait for the next one and try again."];
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        await manager.ResetAccessFailedCountAsync(account);
        await sessions.BeginAsync(HttpContext, account, withSecondFactor: true);
        return LocalRedirect(LocalPath(Next, HomeOf(account.Kind)));
    }
}
