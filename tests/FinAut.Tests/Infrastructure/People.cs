using System.Globalization;
using FinAut.Domain.Data.PostgreSql;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Infrastructure;

/// <summary>Puts people straight into a server's database, as they are after years that no test can wait for.</summary>
public static class People
{
    private static int _persnr;

    /// <summary>Adds a person.</summary>
    /// <param name="server">The server.</param>
    /// <param name="live">What the person has lived; whoever is not employed in it works at Testavdeling.</param>
    /// <returns>The person's number.</returns>
    public static async Task<long> AddPersonAsync(this TestServer server, Action<NewPerson>? live = null)
    {
        await using var db = server.Database();
        var persnr = Persnr.FromStored(Interlocked.Increment(ref _persnr).ToString("D11", CultureInfo.InvariantCulture));
        var (cipher, lookup) = TestDatabase.Protector.Protect(persnr);
        var created = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var user = new User
        {
            PersnrCipher = cipher,
            PersnrLookup = lookup,
            FirstName = "Solveig",
            LastName = $"Tverrfjell-{persnr.Digits}",
            Email = $"solveig.{persnr.Digits}@tverrfjell.example",
            Mobile = "40000000",
            Created = created,
            Changed = created,
        };
        db.Add(user);
        var person = new NewPerson(db, user, persnr.Digits);
        live?.Invoke(person);
        if (user.Employments.Count == 0)
        {
            person.Employ(Places.Testfirma, Places.Testavdeling);
        }

        StatusHistory.Arrange(db.ChangeTracker.Entries<UserStatus>().Select(s => s.Entity));
        await db.SaveChangesAsync();
        return user.Id;
    }
}

/// <summary>Numbers that the demo data promises.</summary>
public static class Places
{
    public const long Testfirma = 2265;
    public const long Testavdeling = 2266;
    public const long Eksempelbanken = 456;
    public const long Eksempelavdeling = 123;
    public const long Utenfor = 9001;
    public const long UtenforDepartment = 9002;
}

/// <summary>A person who is being put into the database.</summary>
public sealed class NewPerson(PostgreSqlDbContext db, User user, string persnr)
{
    /// <summary>The person's number.</summary>
    public long Id => user.Id;

    /// <summary>The person's persnr.</summary>
    public string Persnr => persnr;

    /// <summary>The person.</summary>
    public User User => user;

    /// <summary>The context, for whatever has no word of its own here.</summary>
    public PostgreSqlDbContext Db => db;

    /// <summary>Begins an employment, and ends the one before.</summary>
    public Employment Employ(
        long company, long department, string start = "2020-01-02", string alias = "", long? franchise = null)
    {
        var employment = new Employment
        {
            UserId = user.Id,
            CompanyId = company,
            DepartmentId = department,
            FranchiseId = franchise,
            EmployeeAlias = alias,
            StartDate = Day(start),
        };
        user.Employ(employment);
        db.Add(employment);
        return employment;
    }

    /// <summary>Gives a role.</summary>
    public void Give(string appname, UserType type) => user.GiveRole(OrdningCatalogue.Find(appname)!.Id, type);

    /// <summary>Records a status. Later calls get higher numbers.</summary>
    public UserStatus Status(string appname, string code, string date, long? setBy = null, string comment = "")
    {
        var status = new UserStatus
        {
            Id = db.Database.SqlQuery<long>($"SELECT nextval('user_status_ids') AS \"Value\"").AsEnumerable().Single(),
            UserId = user.Id,
            OrdningId = OrdningCatalogue.Find(appname)!.Id,
            Status = code,
            Reason = code,
            StatusDate = Day(date),
            StatusSetById = setBy ?? user.Id,
            Comment = comment,
            Created = user.Created,
        };
        db.Add(status);
        return status;
    }

    /// <summary>Records an exam result.</summary>
    public Result Result(
        string appname, string created = "2026-02-03T04:05:06.789Z", decimal? score = 80, bool passed = true, params ResultTopic[] topics)
    {
        var at = DateTimeOffset.Parse(created, CultureInfo.InvariantCulture);
        var result = new Result
        {
            UserId = user.Id,
            OrdningId = OrdningCatalogue.Find(appname)!.Id,
            ExamName = "Tverrgående emner",
            ExamType = "kunnskapsprøve",
            Score = score,
            Passed = passed,
            ExamDate = DateOnly.FromDateTime(at.UtcDateTime),
            Attempt = 1,
            Topics = topics,
            Created = at,
            Changed = at,
        };
        db.Add(result);
        return result;
    }

    private static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
