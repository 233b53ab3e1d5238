using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Changes a company.</summary>
[Authorize(Policies.Administrator)]
internal sealed class UpdateModel(FinAutDbContext db) : CompanyFormPage(db)
{
    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        Form = CompanyForm.Of(Company);
        return Page();
    }

    /// <summary>Changes it.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        var read = await ReadAsync(Company.Orgnr);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        (Company.Navn, Company.Orgnr, Company.Hjemmeside) = read;
        if (await SaveAsync(Db))
        {
            Tell(L["Endringene er lagret.", "The changes are saved."]);
        }

        return Redirect(Home);
    }
}
