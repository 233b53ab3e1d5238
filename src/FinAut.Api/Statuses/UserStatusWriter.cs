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
    internal Task<(UserStatus? Added, ProblemResult? Error)> CreateAsync(UserStatusRequest request, CancellationToken cancellationToken) =>
        CreateAsync(request, accessor.Caller!.Scopes.HasFlag(Scopes.Exam), locked: false, cancellationToken);

    /// <summary>Records a status from a body of the right form.</summary>
    /// <param name="request">The body.</param>
    /// <param name="isNorskTest">Whether Norsk Test sets it, which may set any code.</param>
    /// <param name="locked">Whether companies may not change it.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The record, or what is wrong.</returns>
    internal async Task<(UserStatus? Added, ProblemResult? Error)> CreateAsync(
        UserStatusRequest request, bool isNorskTest, bool locked, CancellationToken cancellationToken)
    {
        var ordning = OrdningCatalogue.Find(request.Appname.Value)!;
        var status = request.Status.Value!;
        if (isNorskTest ? !StatusCode.Exists(ordning, status) : !StatusTransitions.MayCompanySet(status))
        {
            return (null, ProblemResult.Invalid("status", FieldMessages.NotAChoice(status)));
        }

        var userId = ResourceReference.ParseId(request.User.Value!, ResourceNames.User);
        if (await queries.ToChange(db, userId ?? 0, ordning.Id, cancellationToken) is not ({ } user, _, { } records))
        {
            return (null, ProblemResult.Invalid("user", FieldMessages.DoesNotExist));
        }

        var setBy = request.StatusSetBy.HasValue ? ResourceReference.ParseId(request.StatusSetBy.Value!, ResourceNames.User) : user.Id;
        if (setBy is null || (setBy != user.Id && !await db.Users.AnyAsync(u => u.Id == setBy, cancellationToken)))
        {
            return (null, ProblemResult.Invalid("status_set_by", FieldMessages.DoesNotExist));
        }

        var history = new StatusHistory(ordning, records);
        var date = request.StatusDate.Or(clock.Today);
        if (!isNorskTest && history.WhyNot(status, date) is { } refusal)
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
            StatusSetById = setBy.Value,
            Comment = request.Comment.Or(""),
            Created = clock.UtcNow,
            Locked = locked,
        };
        await db.UserStatuses.AddAsync(record, cancellationToken);
        history.Follow(record);

        // Whoever has a candidate's status is a candidate, also when Norsk Test says so.
        if (record.Track == StatusTrack.Candidate && status != StatusCode.Utmeldt)
        {
            user.GiveRole(ordning.Id, UserType.Kandidat);
        }

        user.Touch(clock.UtcNow);
        await db.SaveChangesAsync(cancellationToken);
        return (record, null);
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
