using System.Linq.Expressions;
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

    /// <summary>The department there.</summary>
    public required long DepartmentId { get; init; }

    /// <summary>The franchise there, or null.</summary>
    public required long? FranchiseId { get; init; }

    /// <summary>The employer's own identifier, or empty.</summary>
    public required string EmployeeAlias { get; init; }

    /// <summary>Numbers of the employments in reach, newest first, joined by commas.</summary>
    public required string? Employments { get; init; }

    /// <summary>The roles that show, joined by commas: the ordning's number times <see cref="UserQueries.RoleFactor"/>, and the type.</summary>
    public required string? Roles { get; init; }

    /// <summary>The newest identifier that UserLogin gave the caller, or null.</summary>
    public required string? EncryptedUserId { get; init; }

    /// <summary>The companies that the person was made administrator of, in reach or not, joined by commas; null for none.</summary>
    public required string? Administered { get; init; }

    /// <summary>When the person was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the person last changed.</summary>
    public required DateTimeOffset Changed { get; init; }
}

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
        join current in db.Employments.Where(e => e.EndDate == null) on u.Id equals current.UserId
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
            DepartmentId = current.DepartmentId,
            FranchiseId = current.FranchiseId,
            EmployeeAlias = current.EmployeeAlias,
            Employments = u.Employments.GroupBy(e => e.UserId)
                .Select(g => string.Join(
                    ",",
                    g.OrderByDescending(e => e.EndDate == null).ThenByDescending(e => e.StartDate).ThenByDescending(e => e.Id).Select(e => e.Id.ToString())))
                .FirstOrDefault(),
            // A candidate role does not show while the person is withdrawn: by the last record whose date has come.
            Roles = u.Roles
                .Where(r => r.UserType != UserType.Kandidat || db.UserStatuses
                    .Where(s => s.UserId == r.UserId && s.OrdningId == r.OrdningId && s.Track == StatusTrack.Candidate)
                    .Where(s => s.StatusDate <= today && s.VoidedById == null)
                    .OrderByDescending(s => s.StatusDate).ThenByDescending(s => s.Id)
                    .Select(s => s.Status).FirstOrDefault() != StatusCode.Utmeldt)
                .GroupBy(r => r.UserId)
                .Select(g => string.Join(
                    ",", g.OrderBy(r => r.OrdningId).ThenBy(r => r.UserType).Select(r => ((r.OrdningId * RoleFactor) + (long)r.UserType).ToString())))
                .FirstOrDefault(),
            // The newest link counts where a person is linked through several clients of the same API user.
            EncryptedUserId = db.UserLoginLinks.Where(l => l.UserId == u.Id).OrderByDescending(l => l.Id).Select(l => l.EncryptedUserId).FirstOrDefault(),
            Administered = db.Administrations.Where(a => a.UserId == u.Id).GroupBy(a => a.UserId)
                .Select(g => string.Join(",", g.OrderBy(a => a.CompanyId).Select(a => a.CompanyId.ToString())))
                .FirstOrDefault(),
            Created = u.Created,
            Changed = u.Changed,
        };

    /// <summary>The person with a number.</summary>
    public Func<FinAutDbContext, DateOnly, long, IAsyncEnumerable<UserRow>> ById { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, long, IQueryable<UserRow>>>(
            (IQueryable<UserRow> people, long id) => people.Where(u => u.Id == id)));

    /// <summary>The person with a persnr, by its hash.</summary>
    public Func<FinAutDbContext, DateOnly, byte[], IAsyncEnumerable<UserRow>> ByPersnr { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, byte[], IQueryable<UserRow>>>(
            (IQueryable<UserRow> people, byte[] lookup) => people.Where(u => u.PersnrLookup == lookup)));

    /// <summary>Some of those with an employer's identifier, from a number on and in the order of their numbers.</summary>
    public Func<FinAutDbContext, DateOnly, string, long, int, IAsyncEnumerable<UserRow>> ByEmployeeAlias { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, string, long, int, IQueryable<UserRow>>>(
            (IQueryable<UserRow> people, string alias, long from, int take) =>
                people.Where(u => u.EmployeeAlias == alias && u.Id >= from).OrderBy(u => u.Id).Take(take)));

    /// <summary>Some people from a number on, in the order of their numbers.</summary>
    public Func<FinAutDbContext, DateOnly, long, int, IAsyncEnumerable<UserRow>> Page { get; } =
        EF.CompileAsyncQuery(Choose<Func<FinAutDbContext, DateOnly, long, int, IQueryable<UserRow>>>(
            (IQueryable<UserRow> people, long from, int take) => people.Where(u => u.Id >= from).OrderBy(u => u.Id).Take(take)));

    /// <summary>Everybody, for queries that are put together.</summary>
    public Func<FinAutDbContext, DateOnly, IQueryable<UserRow>> All { get; } = Rows.Compile();

    // Puts the rows in the place of the first parameter.
    private static Expression<TQuery> Choose<TQuery>(LambdaExpression choose)
        where TQuery : Delegate =>
        Expression.Lambda<TQuery>(
            ReplacingExpressionVisitor.Replace(choose.Parameters[0], Rows.Body, choose.Body), [.. Rows.Parameters, .. choose.Parameters.Skip(1)]);
}
