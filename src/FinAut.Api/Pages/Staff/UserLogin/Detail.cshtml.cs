using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.UserLogin;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>A UserLogin client, and the people who are linked with it.</summary>
[Authorize(Policies.Staff)]
internal sealed class DetailModel(FinAutDbContext db, UserLoginClients clients, TimeProvider time) : AccessPage
{
    /// <summary>The client's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The client.</summary>
    public UserLoginClient Client { get; private set; } = null!;

    /// <summary>The API user's name.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>The address that the course portal sends candidates to.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Whether posts are signed.</summary>
    public bool IsSigned { get; private set; }

    /// <summary>Where posts go; null until the first link, or the first secret, makes it.</summary>
    public EndpointState? Endpoint { get; private set; }

    /// <summary>The links, newest first.</summary>
    public List<Row> Links { get; private set; } = [];

    /// <summary>Which page of the links is shown.</summary>
    public AccessPager Pager { get; private set; } = null!;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var found = await db.UserLoginClients.AsNoTracking().Where(c => c.Id == Id)
            .Select(c => new { Client = c, UserName = db.ApiUsers.Where(u => u.Id == c.ApiUserId).Select(u => u.UserName).Single() })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return NotFound();
        }

        (Client, UserName) = (found.Client, found.UserName);
        Address = Absolute($"{ApiPaths.ApiRoot}userlogin/{Client.Slug}/");
        IsSigned = await clients.IsSignedAsync(Id, cancellationToken);
        var now = time.GetUtcNow();
        Endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking()
            .Where(e => e.UserLoginClientId == Id && e.State != WebhookEndpointState.Deleted)
            .Select(e => new EndpointState(e.Id, e.State, e.State == WebhookEndpointState.Active && e.PausedUntil > now))
            .SingleOrDefaultAsync(cancellationToken);
        var links = db.UserLoginLinks.IgnoreQueryFilters().AsNoTracking().Where(l => l.ClientId == Id);
        Pager = new AccessPager(PageNumber, await links.CountAsync(cancellationToken));
        Links = await links.OrderByDescending(l => l.Id).Skip(Pager.Skip).Take(AccessPager.Size)
            .Select(l => new Row(l.Id, l.UserId, l.User.FirstName + " " + l.User.LastName, l.ExtUserId, l.Created, l.Revoked))
            .ToListAsync(cancellationToken);
        return Page();
    }

    /// <summary>A link in the list.</summary>
    public sealed record Row(long Id, long UserId, string Name, string ExtUserId, DateTimeOffset Created, DateTimeOffset? Revoked);

    /// <summary>How the client's endpoint stands.</summary>
    public sealed record EndpointState(long Id, WebhookEndpointState State, bool IsPaused);
}
