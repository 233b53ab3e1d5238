using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>The members of staff who can sign in.</summary>
[Authorize(Policies.Administrator)]
internal sealed class IndexModel(FinAutDbContext db, TimeProvider time) : AccessPage
{
    /// <summary>The accounts, by name.</summary>
    public List<Row> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var accounts = db.Accounts.AsNoTracking().Where(a => a.Kind == AccountKind.Staff);
        Pager = new AccessPager(PageNumber, await accounts.CountAsync(cancellationToken));
        Rows = await accounts.OrderBy(a => a.NormalizedUserName).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(a => new Row(a.Id, a.UserName, a.Role, a.Enabled, a.HasSecondFactor, a.PasswordHash != null, a.LockedUntil > now, a.LastSignIn))
            .ToListAsync(cancellationToken);
    }

    /// <summary>An account in the list.</summary>
    public sealed record Row(
        long Id, string UserName, StaffRole? Role, bool Enabled, bool HasSecondFactor, bool HasPassword, bool IsLocked, DateTimeOffset? LastSignIn);
}
