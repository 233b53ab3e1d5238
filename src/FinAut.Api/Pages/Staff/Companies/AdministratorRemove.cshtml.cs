using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>Ends that a person administers a company.</summary>
[Authorize(Policies.Administrator)]
internal sealed class AdministratorRemoveModel(FinAutDbContext db) : CompanyPage(db)
{
    private Administration _administration = null!;

    /// <summary>The person's number.</summary>
    [FromRoute]
    public long PersonId { get; set; }

    /// <summary>The person's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether nothing else is set for the person, who then administers the employer.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        Db.Administrations.Remove(_administration);
        if (await SaveAsync(Db))
        {
            Tell(L[$"{Name} er fjernet.", $"{Name} is removed."]);
        }

        return Redirect(Home);
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        var set = await Db.Administrations.IgnoreQueryFilters().Where(a => a.UserId == PersonId).ToListAsync(cancellationToken);
        var name = await Db.Users.IgnoreQueryFilters().AsNoTracking().Where(u => u.Id == PersonId)
            .Select(u => u.FirstName + " " + u.LastName).SingleOrDefaultAsync(cancellationToken);
        if (!await LoadAsync() || name is null || set.Find(a => a.CompanyId == Id) is not { } administration)
        {
            return false;
        }

        (_administration, Name, IsLast) = (administration, name, set.Count == 1);
        return true;
    }
}
