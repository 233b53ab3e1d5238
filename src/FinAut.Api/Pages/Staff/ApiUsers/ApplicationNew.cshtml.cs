using FinAut.Api.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Registers an application for an API user, which makes its secret itself.</summary>
[Authorize(Policies.Administrator)]
internal sealed class ApplicationNewModel(FinAutDbContext db, TimeProvider time) : ApiUserPage(db)
{
    /// <summary>What the application is to be.</summary>
    [BindProperty]
    public ApplicationForm Form { get; set; } = new();

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        Form.Write = true;
        return await LoadAsync() ? Page() : NotFound();
    }

    /// <summary>Registers it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var name = ReadLine("Form.Name", Form.Name, Application.NameMaxLength);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var application = new Application
        {
            ApiUserId = Id,
            ClientId = Application.NewClientId(),
            Name = name,
            Scopes = Form.Scopes,
            AllowIntrospection = Form.Introspection,
            Created = time.GetUtcNow(),
        };
        await Db.Applications.AddAsync(application, cancellationToken);
        await Db.SaveChangesAsync(cancellationToken);
        Tell(L[
            "Applikasjonen er registrert. Eieren lager hemmeligheten selv.",
            "The application is registered. Its owner makes the secret."]);
        return Redirect($"{Home}applications/{application.Id}/");
    }
}
