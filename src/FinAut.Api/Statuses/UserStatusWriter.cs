using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Statuses;

/// <summary>Records new statuses.</summary>
public sealed class UserStatusWriter(FinAutDbContext db, CompiledStatusQueries queries, CallerAccessor accessor, OsloClock clock)
{
    /// <summary>Nothing to put on hold or to withdraw from.</summary>
    public const string NotSignedUp = "The user is not signed up for this ordning.";

    /// <summary>Too early a date.</summary>
    public const string BeforeSignUp = "The status date lies before the user was signed up for this ordning.";

    /// <summary>On hold after a withdrawal.</summary>
    public const string Withdrawn = "The user is utmeldt from this ordning.";

    /// <summary>A status that Norsk Test's staff keep as it is.</summary>
    public const string Locked = "The user's status in this ordning is locked by Norsk Test.";

    /// <summary>The status that is in effect.</summary>
    public static string Same(string status) => $"The user's status is {status} already.";

    /// <summary>Records a status from a body of the right form.</summary>
    /// <returns>The record, or what is wrong.</returns>
    internal async Task<(UserStatus? Added, ProblemResult? Error)> CreateAsync(UserStatusRequest request, CancellationToken cancellationToken)
    {
        var isExam = accessor.Caller!.Scopes.HasFlag(Scopes.Exam);
        var ordning = OrdningCatalogue.Find(request.Appname.Value)!;
        var status = request.Status.Value!;
        if (isExam ? !StatusCode.Exists(ordning, status) : !StatusTransitions.MayCompanySet(status))
        {
            return (null, ProblemResult.Invalid("status", FieldMessages.NotAChoice(status)));
        }

        var userId = ResourceReference.ParseId(request.User.Value!, ResourceNames.User);
        if (await queries.ToChange(db, userId ?? 0, ordning.Id, cancellationToken) is not { } candidate)
        {
            return (null, ProblemResult.Invalid("user", FieldMessages.DoesNotExist));
        }

        var user = candidate.User;
        var setBy = request.StatusSetBy.HasValue ? ResourceReference.ParseId(request.StatusSetBy.Value!, ResourceNames.User) : user.Id;
        if (setBy is null || (setBy != user.Id && !await db.Users.AnyAsync(u => u.Id == setBy, cancellationToken)))
        {
            return (null, ProblemResult.Invalid("status_set_by", FieldMessages.DoesNotExist));
        }

        var date = request.StatusDate.Or(clock.Today);
        if (!isExam && new StatusHistory(ordning, candidate.Records).WhyNot(status, date) is { } refusal)
        {
            return (null, Explain(refusal, status));
        }

        var record = new UserStatus
        {
            UserId = user.Id,
            OrdningId = ordning.Id,
            Status = status,
            Reason = request.Reason.Value!,
            StatusDate = date,
            StatusSetById = setBy,
            Comment = request.Comment.Or(""),
            Created = clock.UtcNow,
        };
        await AddAsync(record, candidate, ordning, cancellationToken);
        return (record, null);
    }

    /// <summary>Records a status that Norsk Test's staff set: any code, for a person who is or was enrolled in the ordning.</summary>
    /// <returns>The record, or why it was refused; neither when nobody within reach has the number.</returns>
    internal async Task<(UserStatus? Added, StatusRefusal? Refusal)> CreateAsync(StaffStatus status, CancellationToken cancellationToken)
    {
        if (await queries.ToChange(db, status.UserId, status.Ordning.Id, cancellationToken) is not { } candidate)
        {
            return (null, null);
        }

        var history = new StatusHistory(status.Ordning, candidate.Records);
        if (!history.WasEverEnrolled(StatusCode.TrackOf(status.Code)))
        {
            return (null, StatusRefusal.NotSignedUp);
        }

        // The same in every word is a form that was sent twice.
        if (history.InEffect(status.Date, StatusCode.TrackOf(status.Code)) is { } present && status.IsSaidBy(present))
        {
            return (null, StatusRefusal.Same);
        }

        var record = new UserStatus
        {
            UserId = status.UserId,
            OrdningId = status.Ordning.Id,
            Status = status.Code,
            Reason = status.Reason,
            StatusDate = status.Date,
            StatusSetById = null,
            Comment = status.Comment,
            Created = clock.UtcNow,
            Locked = status.Locked,
        };
        await AddAsync(record, candidate, status.Ordning, cancellationToken);
        return (record, null);
    }

    private async Task AddAsync(UserStatus record, CandidateToChange candidate, Ordning ordning, CancellationToken cancellationToken)
    {
        await db.UserStatuses.AddAsync(record, cancellationToken);
        new StatusHistory(ordning, candidate.Records).Follow(record);

        // A person with a candidate's status is a candidate, also when Norsk Test sets it.
        if (record.Track == StatusTrack.Candidate && record.Status != StatusCode.Utmeldt)
        {
            candidate.User.GiveRole(ordning.Id, UserType.Kandidat);
        }

        candidate.User.Touch(clock.UtcNow);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static ProblemResult Explain(StatusRefusal refusal, string status) => refusal switch
    {
        StatusRefusal.NotSignedUp => ProblemResult.Invalid("appname", NotSignedUp),
        StatusRefusal.BeforeSignUp => ProblemResult.Invalid("status_date", BeforeSignUp),
        StatusRefusal.Same => ProblemResult.Invalid("status", Same(status)),
        StatusRefusal.Withdrawn => ProblemResult.Invalid("status", Withdrawn),
        StatusRefusal.Locked => ProblemResult.Invalid("status", Locked),
        StatusRefusal.NotAllowed => ProblemResult.Invalid("status", $"The user's present status cannot become {status}."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Not a refusal."),
    };
}

/// <summary>A status to be set by Norsk Test's staff, every part known to be valid.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Ordning">The ordning.</param>
/// <param name="Code">The status' code in the ordning.</param>
/// <param name="Date">The day from which it holds.</param>
/// <param name="Reason">Why; normalised.</param>
/// <param name="Comment">A comment, or empty; normalised.</param>
/// <param name="Locked">Whether companies may not change it.</param>
internal sealed record StaffStatus(long UserId, Ordning Ordning, string Code, DateOnly Date, string Reason, string Comment, bool Locked)
{
    /// <summary>Whether the status authorises the person.</summary>
    public bool Authorises => Code == StatusCode.Ok(Ordning);

    /// <summary>Whether a record says just the same.</summary>
    public bool IsSaidBy(UserStatus record) =>
        (record.Status, record.StatusDate, record.Reason, record.Comment, record.Locked) == (Code, Date, Reason, Comment, Locked);
}
