using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Candidate;

/// <summary>Where a candidate sees who may register courses.</summary>
[Authorize(Policies.Candidate)]
internal sealed class IndexModel(FinAutDbContext db) : SitePage
{
    /// <summary>The candidate's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The links, newest first.</summary>
    public List<CandidateLink> Links { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var account = User.AccountId();
        var person = db.Accounts.Where(a => a.Id == account).Select(a => a.UserId);
        Name = await db.Users.IgnoreQueryFilters().AsNoTracking().Where(u => person.Contains(u.Id))
            .Select(u => u.FirstName + " " + u.LastName).SingleAsync(cancellationToken);
        Links = await db.UserLoginLinks.IgnoreQueryFilters().AsNoTracking()
            .Where(l => person.Contains(l.UserId) && l.Revoked == null)
            .OrderByDescending(l => l.Id)
            .Select(l => new CandidateLink(l.Client.Name, l.ExtUserId, l.Created))
            .ToListAsync(cancellationToken);
    }
}

/// <summary>A link as its candidate sees it.</summary>
/// <param name="Client">The course portal's name.</param>
/// <param name="ExtUserId">The candidate there.</param>
/// <param name="Created">Since when.</param>
internal sealed record CandidateLink(string Client, string ExtUserId, DateTimeOffset Created);
