using System.Linq.Expressions;
using FinAut.Api.Http;
using FinAut.Api.Users;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Statuses;

/// <summary>Reads statuses as <c>userstatus/</c> and <c>latestuserstatus/</c> do.</summary>
public sealed class UserStatusQueries(FinAutDbContext db, PersonFilter people)
{
    /// <summary>All records in reach.</summary>
    public IQueryable<UserStatus> All => db.UserStatuses.AsNoTracking();

    /// <summary>What is read of a record. Whoever set it shows only when in reach.</summary>
    internal Expression<Func<UserStatus, UserStatusRow>> Row => s => new UserStatusRow(
        s.Id,
        s.OrdningId,
        s.UserId,
        s.Status,
        s.Reason,
        s.StatusDate,
        s.StatusSetById == s.UserId || db.Users.Any(u => u.Id == s.StatusSetById) ? s.StatusSetById : null,
        s.Comment,
        s.Created);

    /// <summary>The records that the query parameters ask for.</summary>
    public IQueryable<UserStatus> Find(IQueryable<UserStatus> source, string? persnr, string? employeeAlias, string? user, string? appname)
    {
        if (people.Find(persnr, employeeAlias, user) is { } found)
        {
            source = source.Where(s => found.Any(u => u.Id == s.UserId));
        }

        if (appname?.Trim() is { Length: > 0 } code)
        {
            var ordning = OrdningCatalogue.Find(code)?.Id;
            source = source.Where(s => s.OrdningId == ordning);
        }

        return source;
    }

    /// <summary>Under what the extent of a list of several people's statuses is remembered; null for a list of one person's.</summary>
    internal ListMemory? Memory(string list, string? persnr, string? employeeAlias, string? user, string? appname) =>
        people.Read(persnr, employeeAlias, user).IsEmpty ? new($"{list} {appname?.Trim()}", db.Reach) : null;
}
