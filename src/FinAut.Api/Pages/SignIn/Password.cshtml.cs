using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.SignIn;

/// <summary>Changes one's own password.</summary>
[Authorize(Policies.SignedIn)]
internal sealed class PasswordModel(FinAutDbContext db, AccountManager manager, Sessions sessions) : SitePage
{
    /// <summary>The present password.</summary>
    [BindProperty]
    public string? Current { get; set; }

    /// <summary>The new one.</summary>
    [BindProperty]
    public string? New { get; set; }

    /// <summary>Whether a code is asked for at sign-in.</summary>
    public bool HasSecondFactor { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task OnGetAsync() => HasSecondFactor = (await FindAsync()).HasSecondFactor;

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var account = await FindAsync();
        HasSecondFactor = account.HasSecondFactor;
        if (await manager.IsLockedOutAsync(account) || !await manager.CheckPasswordAsync(account, Current ?? ""))
        {
            await manager.AccessFailedAsync(account);
            Fault(nameof(Current), L["Passordet er feil.", "The password is wrong."]);
            return Page();
        }

        if (await manager.RefusePasswordAsync(account, New ?? "") is { } fault)
        {
            Fault(nameof(New), PasswordTexts.Of(fault, L));
            return Page();
        }

        await manager.SetPasswordAsync(account, New!);
        await sessions.BeginAsync(HttpContext, account, User.HasClaim(Policies.SecondFactorClaim, "1"));
        Tell(L["Passordet er byttet.", "The password is changed."]);
        return RedirectToPage();
    }

    private async Task<Account> FindAsync() => (await db.Accounts.FindAsync([User.AccountId()], HttpContext.RequestAborted))!;
}
