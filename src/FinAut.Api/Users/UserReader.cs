using System.Globalization;
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
        (await queries.ById(db, clock.Today, id).ToListAsync(cancellationToken)) is [var row] ? ToReply(row) : null;

    /// <summary>The list of the people who match.</summary>
    internal ListQuery<UserRow> List(PersonCriteria criteria, CancellationToken cancellationToken) => new(
        async () => new(await people.Find(criteria).LongCountAsync(cancellationToken)),
        skip => people.Find(criteria).OrderBy(u => u.Id).Skip(skip).Select(u => u.Id).FirstOrDefaultAsync(cancellationToken),
        async from => criteria.IsImpossible ? [] : await Read(criteria, from).ToListAsync(cancellationToken),
        criteria.IsEmpty ? new ListMemory(ResourceNames.User, db.Reach) : null);

    /// <summary>The reply.</summary>
    public UserReply ToReply(UserRow row)
    {
        var roles = Numbers(row.Roles).ConvertAll(r => (Ordning: OrdningCatalogue.Get(r / UserQueries.RoleFactor), Type: (UserType)(r % UserQueries.RoleFactor)));

        // Three numbers for each, the current one's first.
        var employments = Numbers(row.Employments);
        var (department, franchise) = (employments[1], employments[2]);
        return new UserReply
        {
            Id = urls.User(row.Id),
            Persnr = protector.Reveal(row.PersnrCipher, row.PersnrLookup).Digits,
            FirstName = row.FirstName,
            LastName = row.LastName,
            Email = row.Email,
            Mobile = row.Mobile,
            EmployeeAlias = row.EmployeeAlias,
            WorkFor = new WorkFor(urls.Company(row.CompanyId), urls.Department(department), franchise == 0 ? null : urls.Franchise(franchise)),
            Userroles = roles.ConvertAll(r => urls.UserRole(r.Ordning, r.Type)),
            Employment = [.. employments.Where((_, index) => index % 3 == 0).Select(urls.Employment)],
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

    private static List<long> Numbers(string? joined)
    {
        if (string.IsNullOrEmpty(joined))
        {
            return [];
        }

        var numbers = new List<long>();
        foreach (var part in joined.AsSpan().SplitAny(',', ':'))
        {
            numbers.Add(long.Parse(joined.AsSpan(part), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return numbers;
    }

    // Only whoever has none at all, in reach or not, administers the employer.
    private List<ResourceUrl> Administers(UserRow row) => Numbers(row.Administered) is { Count: > 0 } set
        ? set.FindAll(id => db.Reach.CompanyIds.Contains(id)).ConvertAll(urls.Company)
        : [urls.Company(row.CompanyId)];
}
