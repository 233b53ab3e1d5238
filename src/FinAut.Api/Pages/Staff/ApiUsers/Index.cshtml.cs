using FinAut.Api.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>The API users.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db) : AccessPage
{
    /// <summary>The API users, by name.</summary>
    public List<Row> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var users = db.ApiUsers.AsNoTracking();
        if (Search is { } search)
        {
            var name = ApiUser.Normalize(search);
            users = users.Where(u => u.NormalizedUserName.Contains(name));
        }

        Pager = new AccessPager(PageNumber, await users.CountAsync(cancellationToken), ("q", Search));
        Rows = await users.OrderBy(u => u.NormalizedUserName).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(u => new Row(
                u.Id,
                u.UserName,
                u.Enabled,
                u.MayWrite,
                u.Companies.Count,
                db.Applications.Count(a => a.ApiUserId == u.Id),
                db.Accounts.Where(a => a.ApiUserId == u.Id).Max(a => a.LastSignIn)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>An API user in the list.</summary>
    public sealed record Row(long Id, string UserName, bool Enabled, bool MayWrite, int Companies, int Applications, DateTimeOffset? LastSignIn);
}
