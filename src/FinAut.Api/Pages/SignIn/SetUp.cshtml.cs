using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.SignIn;

/// <summary>Sets an authenticator app up: at a first sign-in that needs one, or later by choice.</summary>
[AllowAnonymous]
internal sealed class SetUpModel(Sessions sessions, AccountManager manager, FinAutDbContext db, IDataProtectionProvider protection) : SitePage
{
    private const string Issuer = "FinAut API";
    private const int GroupLength = 4;

    /// <summary>Where to go afterwards; paths of this site only.</summary>
    [BindProperty(Name = "next", SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>The code.</summary>
    [BindProperty]
    public string? Digits { get; set; }

    /// <summary>The key on the page, encrypted: it counts once a code of it was typed, and until then an app that is in use stays so.</summary>
    [BindProperty]
    public string? Offer { get; set; }

    /// <summary>Why the code is refused, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether nobody gets on without one.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>The key, in groups of four.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The key as apps read it: <c>otpauth:</c>.</summary>
    public string Link { get; private set; } = "";

    /// <summary>Shows a new key.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is not { } account)
        {
            return Redirect(SignInPaths.Login);
        }

        Show(account, manager.GenerateNewAuthenticatorKey());
        return Page();
    }

    /// <summary>Takes the app into use.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is not { } account)
        {
            LostSession.Warn(HttpContext, L["Det tok for lang tid. Logg inn på nytt.", "That took too long. Sign in again."]);
            return Redirect(SignInPaths.Login);
        }

        if (ReadOffer(account) is not { } key)
        {
            return Redirect(SignInPaths.SetUp);
        }

        if (await manager.IsLockedOutAsync(account) || !await manager.TakeAppAsync(account, key, Digits ?? ""))
        {
            await manager.AccessFailedAsync(account);
            Refusal = L["Koden er feil. Prøv med neste kode.", "The code is wrong. Try the next one."];
            Show(account, key);
            return Page();
        }

        account.HasSecondFactor = true;
        account.EndSessions();
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        await sessions.BeginAsync(HttpContext, account, withSecondFactor: true);
        Tell(L["Autentiseringsappen er tatt i bruk.", "The authenticator app is in use."]);
        return LocalRedirect(LocalPath(Next, HomeOf(account.Kind)));
    }

    // Whoever has one already changes it after signing in with it, not with the password alone.
    private async Task<Account?> FindAsync()
    {
        if (await sessions.FindHalfAsync(HttpContext) is { HasSecondFactor: false } half)
        {
            IsRequired = true;
            return half;
        }

        var session = await HttpContext.AuthenticateAsync(Sessions.Scheme);
        return session.Succeeded ? await db.Accounts.FindAsync([session.Principal.AccountId()], HttpContext.RequestAborted) : null;
    }

    private void Show(Account account, string key)
    {
        ModelState.Remove(nameof(Offer));
        Offer = ProtectorOf(account).Protect(key);
        var groups = new StringBuilder();
        foreach (var group in key.Chunk(GroupLength))
        {
            groups.Append(groups.Length == 0 ? "" : " ").Append(group);
        }

        (Key, Link) = (groups.ToString(), $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(account.UserName)}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}");
    }

    private string? ReadOffer(Account account)
    {
        try
        {
            return ProtectorOf(account).Unprotect(Offer ?? "");
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(Account account) => protection.CreateProtector("authenticator app", account.Id.ToString(CultureInfo.InvariantCulture));
}
