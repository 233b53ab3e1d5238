using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>Reads people with all that belongs to them: one query, however many they are.</summary>
public sealed class UserReader(
    FinAutDbContext db, UserQueries queries, PersonFilter people, PersnrProtector protector, ResourceUrls urls, OsloClock clock)
{
    /// <summary>The reply for one person, or null when nobody in reach has the number.</summary>
    public async Task<UserReply?> FindAsync(long id, CancellationToken cancellationToken) =>
        ToReplies(await queries.ById(db, clock.Today, id).ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>The list of the people who match.</summary>
    internal ListQuery<UserRow> List(PersonCriteria criteria, CancellationToken cancellationToken) => new(
        async () => new(await people.Find(criteria).LongCountAsync(cancellationToken)),
        skip => people.Find(criteria).OrderBy(u => u.Id).Skip(skip).Select(u => (long?)u.Id).FirstOrDefaultAsync(cancellationToken),
        async from => criteria.IsImpossible ? [] : await Read(criteria, from).ToListAsync(cancellationToken),
        criteria.IsEmpty ? new ListMemory(ResourceNames.User, db.Reach) : null);

    /// <summary>The replies. Somebody whose row was read while the employer changed, which not every database prevents, is gone.</summary>
    public List<UserReply> ToReplies(List<UserRow> rows) => rows.FindAll(row => !string.IsNullOrEmpty(row.Employments)).ConvertAll(ToReply);

    private UserReply ToReply(UserRow row)
    {
        var roles = JoinedNumbers.Sorted(row.Roles).ConvertAll(r => (Ordning: OrdningCatalogue.Get(r / UserQueries.RoleFactor), Type: (UserType)(r % UserQueries.RoleFactor)));
        var employments = Employments(row.Employments!);
        var current = employments[0];
        return new UserReply
        {
            Id = urls.User(row.Id),
            Persnr = protector.Reveal(row.PersnrCipher, row.PersnrLookup).Digits,
            FirstName = row.FirstName,
            LastName = row.LastName,
            Email = row.Email,
            Mobile = row.Mobile,
            EmployeeAlias = row.EmployeeAlias,
            WorkFor = new WorkFor(
                urls.Company(row.CompanyId),
                urls.Department(current.DepartmentId),
                current.FranchiseId == 0 ? null : urls.Franchise(current.FranchiseId)),
            Userroles = roles.ConvertAll(r => urls.UserRole(r.Ordning, r.Type)),
            Employment = employments.ConvertAll(e => urls.Employment(e.Id)),
            EncodedUserid = row.EncryptedUserId,
            Administers = roles.Exists(r => r.Type == UserType.Bedriftsansvarlig) ? Administers(row) : [],
            Created = row.Created,
            Changed = row.Changed,
        };
    }

    private IAsyncEnumerable<UserRow> Read(PersonCriteria criteria, long from)
    {
        switch (criteria)
        {
            case { IsEmpty: true }:
                return queries.Page(db, clock.Today, from);
            case { Lookups: [var lookup], EmployeeAlias: null, UserId: null, EncryptedUserId: null }:
                return queries.ByPersnr(db, clock.Today, lookup);
            case { Lookups: null, EmployeeAlias: { } alias, UserId: null, EncryptedUserId: null }:
                return queries.ByEmployeeAlias(db, clock.Today, alias, from);
            default:
                var found = people.Find(criteria);
                return queries.All(db, clock.Today).Where(r => r.Id >= from && found.Any(u => u.Id == r.Id)).OrderBy(r => r.Id).Take(PageNumber.Size + 1).AsAsyncEnumerable();
        }
    }

    // The newest first.
    private static List<EmploymentPart> Employments(string joined)
    {
        var employments = new List<EmploymentPart>(1);
        Span<Range> parts = stackalloc Range[5];
        foreach (var range in joined.AsSpan().Split(JoinedNumbers.Separator))
        {
            var text = joined.AsSpan(range);
            var count = text.Split(parts, ':');
            employments.Add(new EmploymentPart(
                JoinedNumbers.Parse(text[parts[0]]),
                JoinedNumbers.Parse(text[parts[1]]),
                JoinedNumbers.Parse(text[parts[2]]),
                JoinedNumbers.Parse(text[parts[3]]),
                IsCurrent: count == parts.Length));
        }

        employments.Sort((a, b) => (b.IsCurrent, b.StartDay, b.Id).CompareTo((a.IsCurrent, a.StartDay, a.Id)));
        return employments;
    }

    // Only whoever has none at all, in reach or not, administers the employer.
    private List<ResourceUrl> Administers(UserRow row) => JoinedNumbers.Sorted(row.Administered) is { Count: > 0 } set
        ? set.FindAll(id => db.Reach.CompanyIds.Contains(id)).ConvertAll(urls.Company)
        : [urls.Company(row.CompanyId)];

    private readonly record struct EmploymentPart(long Id, long DepartmentId, long FranchiseId, long StartDay, bool IsCurrent);
}
