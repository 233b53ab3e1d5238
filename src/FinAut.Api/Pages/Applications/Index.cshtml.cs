using FinAut.Api.Accounts;
using FinAut.Api.Throttling;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Applications;

/// <summary>The API user's own applications.</summary>
[Authorize(Policies.ApiUser)]
internal sealed class IndexModel(FinAutDbContext db, IOptions<ThrottleOptions> throttle, TimeProvider time) : SitePage
{
    /// <summary>The applications, oldest first.</summary>
    public List<Row> Applications { get; private set; } = [];

    /// <summary>The present window of calls.</summary>
    public WindowState Window { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var (owner, now) = (User.ApiUserId(), time.GetUtcNow());
        Window = await WindowState.ReadAsync(db, owner, throttle.Value, now, cancellationToken);
        var rows = await db.Applications.AsNoTracking().Where(a => a.ApiUserId == owner).OrderBy(a => a.Id)
            .Select(a => new
            {
                a.Id,
                a.Name,
                a.ClientId,
                a.Scopes,
                a.Enabled,
                LastUsed = a.Secrets.Max(s => s.LastUsed),
                Live = a.Secrets.Count(s => s.Expires == null || s.Expires > now),
            })
            .ToListAsync(cancellationToken);
        Applications = rows.ConvertAll(a => new Row(a.Id, a.Name, a.ClientId, ScopeNames.Format(a.Scopes), a.Enabled, a.LastUsed, a.Live));
    }

    /// <summary>An application in the list.</summary>
    public sealed record Row(long Id, string Name, string ClientId, string Scopes, bool Enabled, DateTimeOffset? LastUsed, int LiveSecrets);
}
