using FinAut.Api.Accounts;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Applications;

/// <summary>Changes the name of one of the API user's applications.</summary>
[Authorize(Policies.ApiUser)]
internal sealed class UpdateModel(FinAutDbContext db) : SitePage
{
    /// <summary>The application's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var application = await FindAsync(cancellationToken);
        Name = application?.Name;
        return application is null ? NotFound() : Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } application)
        {
            return NotFound();
        }

        var name = TextLine.Clean(Name);
        if (ApplicationFields.CheckName(name, L) is { } fault)
        {
            Fault(nameof(Name), fault);
            return Page();
        }

        application.Name = name;
        await db.SaveChangesAsync(cancellationToken);
        Tell(L["Navnet er endret.", "The name is changed."]);
        return Redirect($"/o/applications/{Id}/");
    }

    private Task<Application?> FindAsync(CancellationToken cancellationToken)
    {
        var owner = User.ApiUserId();
        return db.Applications.SingleOrDefaultAsync(a => a.Id == Id && a.ApiUserId == owner, cancellationToken);
    }
}
