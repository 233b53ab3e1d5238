using FinAut.Api.Hosting;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Webhooks;
using FinAut.Domain.UserLogin;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>A page with what staff decide of a UserLogin client.</summary>
internal abstract class ClientFormPage(AddressGuard guard, IOptions<DemoOptions> demo) : AccessPage
{
    /// <summary>What is typed.</summary>
    [BindProperty]
    public ClientForm Form { get; set; } = new();

    /// <summary>Reads the form; what is wrong is noted.</summary>
    protected async Task<(string Name, string PostUrl, string RedirectUrl)> ReadAsync()
    {
        var name = ReadLine("Form.Name", Form.Name, UserLoginClient.NameMaxLength);
        var post = ReadLine("Form.PostUrl", Form.PostUrl, UserLoginClient.UrlMaxLength);
        var redirect = ReadLine("Form.RedirectUrl", Form.RedirectUrl, UserLoginClient.UrlMaxLength);
        if (IsUnfaulted("Form.PostUrl") && await guard.CheckAsync(post, HttpContext.RequestAborted) is { } refusal)
        {
            Fault("Form.PostUrl", L["Det kan ikke sendes til denne adressen.", "Nothing can be sent to this URL."] + " " + SendReasonTexts.Explain(refusal.Reason, L));
        }

        if (IsUnfaulted("Form.RedirectUrl") && !MayRedirectTo(redirect))
        {
            Fault("Form.RedirectUrl", L["Skriv en hel adresse som begynner med https://", "Enter a whole address that begins with https://"]);
        }

        return (name, post, redirect);
    }

    private bool IsUnfaulted(string field) => ModelState[field]?.Errors is not { Count: > 0 };

    // Browsers drop or change some of what is refused here, and would go elsewhere than staff read.
    private bool MayRedirectTo(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && demo.Value.Enabled))
        && uri.Host.Length > 0
        && uri.UserInfo.Length == 0
        && url.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase)
        && !url.Any(c => char.IsWhiteSpace(c) || c == '\\');
}
