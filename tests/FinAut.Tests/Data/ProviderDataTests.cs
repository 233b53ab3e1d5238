using System.Security.Cryptography;
using FinAut.Api.Hosting;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Data;

/// <summary>What the model promises, on every database that the server runs on.</summary>
public sealed class ProviderDataTests(ProviderServers providers) : IClassFixture<ProviderServers>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero);

    public static TheoryData<DatabaseProvider> Providers => ProviderServers.All;

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Nothing_is_left_to_migrate(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);

        await db.Database.MigrateAsync();

        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Equal(OrdningCatalogue.All.Select(o => o.Name), await db.Ordninger.OrderBy(o => o.Id).Select(o => o.Name).ToListAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_person_has_one_current_employment_at_most(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        var user = NewUser();
        user.Employ(NewEmployment(user));
        db.Add(user);
        await db.SaveChangesAsync();

        // Past the entity, which would have ended the first.
        db.Add(NewEmployment(user));
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.True(db.IsUniqueViolation(refused));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_person_may_have_any_number_of_past_employments(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        var user = NewUser();
        for (var employment = 0; employment < 3; employment++)
        {
            user.Employ(NewEmployment(user));
        }

        db.Add(user);
        await db.SaveChangesAsync();

        Assert.Equal(2, await db.Employments.IgnoreQueryFilters().CountAsync(e => e.UserId == user.Id && e.EndDate != null));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Two_people_cannot_have_the_same_persnr(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        var (one, two) = (NewUser(), NewUser());
        var same = new User
        {
            PersnrCipher = two.PersnrCipher,
            PersnrLookup = one.PersnrLookup,
            FirstName = two.FirstName,
            LastName = two.LastName,
            Email = two.Email,
            Mobile = two.Mobile,
            Created = Now,
            Changed = Now,
        };
        one.Employ(NewEmployment(one));
        same.Employ(NewEmployment(same));
        db.Add(one);
        await db.SaveChangesAsync();

        db.Add(same);
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.True(db.IsUniqueViolation(refused));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_reference_to_nothing_is_no_unique_violation(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        db.Add(new Application { ApiUserId = 987_654_321, ClientId = Guid.NewGuid().ToString("N"), Name = "x", Scopes = Scopes.Read, Created = Now });

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.False(db.IsUniqueViolation(refused));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Numbers_exist_before_a_row_is_saved_and_no_two_nodes_get_the_same(DatabaseProvider provider)
    {
        await using var one = await providers.DatabaseAsync(provider);
        await using var two = await providers.DatabaseAsync(provider);
        var ids = new List<long>();
        for (var user = 0; user < 15; user++)
        {
            ids.Add(one.Add(NewUser()).Entity.Id);
            ids.Add(two.Add(NewUser()).Entity.Id);
        }

        Assert.All(ids, id => Assert.InRange(id, 1_000_001, long.MaxValue));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task The_later_status_has_the_higher_number_whichever_node_makes_it(DatabaseProvider provider)
    {
        await using var one = await providers.DatabaseAsync(provider);
        await using var two = await providers.DatabaseAsync(provider);
        var ids = new List<long>();
        for (var status = 0; status < 5; status++)
        {
            ids.Add((await one.AddAsync(NewStatus())).Entity.Id);
            ids.Add((await two.AddAsync(NewStatus())).Entity.Id);
        }

        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Requests_are_counted_exactly_however_many_count_at_once(DatabaseProvider provider)
    {
        const int calls = 60, limit = 20;
        var apiUser = await NewApiUserAsync(provider);
        var hour = TimeSpan.FromHours(1);

        var counted = await Task.WhenAll(Enumerable.Range(0, calls).Select(async _ =>
        {
            await using var node = await providers.DatabaseAsync(provider);
            return await node.CountRequestAsync(apiUser, limit, Now, hour, CancellationToken.None);
        }));

        Assert.Equal(Enumerable.Range(1, limit), counted.OfType<ThrottleWindow>().Select(w => w.Count).Order());
        Assert.All(counted.OfType<ThrottleWindow>(), window => Assert.Equal(Now, window.Started));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_window_ends_after_its_length_and_when_a_clock_is_set_back(DatabaseProvider provider)
    {
        var apiUser = await NewApiUserAsync(provider);
        var hour = TimeSpan.FromHours(1);

        Assert.Equal((Now, 1), await CountAsync(Now));
        Assert.Equal((Now, 2), await CountAsync(Now + hour - TimeSpan.FromMilliseconds(1)));
        Assert.Null(await CountAsync(Now + hour - TimeSpan.FromMilliseconds(1)));
        Assert.Equal((Now + hour, 1), await CountAsync(Now + hour));
        Assert.Equal((Now + hour, 2), await CountAsync(Now + hour - TimeSpan.FromSeconds(30)));
        Assert.Equal((Now, 1), await CountAsync(Now));

        async Task<(DateTimeOffset Started, int Count)?> CountAsync(DateTimeOffset now)
        {
            await using var db = await providers.DatabaseAsync(provider);
            return await db.CountRequestAsync(apiUser, limit: 2, now, hour, CancellationToken.None) is { } window ? (window.Started, window.Count) : null;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Records_follow_a_person_who_moves_also_those_that_were_read(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        var user = db.Add(NewUser()).Entity;
        user.Employ(NewEmployment(user));
        var status = (await db.AddAsync(NewStatus(user.Id))).Entity;
        var result = db.Add(NewResult(user.Id)).Entity;
        await db.SaveChangesAsync();
        Assert.Equal((Places.Testfirma, Places.Testfirma), (status.CompanyId, result.CompanyId));
        db.Entry(result).State = EntityState.Detached;

        user.Employ(NewEmployment(user, Places.Utenfor, Places.UtenforDepartment));
        var signUp = (await db.AddAsync(NewStatus(user.Id))).Entity;
        user.Bump();
        await db.SaveChangesAsync();

        Assert.False(db.ChangeTracker.HasChanges());
        Assert.Equal((Places.Utenfor, Places.Utenfor), (status.CompanyId, signUp.CompanyId));
        Assert.Equal([Places.Utenfor], await db.Results.IgnoreQueryFilters().Where(r => r.UserId == user.Id).Select(r => r.CompanyId).ToListAsync());
        Assert.Equal(
            [Places.Utenfor, Places.Utenfor], await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == user.Id).Select(s => s.CompanyId).ToListAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_record_is_not_added_unless_its_person_is_kept_from_moving(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        await db.AddAsync(NewStatus());

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());

        var person = await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());

        person.Bump();
        await db.SaveChangesAsync();
    }

    private static User NewUser()
    {
        var digits = RandomNumberGenerator.GetString("0123456789", Persnr.Length);
        var (cipher, lookup) = TestDatabase.Protector.Protect(Persnr.FromStored(digits));
        return new User
        {
            PersnrCipher = cipher,
            PersnrLookup = lookup,
            FirstName = "Åse",
            LastName = "Ærøy",
            Email = "",
            Mobile = "",
            Created = Now,
            Changed = Now,
        };
    }

    private static Employment NewEmployment(User user, long company = Places.Testfirma, long department = Places.Testavdeling) => new()
    {
        UserId = user.Id,
        CompanyId = company,
        DepartmentId = department,
        EmployeeAlias = "",
        StartDate = new DateOnly(2026, 1, 2),
    };

    private static UserStatus NewStatus(long user = 1) => new()
    {
        UserId = user,
        OrdningId = 1,
        Status = StatusCode.Hvilende,
        Reason = "",
        StatusDate = new DateOnly(2026, 1, 2),
        StatusSetById = 1,
        Comment = "",
        Created = Now,
    };

    private static Result NewResult(long user) => new()
    {
        UserId = user,
        OrdningId = 1,
        ExamName = "",
        ExamType = "",
        Score = null,
        Passed = true,
        ExamDate = new DateOnly(2026, 1, 2),
        Attempt = 1,
        Topics = [],
        Created = Now,
        Changed = Now,
    };

    private async Task<long> NewApiUserAsync(DatabaseProvider provider)
    {
        await using var db = await providers.DatabaseAsync(provider);
        var apiUser = db.Add(new ApiUser { UserName = Guid.NewGuid().ToString("N"), Created = Now }).Entity;
        await db.SaveChangesAsync();
        return apiUser.Id;
    }
}
