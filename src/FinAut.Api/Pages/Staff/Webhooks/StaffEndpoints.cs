using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Finds endpoints of any company and of any UserLogin client.</summary>
internal static class StaffEndpoints
{
    /// <summary>The endpoint with this number, to be changed, with its secrets; null when there is none or it was deleted.</summary>
    public static Task<WebhookEndpoint?> FindEndpointAsync(this FinAutDbContext db, long id, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.IgnoreQueryFilters().Include(e => e.Secrets)
            .SingleOrDefaultAsync(e => e.Id == id && e.State != WebhookEndpointState.Deleted, cancellationToken);

    /// <summary>The same for what a UserLogin client's record settles, and its own pages change.</summary>
    public static async Task<WebhookEndpoint?> FindCompanyEndpointAsync(this FinAutDbContext db, long id, CancellationToken cancellationToken) =>
        await db.FindEndpointAsync(id, cancellationToken) is { CompanyId: not null } endpoint ? endpoint : null;

    /// <summary>Whose endpoints are, by the endpoint's number.</summary>
    public static Task<Dictionary<long, EndpointOwner>> OwnersAsync(this FinAutDbContext db, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().Where(e => ids.Contains(e.Id))
            .Select(e => new
            {
                e.Id,
                Owner = new EndpointOwner(
                    e.CompanyId,
                    e.UserLoginClientId,
                    e.CompanyId != null
                        ? db.Companies.Where(c => c.Id == e.CompanyId).Select(c => c.Navn).First()
                        : db.UserLoginClients.Where(c => c.Id == e.UserLoginClientId).Select(c => c.Name).First()),
            })
            .ToDictionaryAsync(e => e.Id, e => e.Owner, cancellationToken);
}
