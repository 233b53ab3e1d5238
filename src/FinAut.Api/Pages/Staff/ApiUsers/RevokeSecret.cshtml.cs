using FinAut.Api.Accounts;
using FinAut.Api.Pages.Applications;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Revokes a secret of an API user's application.</summary>
[Authorize(Policies.Administrator)]
internal sealed class RevokeSecretModel(FinAutDbContext db, TimeProvider time) : ApplicationPage(db)
{
    /// <summary>The secret's number.</summary>
    [FromRoute(Name = "secret")]
    public long SecretId { get; set; }

    /// <summary>What the page asks about.</summary>
    public SecretToRevoke Asked { get; private set; } = null!;

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await FindAsync() ? Page() : NotFound();

    /// <summary>Revokes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await FindAsync())
        {
            return NotFound();
        }

        Asked.Secret.EndAt(time.GetUtcNow());
        if (await SaveAsync(Db))
        {
            Tell(L[$"Hemmeligheten {SecretTable.NameOf(Asked.Secret, L)} er trukket tilbake.", $"The secret {SecretTable.NameOf(Asked.Secret, L)} is revoked."]);
        }

        return Redirect(Home);
    }

    private async Task<bool> FindAsync()
    {
        Asked = (await LoadAsync() ? SecretToRevoke.Find(Application, SecretId, time.GetUtcNow(), Home) : null)!;
        return Asked is not null;
    }
}
