using FinAut.Api.Accounts;
using FinAut.Api.Pages.Applications;
using FinAut.Api.Throttling;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>An API user: what it sees, its applications and its sign-in.</summary>
[Authorize(Policies.Staff)]
internal sealed class DetailModel(FinAutDbContext db, IOptions<ThrottleOptions> throttle, TimeProvider time) : ApiUserPage(db)
{
    private const int ShownCompanies = 10;

    /// <summary>The first of the companies that it sees.</summary>
    public List<CompanyRow> Companies { get; private set; } = [];

    /// <summary>How many it sees.</summary>
    public int CompanyCount { get; private set; }

    /// <summary>Its applications, oldest first.</summary>
    public List<ApplicationRow> Applications { get; private set; } = [];

    /// <summary>The present window of calls.</summary>
    public WindowState Window { get; private set; } = null!;

    /// <summary>Its sign-in, or null while it has none.</summary>
    public AccountState? State { get; private set; }

    /// <summary>Calls per window when it has no limit of its own.</summary>
    public int UsualLimit => throttle.Value.PermitLimit;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var now = time.GetUtcNow();
        Window = await WindowState.ReadAsync(Db, Id, throttle.Value, now, cancellationToken);
        State = await Db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.ApiUserId == Id, cancellationToken) is { } account ? AccountState.Of(account, now) : null;
        var companies = LinkedCompanies.Of(Db, Id);
        CompanyCount = await companies.CountAsync(cancellationToken);
        Companies = await companies.OrderBy(c => c.Navn).ThenBy(c => c.Id).Take(ShownCompanies)
            .Select(c => new CompanyRow(c.Id, c.Navn, c.Orgnr)).ToListAsync(cancellationToken);
        var rows = await Db.Applications.AsNoTracking().Where(a => a.ApiUserId == Id).OrderBy(a => a.Id)
            .Select(a => new
            {
                a.Id,
                a.Name,
                a.ClientId,
                a.Scopes,
                a.AllowIntrospection,
                a.Enabled,
                LastUsed = a.Secrets.Max(s => s.LastUsed),
                Live = a.Secrets.Count(s => s.Expires == null || s.Expires > now),
            })
            .ToListAsync(cancellationToken);
        Applications = rows.ConvertAll(
            a => new ApplicationRow(a.Id, a.Name, a.ClientId, ScopeNames.Format(a.Scopes), a.AllowIntrospection, a.Enabled, a.LastUsed, a.Live));
        return Page();
    }

    /// <summary>An application in the list.</summary>
    public sealed record ApplicationRow(
        long Id, string Name, string ClientId, string Scopes, bool Introspects, bool Enabled, DateTimeOffset? LastUsed, int LiveSecrets);
}
