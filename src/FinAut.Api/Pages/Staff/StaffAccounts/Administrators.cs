using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Somebody must always be able to give access.</summary>
internal static class Administrators
{
    /// <summary>Whether nobody else gives access. Call it in a transaction: others who ask wait for its end.</summary>
    public static async Task<bool> IsLastAsync(FinAutDbContext db, long accountId, CancellationToken cancellationToken)
    {
        var administrators = db.Accounts.Where(a => a.Kind == AccountKind.Staff && a.Role == StaffRole.Administrator);

        // Two who shut each other out at the same time would both see the other still there; this takes the rows' locks.
        await administrators.ExecuteUpdateAsync(set => set.SetProperty(a => a.Role, a => a.Role), cancellationToken);
        return !await administrators.AnyAsync(a => a.Enabled && a.Id != accountId, cancellationToken);
    }
}
