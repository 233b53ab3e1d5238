using FinAut.Api.Accounts;
using FinAut.Api.Pages.Applications;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>One of an API user's applications.</summary>
[Authorize(Policies.Staff)]
internal sealed class ApplicationDetailModel(FinAutDbContext db, TimeProvider time) : ApplicationPage(db)
{
    /// <summary>The secrets in force, newest first.</summary>
    public List<ApplicationSecret> Live { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Live = SecretTable.LiveOf(Application, time.GetUtcNow());
        return Page();
    }
}
