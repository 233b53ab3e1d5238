using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Api.Users;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace FinAut.Api.Statuses;

/// <summary>Reads statuses as <c>userstatus/</c> and <c>latestuserstatus/</c> do.</summary>
public sealed class UserStatusQueries(FinAutDbContext db, PersonFilter people, CompiledStatusQueries compiled)
{
    /// <summary>All records in reach.</summary>
    public IQueryable<UserStatus> All => db.UserStatuses.AsNoTracking();

    /// <summary>What is read of a record. Whoever set it shows only when in reach.</summary>
    internal Expression<Func<UserStatus, UserStatusRow>> Row => CompiledStatusQueries.Row(((Expression<Func<FinAutDbContext>>)(() => db)).Body);

    /// <summary>Reads what holds of a person on a day from a number on, or null when something else than a persnr is asked for.</summary>
    internal Func<long, IAsyncEnumerable<UserStatusRow>>? CurrentOf(string? persnr, string? employeeAlias, string? user, string? appname, DateOnly day) =>
        string.IsNullOrWhiteSpace(appname)
        && people.Read(persnr, employeeAlias, user) is { Lookups: [var lookup], EmployeeAlias: null, UserId: null, IsImpossible: false }
            ? from => compiled.CurrentByPersnr(db, lookup, day, from)
            : null;

    /// <summary>The records that the query parameters ask for.</summary>
    public IQueryable<UserStatus> Find(IQueryable<UserStatus> source, string? persnr, string? employeeAlias, string? user, string? appname)
    {
        if (people.Find(persnr, employeeAlias, user) is { } found)
        {
            source = source.Where(s => found.Any(u => u.Id == s.UserId));
        }

        if (FilterText.Read(appname) is { } code)
        {
            var ordning = OrdningCatalogue.Find(code)?.Id;
            source = source.Where(s => s.OrdningId == ordning);
        }

        return source;
    }

    /// <summary>Under what the extent of a list of several people's statuses is remembered; null for a list of one person's.</summary>
    internal ListMemory? Memory(string list, string? persnr, string? employeeAlias, string? user, string? appname) =>
        people.Read(persnr, employeeAlias, user).IsEmpty ? new($"{list} {FilterText.Read(appname)}", db.Reach) : null;
}

/// <summary>A person to change.</summary>
/// <param name="User">The person.</param>
/// <param name="Roles">The roles in the ordning, which are the person's that are loaded.</param>
/// <param name="Records">The statuses in the ordning.</param>
internal sealed record CandidateToChange(User User, List<UserRole> Roles, List<UserStatus> Records);

/// <summary>The queries of statuses that are asked most, compiled once; see <see cref="UserQueries"/>.</summary>
public sealed class CompiledStatusQueries
{
    private static readonly Expression<Func<FinAutDbContext, UserStatus, UserStatusRow>> ToRow = (db, s) => new UserStatusRow(
        s.Id,
        s.OrdningId,
        s.UserId,
        s.Status,
        s.Reason,
        s.StatusDate,
        s.StatusSetById == s.UserId || db.Users.Any(u => u.Id == s.StatusSetById) ? s.StatusSetById : null,
        s.Comment,
        s.Created);

    // As StatusQueries.Current, which a query that is compiled cannot call.
    private static readonly Expression<Func<FinAutDbContext, byte[], DateOnly, long, IQueryable<UserStatus>>> CurrentPage = (db, lookup, day, from) => db.UserStatuses
        .AsNoTracking()
        .Where(s => db.Users.Any(u => u.PersnrLookup == lookup && u.Id == s.UserId))
        .Where(s => s.StatusDate <= day && s.VoidedById == null && (s.SupersededFrom == null || s.SupersededFrom > day) && s.Id >= from)
        .OrderBy(s => s.Id).Take(PageNumber.Size + 1);

    /// <summary>A page of the statuses that hold on a day of the person with a persnr, by its hash, from a number on, and one more.</summary>
    internal Func<FinAutDbContext, byte[], DateOnly, long, IAsyncEnumerable<UserStatusRow>> CurrentByPersnr { get; } =
        EF.CompileAsyncQuery(Expression.Lambda<Func<FinAutDbContext, byte[], DateOnly, long, IQueryable<UserStatusRow>>>(
            Expression.Call(typeof(Queryable), nameof(Queryable.Select), [typeof(UserStatus), typeof(UserStatusRow)], CurrentPage.Body, Row(CurrentPage.Parameters[0])),
            CurrentPage.Parameters));

    /// <summary>A person with what a new status in an ordning depends on, to change; null when nobody in reach has the number.</summary>
    internal Func<FinAutDbContext, long, long, CancellationToken, Task<CandidateToChange?>> ToChange { get; } =
        EF.CompileAsyncQuery((FinAutDbContext db, long id, long ordningId, CancellationToken _) => db.Users.Where(u => u.Id == id)
            .Select(u => new CandidateToChange(
                u,
                u.Roles.Where(r => r.OrdningId == ordningId).ToList(),
                db.UserStatuses.Where(s => s.UserId == u.Id && s.OrdningId == ordningId).ToList()))
            .SingleOrDefault());

    /// <summary>What is read of a record from a context. Whoever set it shows only when in reach.</summary>
    internal static Expression<Func<UserStatus, UserStatusRow>> Row(Expression context) => Expression.Lambda<Func<UserStatus, UserStatusRow>>(
        ReplacingExpressionVisitor.Replace(ToRow.Parameters[0], context, ToRow.Body), ToRow.Parameters[1]);
}
