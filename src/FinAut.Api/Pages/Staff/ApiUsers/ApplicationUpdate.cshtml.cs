using FinAut.Api.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Changes what an application may do.</summary>
[Authorize(Policies.Administrator)]
internal sealed class ApplicationUpdateModel(FinAutDbContext db) : ApplicationPage(db)
{
    /// <summary>What the application is to be.</summary>
    [BindProperty]
    public ApplicationForm Form { get; set; } = new();

    /// <summary>Whether it is in use.</summary>
    [BindProperty]
    public bool Enabled { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        (Form, Enabled) = (ApplicationForm.Of(Application), Application.Enabled);
        return Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync()
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

        Application.Name = name;
        Application.Scopes = Form.Scopes;
        Application.AllowIntrospection = Form.Introspection;
        Application.Enabled = Enabled;
        if (await SaveAsync(Db))
        {
            Tell(L["Endringene er lagret. De gjelder også token som er i bruk.", "The changes are saved. They count for tokens in use, too."]);
        }

        return Redirect(Home);
    }
}
