using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>The UserLogin clients.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db) : AccessPage
{
    /// <summary>The clients, by name.</summary>
    public List<Row> Rows { get; private set; } = [];

    /// <summary>Which page is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var clients = db.UserLoginClients.AsNoTracking();
        Pager = new AccessPager(PageNumber, await clients.CountAsync(cancellationToken));
        Rows = await clients.OrderBy(c => c.Name).ThenBy(c => c.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(c => new Row(
                c.Id,
                c.Name,
                c.Slug,
                c.ApiUserId,
                db.ApiUsers.Where(u => u.Id == c.ApiUserId).Select(u => u.UserName).Single(),
                db.UserLoginLinks.IgnoreQueryFilters().Count(l => l.ClientId == c.Id && l.Revoked == null)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>A client in the list.</summary>
    public sealed record Row(long Id, string Name, string Slug, long ApiUserId, string UserName, int Links);
}
