using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>Takes the link between a person and a course portal back.</summary>
[Authorize(Policies.Administrator)]
internal sealed class RevokeModel(FinAutDbContext db, UserLoginLinks links) : AccessPage
{
    /// <summary>The client's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The link's number.</summary>
    [FromRoute]
    public long LinkId { get; set; }

    /// <summary>The link, with its person and client.</summary>
    public UserLoginLink Link { get; private set; } = null!;

    /// <summary>Completed courses that were reported under it.</summary>
    public int Results { get; private set; }

    /// <summary>The page that shows the client.</summary>
    public string Home => $"/staff/userlogin/{Id}/";

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Results = await db.CompetencyResults.IgnoreQueryFilters().CountAsync(r => r.UserLoginLinkId == LinkId, cancellationToken);
        return Page();
    }

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || !await links.RevokeAsync(LinkId, cancellationToken))
        {
            return NotFound();
        }

        Tell(L["Koblingen er trukket tilbake.", "The link is revoked."]);
        return Redirect(Home);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken) =>
        (Link = (await db.UserLoginLinks.IgnoreQueryFilters().AsNoTracking().Include(l => l.User).Include(l => l.Client)
            .SingleOrDefaultAsync(l => l.Id == LinkId && l.ClientId == Id && l.Revoked == null, cancellationToken))!) is not null;
}
