using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Shuts an API user out, with its sessions and tokens.</summary>
[Authorize(Policies.Administrator)]
internal sealed class DisableModel(FinAutDbContext db, TimeProvider time) : ApiUserPage(db)
{
    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        // What was open must not come back to life when the API user does.
        ApiUser.Enabled = false;
        if (await Db.Accounts.SingleOrDefaultAsync(a => a.ApiUserId == Id, cancellationToken) is { } account)
        {
            account.EndSessions();
            account.EndReset();
        }

        if (await SaveAsync(Db))
        {
            DateTimeOffset? now = time.GetUtcNow();
            await Db.AccessTokens.Where(t => t.Application.ApiUserId == Id && t.Revoked == null)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.Revoked, now), cancellationToken);
            Tell(L[$"{ApiUser.UserName} er sperret.", $"{ApiUser.UserName} is disabled."]);
        }

        return Redirect(Home);
    }
}
