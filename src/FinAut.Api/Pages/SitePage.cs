using FinAut.Api.Hosting;
using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages;

/// <summary>What the pages share.</summary>
internal abstract class SitePage : PageModel
{
    private Language? _language;

    /// <summary>The page's language.</summary>
    protected Language L => _language ??= HttpContext.RequestServices.GetRequiredService<Language>();

    /// <summary>The address of a path of this site, to be sent to somebody.</summary>
    public string Absolute(string path)
    {
        var host = HttpContext.RequestServices.GetRequiredService<IOptions<PublicOptions>>().Value.HostUrl;
        return (host ?? $"{Request.Scheme}://{Request.Host.ToUriComponent()}") + path;
    }

    /// <summary>Says something at the top of the next page.</summary>
    protected void Tell(string message) => TempData["Message"] = message;

    /// <summary>Notes what is wrong with a field.</summary>
    protected void Fault(string field, string message) => ModelState.AddModelError(field, message);

    /// <summary>Notes what is wrong when no field is to blame.</summary>
    protected void Fault(string message) => Fault("", message);

    /// <summary>A path of this site that a visitor may be sent to, or the fallback: never another site.</summary>
    protected string LocalPath(string? path, string fallback) => path is not null && Url.IsLocalUrl(path) ? SitePaths.Escape(path) : fallback;

    /// <summary>Where somebody begins.</summary>
    protected static string HomeOf(AccountKind kind) => kind == AccountKind.Staff ? Accounts.SignInPaths.Staff : Accounts.SignInPaths.Applications;
}
