using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace FinAut.Api.Users;

/// <summary>What is read of a person, in one row.</summary>
public sealed record UserRow
{
    /// <summary>The person's number.</summary>
    public required long Id { get; init; }

    /// <summary>The persnr, encrypted.</summary>
    public required byte[] PersnrCipher { get; init; }

    /// <summary>What the ciphertext is bound to.</summary>
    public required byte[] PersnrLookup { get; init; }

    /// <summary>First name.</summary>
    public required string FirstName { get; init; }

    /// <summary>Last name.</summary>
    public required string LastName { get; init; }

    /// <summary>Email address, or empty.</summary>
    public required string Email { get; init; }

    /// <summary>Mobile number, or empty.</summary>
    public required string Mobile { get; init; }

    /// <summary>The present employer.</summary>
    public required long CompanyId { get; init; }

    /// <summary>The employer's own identifier, or empty.</summary>
    public required string EmployeeAlias { get; init; }

    /// <summary>
    /// The employments in reach, in no order and joined by commas, each as the numbers of the employment, the department and the
    /// franchise (or 0) and the first day (counted from 1 January of the year 1), joined by colons; the current one ends in a colon.
    /// </summary>
    public required string? Employments { get; init; }

    /// <summary>The roles that show, in no order and joined by commas: the ordning's number times <see cref="UserQueries.RoleFactor"/>, and the type.</summary>
    public required string? Roles { get; init; }

    /// <summary>The newest identifier that UserLogin gave the caller, or null.</summary>
    public required string? EncryptedUserId { get; init; }

    /// <summary>The companies that the person was made administrator of, in reach or not, in no order and joined by commas; null for none.</summary>
    public required string? Administered { get; init; }

    /// <summary>When the person was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the person last changed.</summary>
    public required DateTimeOffset Changed { get; init; }
}

/// <summary>A person to change, and as the reply has the person so far.</summary>
/// <param name="User">The person, without what belongs to the person.</param>
/// <param name="Row">What the reply is made of.</param>
public sealed record PersonToChange(User User, UserRow Row);

/// <summary>
/// The queries that read people for replies, one row for each. They are compiled once: to build and to take apart an expression of
/// this size costs more than to run its query (docs/decisions/0017-compiled-queries.md).
/// </summary>
public sealed class UserQueries
{
    /// <summary>See <see cref="UserRow.Roles"/>.</summary>
    public const int RoleFactor = 10;

    // The filters of what is read through the person, who passes a filter already, would join the person once more for every part.
    private static readonly Expression<Func<FinAutDbContext, DateOnly, IQueryable<UserRow>>> Rows = (db, today) =>
        from u in db.Users.IgnoreQueryFilters(new[] { FinAutDbContext.PersonFilter, FinAutDbContext.AdministrationFilter })
        select new UserRow
        {
            Id = u.Id,
            PersnrCipher = u.PersnrCipher,
            PersnrLookup = u.PersnrLookup,
            FirstName = u.FirstName,
            LastName = u.LastName,
            Email = u.Email,
            Mobile = u.Mobile,
            CompanyId = u.CompanyId,
            // No join: for a page deep in the list the planner would read the employments of everybody before it, too.
            EmployeeAlias = u.Employments.Where(e => e.EndDate == null).Select(e => e.EmployeeAlias).First(),
            // Sorted by who reads them: to sort in each small group costs the database more than the rest of it.
            Employments = u.Employments.GroupBy(e => e.UserId)
                .Select(g => string.Join(JoinedNumbers.Separator, g.Select(e =>
                    e.Id + ":" + e.DepartmentId + ":" + (e.FranchiseId ?? 0) + ":" + e.StartDate.DayNumber + (e.EndDate == null ? ":" : ""))))
                .FirstOrDefault(),
            // A candidate role does not show while the person is withdrawn: by the last record whose date has come.
            Roles = u.Roles
                .Where(r => r.UserType != UserType.Kandidat || (db.UserStatuses
                    .Where(s => s.UserId == r.UserId && s.OrdningId == r.OrdningId && s.Track == StatusTrack.Candidate)
                    .Where(s => s.StatusDate <= today && s.VoidedById == null)
                    .OrderByDescending(s => s.StatusDate).ThenByDescending(s => s.Id)
                    .Select(s => s.Status).FirstOrDefault() ?? "") != StatusCode.Utmeldt)
                .GroupBy(r => r.UserId)
                .Select(g => string.Join(JoinedNumbers.Separator, g.Select(r => ((r.OrdningId * RoleFactor) + (long)r.UserType).ToString())))
                .FirstOrDefault(),
            // The newest link counts where a person is linked through several clients of the same API user.
            EncryptedUserId = db.UserLoginLinks.Where(l => l.UserId == u.Id).OrderByDescending(l => l.Id).Select(l => l.EncryptedUserId).FirstOrDefault(),
            Administered = db.Administrations.Where(a => a.UserId == u.Id).GroupBy(a => a.UserId)
                .Select(g => string.Join(JoinedNumbers.Separator, g.Select(a => a.CompanyId.ToString())))
                .FirstOrDefault(),
            Created = u.Created,
            Changed = u.Changed,
        };

    /// <summary>The person with a number.</summary>
    public Func<FinAutDbContext, DateOnly, long, IAsyncEnumerable<UserRow>> ById { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, long, IQueryable<UserRow>>>(
            (FinAutDbContext _, IQueryable<UserRow> people, long id) => people.Where(u => u.Id == id)));

    /// <summary>The person with a number, to change.</summary>
    public Func<FinAutDbContext, DateOnly, long, IAsyncEnumerable<PersonToChange>> ToChange { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, long, IQueryable<PersonToChange>>>(
            (FinAutDbContext db, IQueryable<UserRow> people, long id) => db.Users.Where(u => u.Id == id)
                .Join(people, u => u.Id, row => row.Id, (u, row) => new PersonToChange(u, row))));

    /// <summary>The person with a persnr, by its hash.</summary>
    public Func<FinAutDbContext, DateOnly, byte[], IAsyncEnumerable<UserRow>> ByPersnr { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, byte[], IQueryable<UserRow>>>(
            (FinAutDbContext _, IQueryable<UserRow> people, byte[] lookup) => people.Where(u => u.PersnrLookup == lookup)));

    /// <summary>A page of those with an employer's identifier, from a number on and in the order of their numbers, and one more.</summary>
    public Func<FinAutDbContext, DateOnly, string, long, IAsyncEnumerable<UserRow>> ByEmployeeAlias { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, string, long, IQueryable<UserRow>>>(
            (FinAutDbContext db, IQueryable<UserRow> people, string alias, long from) => people
                .Where(u => u.Id >= from && db.Employments.Any(e => e.UserId == u.Id && e.EndDate == null && e.EmployeeAlias == alias))
                .OrderBy(u => u.Id).Take(PageNumber.Size + 1)));

    /// <summary>A page of people from a number on, in the order of their numbers, and one more.</summary>
    public Func<FinAutDbContext, DateOnly, long, IAsyncEnumerable<UserRow>> Page { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, long, IQueryable<UserRow>>>(
            (FinAutDbContext _, IQueryable<UserRow> people, long from) => people.Where(u => u.Id >= from).OrderBy(u => u.Id).Take(PageNumber.Size + 1)));

    /// <summary>Everybody, for queries that are put together.</summary>
    public Func<FinAutDbContext, DateOnly, IQueryable<UserRow>> All { get; } = Rows.Compile();

    // Puts the context and the rows in the place of the first two parameters.
    private static Expression<TQuery> Choose<TQuery>(LambdaExpression choose)
        where TQuery : Delegate
    {
        var body = new ReplacingExpressionVisitor([choose.Parameters[0], choose.Parameters[1]], [Rows.Parameters[0], Rows.Body]).Visit(choose.Body);
        return Expression.Lambda<TQuery>(body, [.. Rows.Parameters, .. choose.Parameters.Skip(2)]);
    }
}
