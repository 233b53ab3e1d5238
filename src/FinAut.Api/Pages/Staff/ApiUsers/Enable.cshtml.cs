using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Lets an API user in again.</summary>
[Authorize(Policies.Administrator)]
internal sealed class EnableModel(FinAutDbContext db) : ApiUserPage(db)
{
    /// <summary>There is nothing to see here.</summary>
    public IActionResult OnGet() => Redirect(Home);

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        ApiUser.Enabled = true;
        if (await SaveAsync(Db))
        {
            Tell(L[$"{ApiUser.UserName} er i bruk igjen.", $"{ApiUser.UserName} is active again."]);
        }

        return Redirect(Home);
    }
}
