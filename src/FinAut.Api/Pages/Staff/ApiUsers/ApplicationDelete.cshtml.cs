using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Deletes an application.</summary>
[Authorize(Policies.Administrator)]
internal sealed class ApplicationDeleteModel(FinAutDbContext db) : ApplicationPage(db)
{
    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    /// <summary>Deletes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Db.Applications.Remove(Application);
        if (await SaveAsync(Db))
        {
            Tell(L[$"«{Application.Name}» er slettet.", $"“{Application.Name}” is deleted."]);
        }

        return Redirect($"/staff/api-users/{Id}/");
    }
}
