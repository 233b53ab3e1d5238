using FinAut.Api.Accounts;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Makes a company.</summary>
[Authorize(Policies.Administrator)]
internal sealed class NewModel(FinAutDbContext db) : CompanyFormPage(db)
{
    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var (navn, orgnr, hjemmeside) = await ReadAsync("");
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var company = new Company { Navn = navn, Orgnr = orgnr, Hjemmeside = hjemmeside };
        await Db.Companies.AddAsync(company, cancellationToken);
        await Db.SaveChangesAsync(cancellationToken);
        Tell(L["Bedriften er laget. Lag en avdeling for at noen skal kunne ansettes der.", "The company is made. Make a department so that people can be employed there."]);
        return Redirect($"/staff/companies/{company.Id}/");
    }
}
