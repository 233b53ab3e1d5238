using FinAut.Api.Errors;
using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Api.Statuses;
using FinAut.Api.Validation;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Users;

/// <summary>Creates and changes people.</summary>
public sealed class UserWriter(
    FinAutDbContext db, UserQueries queries, Workplaces workplaces, SignUps signUps, PersnrProtector protector, IOptions<PersnrOptions> persnrs, IOptions<DemoOptions> demo, OsloClock clock)
{
    /// <summary>A persnr that a person in reach has.</summary>
    public const string PersnrTaken = "user with this persnr already exists.";

    /// <summary>A persnr that cannot be used here, for a reason that is nobody's business.</summary>
    public const string PersnrOutOfReach =
        "This person cannot be created here. If the person has changed employer, ask Norsk Test to let you take over the candidate.";

    /// <summary>Not a Norwegian number.</summary>
    public const string NotPersnr =
        "Enter a valid fødselsnummer or D-number: 11 digits. People with a foreign number are registered in FinAut's portal, not through the API.";

    /// <summary>Another persnr than the person's own.</summary>
    public const string PersnrFixed = "The persnr of a person cannot be changed.";

    /// <summary>Creates a person from a body of the right form.</summary>
    /// <returns>The person's number, or what is wrong.</returns>
    internal async Task<(long Id, ProblemResult? Error)> CreateAsync(UserRequest request, CancellationToken cancellationToken)
    {
        if (!protector.HasSeveralLookups || !Persnr.TryParse(request.Persnr.Value, Rules, out var persnr))
        {
            return await CreateAloneAsync(request, cancellationToken);
        }

        // While a lookup key is exchanged nodes may write different ones, and the unique index would take the same persnr twice.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockPersnrAsync(protector.CommonLookup(persnr), cancellationToken);
        var created = await CreateAloneAsync(request, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }

    private async Task<(long Id, ProblemResult? Error)> CreateAloneAsync(UserRequest request, CancellationToken cancellationToken)
    {
        var failures = new List<ValidationFailure>();
        if (Persnr.TryParse(request.Persnr.Value, Rules, out var persnr))
        {
            await CheckIsNewAsync(persnr, failures, cancellationToken);
        }
        else
        {
            failures.Add(new ValidationFailure("persnr", NotPersnr));
        }

        var workplaceFailures = new List<ValidationFailure>();
        var workplace = await workplaces.ResolveAsync(request.WorkFor.Value!, null, workplaceFailures, cancellationToken);
        failures.AddRange(workplaceFailures);
        if (failures.ToProblem() is { } problem)
        {
            return (0, problem);
        }

        var now = clock.UtcNow;
        var secret = protector.Protect(persnr);
        var user = new User
        {
            PersnrCipher = secret.Cipher,
            PersnrLookup = secret.Lookup,
            FirstName = request.FirstName.Value!,
            LastName = request.LastName.Value!,
            Email = request.Email.Or(""),
            Mobile = request.Mobile.Or(""),
            Created = now,
            Changed = now,
        };
        await db.Users.AddAsync(user, cancellationToken);
        await EmployAsync(user, workplace!, request.EmployeeAlias.Or(""), cancellationToken);
        await GiveRolesAsync(user, request, again: true, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return (user.Id, null);
    }

    /// <summary>Changes a person by a body of the right form.</summary>
    /// <param name="id">The person's number.</param>
    /// <param name="request">The body.</param>
    /// <param name="signUpAgain">Whether a candidate role signs a withdrawn candidate up anew.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>What is wrong; or, when the change is saved, the person's row as it is now, null when it must be read for that.</returns>
    internal async Task<(UserRow? Row, ProblemResult? Error)> UpdateAsync(long id, UserRequest request, bool signUpAgain, CancellationToken cancellationToken)
    {
        if (await queries.ToChange(db, clock.Today, id).SingleOrDefaultAsync(cancellationToken) is not ({ } user, { } row))
        {
            return (null, new ProblemResult(StatusCodes.Status404NotFound, Problems.NotFound));
        }

        // Only what the body asks for is read: most bodies change an address or a number.
        var isWorkGiven = request.WorkFor.HasValue || request.EmployeeAlias.HasValue;
        if (isWorkGiven)
        {
            // The current employment only: earlier ones may lie out of reach, and are not touched.
            await db.Entry(user).Collection(u => u.Employments).Query().IgnoreQueryFilters().Where(e => e.EndDate == null).LoadAsync(cancellationToken);
        }

        if (request.Userroles.HasValue)
        {
            await db.Entry(user).Collection(u => u.Roles).LoadAsync(cancellationToken);
        }

        var failures = new List<ValidationFailure>();
        if (request.Persnr.HasValue && !IsOwn(user, request.Persnr.Value!))
        {
            failures.Add(new ValidationFailure("persnr", PersnrFixed));
        }

        var workplaceFailures = new List<ValidationFailure>();
        var workplace = request.WorkFor.HasValue
            ? await workplaces.ResolveAsync(request.WorkFor.Value!, user.CurrentEmployment, workplaceFailures, cancellationToken)
            : null;
        failures.AddRange(workplaceFailures);
        if (failures.ToProblem() is { } problem)
        {
            return (null, problem);
        }

        if (isWorkGiven)
        {
            var current = user.CurrentEmployment;
            var alias = request.EmployeeAlias.HasValue ? request.EmployeeAlias.Value! : current.EmployeeAlias;
            if (workplace is not null && workplace != new Workplace(current.CompanyId, current.DepartmentId, current.FranchiseId))
            {
                await EmployAsync(user, workplace, alias, cancellationToken);
            }
            else
            {
                current.EmployeeAlias = alias;
            }
        }

        user.FirstName = request.FirstName.HasValue ? request.FirstName.Value! : user.FirstName;
        user.LastName = request.LastName.HasValue ? request.LastName.Value! : user.LastName;
        user.Email = request.Email.Or(user.Email);
        user.Mobile = request.Mobile.Or(user.Mobile);
        if (await GiveRolesAsync(user, request, signUpAgain, cancellationToken) is { } refusal)
        {
            return (null, refusal);
        }

        if (db.ChangeTracker.HasChanges())
        {
            user.Touch(clock.UtcNow);
            await db.SaveChangesAsync(cancellationToken);
        }

        // Roles and employments were read after the row, which may lack what others changed between.
        return isWorkGiven || request.Userroles.HasValue
            ? (null, null)
            : (row with { FirstName = user.FirstName, LastName = user.LastName, Email = user.Email, Mobile = user.Mobile, Changed = user.Changed }, null);
    }

    private PersnrRules Rules => new(
        persnrs.Value.AcceptSynthetic ?? demo.Value.Enabled, clock.Today >= persnrs.Value.Accept2032ControlDigitsFrom);

    private bool IsOwn(User user, string persnr) =>
        Persnr.IsElevenDigits(persnr) && protector.Reveal(user.PersnrCipher, user.PersnrLookup).Digits == persnr;

    private async Task CheckIsNewAsync(Persnr persnr, List<ValidationFailure> failures, CancellationToken cancellationToken)
    {
        var lookups = protector.Lookups(persnr);
        var owner = await db.Users.IgnoreQueryFilters().Where(u => lookups.Contains(u.PersnrLookup))
            .Select(u => new { u.Id, u.CompanyId }).SingleOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            return;
        }

        if (db.Reach.CompanyIds.Contains(owner.CompanyId))
        {
            failures.Add(new ValidationFailure("persnr", PersnrTaken));
            return;
        }

        failures.Add(new ValidationFailure("persnr", PersnrOutOfReach));
        var refusal = new AuditEntry
        {
            At = clock.UtcNow,
            ActorKind = db.Actor.Kind,
            Actor = db.Actor.Name,
            Action = "refused",
            Entity = "user",
            EntityId = owner.Id,
            UserId = owner.Id,
            Changes = "[]",
            CorrelationId = db.Actor.CorrelationId,
        };
        await db.AuditEntries.AddAsync(refusal, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task EmployAsync(User user, Workplace workplace, string alias, CancellationToken cancellationToken)
    {
        var employment = new Employment
        {
            UserId = user.Id,
            CompanyId = workplace.CompanyId,
            DepartmentId = workplace.DepartmentId,
            FranchiseId = workplace.FranchiseId,
            EmployeeAlias = alias,
            StartDate = clock.Today,
        };
        user.Employ(employment);
        await db.Employments.AddAsync(employment, cancellationToken);
    }

    private async Task<ProblemResult?> GiveRolesAsync(User user, UserRequest request, bool again, CancellationToken cancellationToken)
    {
        var roles = request.Userroles.Or([]).Select(r => UserRoleKey.Parse(ResourceReference.ParseKey(r.Value!, ResourceNames.UserRole)!)!.Value);
        foreach (var role in roles.Distinct())
        {
            if (await signUps.GiveAsync(user, role.Ordning, role.UserType, again, cancellationToken) is not null)
            {
                return ProblemResult.Invalid("userroles", UserStatusWriter.Locked);
            }
        }

        return null;
    }
}
