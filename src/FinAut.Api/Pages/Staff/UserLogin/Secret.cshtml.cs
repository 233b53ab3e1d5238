using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>Sets, changes or removes the secret that signs what a UserLogin client is posted.</summary>
[Authorize(Policies.Administrator)]
internal sealed class SecretModel(FinAutDbContext db, UserLoginClients clients) : AccessPage
{
    /// <summary>The value of <see cref="What"/> that makes a secret.</summary>
    public const string Make = "make";

    /// <summary>The value of <see cref="What"/> that takes <see cref="Own"/>.</summary>
    public const string Take = "take";

    /// <summary>The value of <see cref="What"/> that leaves posts unsigned.</summary>
    public const string Remove = "remove";

    /// <summary>The client's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>What to do.</summary>
    [BindProperty]
    public string? What { get; set; } = Make;

    /// <summary>The secret of the course portal's own.</summary>
    [BindProperty]
    public string? Own { get; set; }

    /// <summary>The client's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether posts are signed.</summary>
    public bool IsSigned { get; private set; }

    /// <summary>The secret that was just made; shown this once.</summary>
    public string? NewSecret { get; private set; }

    /// <summary>The page that shows the client.</summary>
    public string Home => $"/staff/userlogin/{Id}/";

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is null ? NotFound() : Page();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } client)
        {
            return NotFound();
        }

        var secret = ReadSecret();
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await clients.SetSecretAsync(client, secret, cancellationToken);
        if (await SaveAsync(db))
        {
            if (What == Make)
            {
                NewSecret = secret!.Value.Text;
                return Page();
            }

            Tell(What == Take ? L["Hemmeligheten er tatt i bruk.", "The secret is in use."] : L["Det sendes uten signatur.", "Posts go without a signature."]);
        }

        return Redirect(Home);
    }

    private WebhookSecret? ReadSecret()
    {
        switch (What)
        {
            case Make:
                return WebhookSecret.New();
            case Take when WebhookSecret.TryParse(Own?.Trim(), out var own):
                return own;
            case Take:
                Fault(nameof(Own), L[
                    $"Skriv whsec_ og base64 av {WebhookSecret.MinKeyLength} til {WebhookSecret.MaxKeyLength} byte.",
                    $"Enter whsec_ and base64 of {WebhookSecret.MinKeyLength} to {WebhookSecret.MaxKeyLength} bytes."]);
                return null;
            case Remove:
                return null;
            default:
                Fault(nameof(What), L["Velg hva som skal gjøres.", "Choose what to do."]);
                return null;
        }
    }

    private async Task<UserLoginClient?> FindAsync(CancellationToken cancellationToken)
    {
        var client = await db.UserLoginClients.SingleOrDefaultAsync(c => c.Id == Id, cancellationToken);
        (Name, IsSigned) = (client?.Name ?? "", client is not null && await clients.IsSignedAsync(Id, cancellationToken));
        return client;
    }
}
