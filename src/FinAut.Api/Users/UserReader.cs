using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>What is read of a person's own row.</summary>
public sealed record UserRow(
    long Id,
    byte[] PersnrCipher,
    byte[] PersnrLookup,
    string FirstName,
    string LastName,
    string Email,
    string Mobile,
    long CompanyId,
    DateTimeOffset Created,
    DateTimeOffset Changed);

/// <summary>Completes people's own rows to replies, with a fixed number of queries however many they are.</summary>
public sealed class UserReader(FinAutDbContext db, PersnrProtector protector, ResourceUrls urls, OsloClock clock)
{
    /// <summary>What is read of a person's own row.</summary>
    public static Expression<Func<User, UserRow>> Row { get; } = u => new UserRow(
        u.Id, u.PersnrCipher, u.PersnrLookup, u.FirstName, u.LastName, u.Email, u.Mobile, u.CompanyId, u.Created, u.Changed);

    /// <summary>The reply for one person, or null when nobody in reach has the number.</summary>
    public async Task<UserReply?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var rows = await db.Users.AsNoTracking().Where(u => u.Id == id).Select(Row).ToListAsync(cancellationToken);
        return (await CompleteAsync(rows, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The replies, in the order of the rows.</summary>
    public async Task<List<UserReply>> CompleteAsync(List<UserRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var ids = rows.ConvertAll(r => r.Id);
        var employments = (await db.Employments.AsNoTracking()
            .Where(e => ids.Contains(e.UserId))
            .OrderByDescending(e => e.EndDate == null).ThenByDescending(e => e.StartDate).ThenByDescending(e => e.Id)
            .Select(e => new EmploymentRow(e.Id, e.UserId, e.CompanyId, e.DepartmentId, e.FranchiseId, e.EmployeeAlias, e.EndDate == null))
            .ToListAsync(cancellationToken)).ToLookup(e => e.UserId);

        var today = clock.Today;
        var withdrawn = db.UserStatuses.Current(today)
            .Where(s => s.Status == StatusCode.Utmeldt && s.Track == StatusTrack.Candidate);
        var roles = (await db.UserRoles.AsNoTracking()
            .Where(r => ids.Contains(r.UserId))
            .Where(r => r.UserType != UserType.Kandidat || !withdrawn.Any(s => s.UserId == r.UserId && s.OrdningId == r.OrdningId))
            .OrderBy(r => r.OrdningId).ThenBy(r => r.UserType)
            .ToListAsync(cancellationToken)).ToLookup(r => r.UserId);

        // The newest link counts where a person is linked through several clients of the same API user.
        var links = (await db.UserLoginLinks.AsNoTracking()
            .Where(l => ids.Contains(l.UserId))
            .OrderByDescending(l => l.Id)
            .Select(l => new { l.UserId, l.EncryptedUserId })
            .ToListAsync(cancellationToken)).ToLookup(l => l.UserId, l => l.EncryptedUserId);

        // Those out of reach are read too, and left out below: only whoever has none at all administers the employer.
        var administered = (await db.Administrations.IgnoreQueryFilters().AsNoTracking()
            .Where(a => ids.Contains(a.UserId))
            .OrderBy(a => a.CompanyId)
            .ToListAsync(cancellationToken)).ToLookup(a => a.UserId, a => a.CompanyId);

        var replies = new List<UserReply>(rows.Count);
        foreach (var row in rows)
        {
            // Somebody who left for a company out of reach between the queries is gone.
            if (employments[row.Id].FirstOrDefault(e => e.IsCurrent) is not { } current)
            {
                continue;
            }

            replies.Add(new UserReply
            {
                Id = urls.User(row.Id),
                Persnr = protector.Reveal(row.PersnrCipher, row.PersnrLookup).Digits,
                FirstName = row.FirstName,
                LastName = row.LastName,
                Email = row.Email,
                Mobile = row.Mobile,
                EmployeeAlias = current.EmployeeAlias,
                WorkFor = new WorkFor(
                    urls.Company(current.CompanyId),
                    urls.Department(current.DepartmentId),
                    current.FranchiseId is { } franchise ? urls.Franchise(franchise) : null),
                Userroles = [.. roles[row.Id].Select(r => urls.UserRole(OrdningCatalogue.Get(r.OrdningId), r.UserType))],
                Employment = [.. employments[row.Id].Select(e => urls.Employment(e.Id))],
                EncodedUserid = links[row.Id].FirstOrDefault(),
                Administers = Administers(row, roles[row.Id], administered[row.Id]),
                Created = row.Created,
                Changed = row.Changed,
            });
        }

        return replies;
    }

    private List<ResourceUrl> Administers(UserRow row, IEnumerable<UserRole> roles, IEnumerable<long> companies)
    {
        if (!roles.Any(r => r.UserType == UserType.Bedriftsansvarlig))
        {
            return [];
        }

        var set = companies.ToList();
        return set.Count == 0 ? [urls.Company(row.CompanyId)] : [.. set.Where(db.Reach.CompanyIds.Contains).Select(urls.Company)];
    }

    private sealed record EmploymentRow(
        long Id, long UserId, long CompanyId, long DepartmentId, long? FranchiseId, string EmployeeAlias, bool IsCurrent);
}
