using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Who a page is about.</summary>
/// <param name="Id">The person's number.</param>
/// <param name="Name">The person's name.</param>
/// <param name="CompanyId">The employer.</param>
internal sealed record Candidate(long Id, string Name, long CompanyId);

/// <summary>Finds people of any company.</summary>
internal static class StaffCandidates
{
    /// <summary>The person with this number, or null; nobody who was erased.</summary>
    public static Task<Candidate?> FindCandidateAsync(this FinAutDbContext db, long id, CancellationToken cancellationToken) =>
        db.Users.IgnoreQueryFilters().AsNoTracking().Where(u => u.Id == id && u.Erased == null)
            .Select(u => new Candidate(u.Id, u.FirstName + " " + u.LastName, u.CompanyId)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The person's statuses in each ordning that has any, in the catalogue's order.</summary>
    public static async Task<List<StatusHistory>> HistoriesAsync(this FinAutDbContext db, long id, CancellationToken cancellationToken)
    {
        var records = await db.UserStatuses.IgnoreQueryFilters().AsNoTracking().Where(s => s.UserId == id).ToListAsync(cancellationToken);
        return [.. records.GroupBy(s => s.OrdningId).OrderBy(g => g.Key).Select(g => new StatusHistory(OrdningCatalogue.Get(g.Key), [.. g]))];
    }

    /// <summary>Lets the API's own writers see the companies that a change by staff concerns, for the rest of this request.</summary>
    public static void ReachFor(this FinAutDbContext db, params long[] companyIds) => db.Reach = new Reach(0, companyIds);
}
