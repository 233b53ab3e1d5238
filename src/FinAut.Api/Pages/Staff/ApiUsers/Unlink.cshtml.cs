using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Takes companies out of an API user's sight.</summary>
[Authorize(Policies.Administrator)]
internal sealed class UnlinkModel(FinAutDbContext db) : CompanyListPage(db)
{
    /// <summary>The companies.</summary>
    [BindProperty]
    public List<long> Chosen { get; set; } = [];

    /// <summary>Leads to the list: there is nothing to see here before something was refused.</summary>
    public IActionResult OnGet() => Redirect(Home + "companies/" + Request.QueryString.ToUriComponent());

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        await Db.Entry(ApiUser).Collection(u => u.Companies).LoadAsync(cancellationToken);
        var before = ApiUser.Companies.Count;
        Chosen.ForEach(ApiUser.Unlink);
        var gone = before - ApiUser.Companies.Count;
        if (gone == 0)
        {
            Fault(nameof(Chosen), L["Velg minst én bedrift.", "Choose at least one company."]);
            return await ShowAsync(LinkedCompanies.Of(Db, Id), cancellationToken);
        }

        if (await SaveAsync(Db))
        {
            Tell(L[$"Antall bedrifter koblet fra: {gone}.", $"Companies unlinked: {gone}."]);
        }

        return Redirect(Home + "companies/");
    }
}
