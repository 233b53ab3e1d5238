using FinAut.Api.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Applications;

/// <summary>Deletes one of the API user's applications.</summary>
[Authorize(Policies.ApiUser)]
internal sealed class DeleteModel(FinAutDbContext db) : SitePage
{
    /// <summary>The application's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Name = (await FindAsync(cancellationToken))?.Name;
        return Name is null ? NotFound() : Page();
    }

    /// <summary>Deletes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } application)
        {
            return NotFound();
        }

        db.Applications.Remove(application);
        await db.SaveChangesAsync(cancellationToken);
        Tell(L[$"«{application.Name}» er slettet.", $"“{application.Name}” is deleted."]);
        return Redirect(SignInPaths.Applications);
    }

    private Task<Application?> FindAsync(CancellationToken cancellationToken)
    {
        var owner = User.ApiUserId();
        return db.Applications.SingleOrDefaultAsync(a => a.Id == Id && a.ApiUserId == owner, cancellationToken);
    }
}
