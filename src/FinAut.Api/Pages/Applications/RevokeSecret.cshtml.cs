using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Applications;

/// <summary>Revokes a secret of one of the API user's applications.</summary>
[Authorize(Policies.ApiUser)]
internal sealed class RevokeSecretModel(FinAutDbContext db, TimeProvider time) : SitePage
{
    /// <summary>The application's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The secret's number.</summary>
    [FromRoute(Name = "secret")]
    public long SecretId { get; set; }

    /// <summary>What the page asks about.</summary>
    public SecretToRevoke Asked { get; private set; } = null!;

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>Revokes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Asked.Secret.EndAt(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        Tell(L[$"Hemmeligheten {SecretTable.NameOf(Asked.Secret, L)} er trukket tilbake.", $"The secret {SecretTable.NameOf(Asked.Secret, L)} is revoked."]);
        return Redirect(Asked.Home);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var owner = User.ApiUserId();
        var application = await db.Applications.Include(a => a.Secrets).SingleOrDefaultAsync(a => a.Id == Id && a.ApiUserId == owner, cancellationToken);
        Asked = (application is null ? null : SecretToRevoke.Find(application, SecretId, time.GetUtcNow(), $"/o/applications/{Id}/"))!;
        return Asked is not null;
    }
}
