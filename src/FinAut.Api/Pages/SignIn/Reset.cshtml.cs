using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.SignIn;

/// <summary>Sets a password by a link that staff made: once, within a day.</summary>
[AllowAnonymous]
internal sealed class ResetModel(ResetLinks links, AccountManager manager) : SitePage
{
    /// <summary>The link's token.</summary>
    [BindProperty(Name = "token", SupportsGet = true)]
    public string? Token { get; set; }

    /// <summary>The new password.</summary>
    [BindProperty]
    public string? New { get; set; }

    /// <summary>Whose password it sets; null for a link that has ended.</summary>
    public string? UserName { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task OnGetAsync() => UserName = (await links.FindAsync(Token, HttpContext.RequestAborted))?.UserName;

    /// <summary>Sets it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await links.FindAsync(Token, HttpContext.RequestAborted) is not { } account)
        {
            return Page();
        }

        UserName = account.UserName;
        if (await manager.RefusePasswordAsync(account, New ?? "") is { } fault)
        {
            Fault(nameof(New), PasswordTexts.Of(fault, L));
            return Page();
        }

        await manager.SetPasswordAsync(account, New!);
        Tell(L["Passordet er lagret. Logg inn.", "The password is saved. Please sign in."]);
        return Redirect(account.Kind == AccountKind.Candidate ? CandidatePaths.Login : SignInPaths.Login);
    }
}
