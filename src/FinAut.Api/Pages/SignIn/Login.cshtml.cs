using FinAut.Api.Accounts;
using FinAut.Api.Hosting;
using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.SignIn;

/// <summary>Asks for name and password.</summary>
[AllowAnonymous]
internal sealed class LoginModel(AccountSignIn signIn, Sessions sessions, IOptions<DemoOptions> demo) : SitePage
{
    /// <summary>Where to go afterwards; paths of this site only.</summary>
    [BindProperty(Name = "next", SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>The user name.</summary>
    [BindProperty]
    public string? UserName { get; set; }

    /// <summary>The password.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Shows the form.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>Signs in.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var account = await signIn.CheckAsync(AccountKind.ApiUser, UserName ?? "", Password ?? "", HttpContext.RequestAborted);
        if (account is null)
        {
            // The same for a wrong name, a wrong password, a locked account and a disabled one.
            Fault(L[
                "Brukernavnet eller passordet er feil, eller kontoen er låst en stund etter for mange forsøk.",
                "The user name or the password is wrong, or the account is locked for a while after too many attempts."]);
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        var next = LocalPath(Next, HomeOf(account.Kind));
        if (account.HasSecondFactor || (account.Kind == AccountKind.Staff && !demo.Value.Enabled))
        {
            await sessions.BeginHalfAsync(HttpContext, account);
            return Redirect($"{(account.HasSecondFactor ? SignInPaths.Code : SignInPaths.SetUp)}?{SignInPaths.NextParameter}={Uri.EscapeDataString(next)}");
        }

        await sessions.BeginAsync(HttpContext, account, withSecondFactor: false);
        return LocalRedirect(next);
    }
}
