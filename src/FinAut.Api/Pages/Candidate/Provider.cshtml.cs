using FinAut.Api.UserLogin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Candidate;

/// <summary>Sends candidates to the provider. A link leads here, since a form's post may lead to this site only.</summary>
[AllowAnonymous]
internal sealed class ProviderModel(IOptions<UserLoginProviderOptions> provider, TimeProvider time) : SitePage
{
    /// <summary>Where to come back to; paths of this site only.</summary>
    [BindProperty(Name = "next", SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>Goes there.</summary>
    public IActionResult OnGet() => provider.Value.IsConfigured
        ? Challenge(ProviderSignIn.Begin(LocalPath(Next, CandidatePaths.Home), time.GetUtcNow()), ProviderSignIn.Scheme)
        : NotFound();

    /// <summary>Nothing is posted here.</summary>
    public IActionResult OnPost() => NotFound();
}
