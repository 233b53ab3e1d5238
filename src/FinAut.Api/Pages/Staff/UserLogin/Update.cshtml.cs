using FinAut.Api.Accounts;
using FinAut.Api.Hosting;
using FinAut.Api.Webhooks;
using FinAut.Domain.Data;
using FinAut.Domain.UserLogin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff.UserLogin;

/// <summary>Changes a UserLogin client.</summary>
[Authorize(Policies.Administrator)]
internal sealed class UpdateModel(FinAutDbContext db, AddressGuard guard, IOptions<DemoOptions> demo) : ClientFormPage(guard, demo)
{
    /// <summary>The client's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } client)
        {
            return NotFound();
        }

        Form = new ClientForm { Name = client.Name, PostUrl = client.PostUrl, RedirectUrl = client.RedirectUrl };
        return Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } client)
        {
            return NotFound();
        }

        var read = await ReadAsync();
        if (!ModelState.IsValid)
        {
            return Page();
        }

        (client.Name, client.PostUrl, client.RedirectUrl) = read;
        if (await SaveAsync(db))
        {
            Tell(L["Endringene er lagret.", "The changes are saved."]);
        }

        return Redirect($"/staff/userlogin/{Id}/");
    }

    private Task<UserLoginClient?> FindAsync(CancellationToken cancellationToken) =>
        db.UserLoginClients.SingleOrDefaultAsync(c => c.Id == Id, cancellationToken);
}
