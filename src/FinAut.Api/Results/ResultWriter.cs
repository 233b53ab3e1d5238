using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FluentValidation.Results;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Results;

/// <summary>Records and corrects exam results. The exam platform decides who passed; contradictions in what it sends are refused.</summary>
public sealed class ResultWriter(FinAutDbContext db, OsloClock clock)
{
    /// <summary>A status that says other than <c>passed</c>.</summary>
    public const string Contradiction = "The status does not agree with passed.";

    /// <summary>A passed exam with a failed topic.</summary>
    public const string FailedTopic = "An exam with a topic that was not passed is not passed.";

    /// <summary>Records a result from a body of the right form.</summary>
    /// <returns>The result's number, or what is wrong.</returns>
    internal async Task<(long Id, ProblemResult? Error)> CreateAsync(ResultRequest request, CancellationToken cancellationToken)
    {
        var userId = ResourceReference.ParseId(request.User.Value!, ResourceNames.User);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is null)
        {
            return (0, ProblemResult.Invalid("user", FieldMessages.DoesNotExist));
        }

        var ordning = OrdningCatalogue.Find(request.Appname.Value)!.Id;
        var examName = request.ExamName.Value!;
        var attempt = request.Attempt.HasValue ? (int)request.Attempt.Value : await NextAttemptAsync(user.Id, ordning, examName, cancellationToken);
        var now = clock.UtcNow;
        var result = new Result
        {
            UserId = user.Id,
            OrdningId = ordning,
            ExamName = examName,
            ExamType = request.ExamType.Value!,
            Score = request.Score.HasValue ? request.Score.Value : null,
            Passed = request.Passed.Value,
            ExamDate = request.ExamDate.Value,
            Attempt = attempt,
            Topics = Topics(request) ?? [],
            Created = now,
            Changed = now,
        };
        if (Contradictions(request, result) is { } problem)
        {
            return (0, problem);
        }

        await db.Results.AddAsync(result, cancellationToken);

        // Two results at once must not take the same attempt.
        user.Bump();
        await db.SaveChangesAsync(cancellationToken);
        return (result.Id, null);
    }

    /// <summary>Corrects a result by a body of the right form. The audit trail keeps what it said before.</summary>
    /// <returns>What is wrong, or null when the correction is saved.</returns>
    internal async Task<ProblemResult?> CorrectAsync(long id, ResultRequest request, CancellationToken cancellationToken)
    {
        var result = await db.Results.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (result is null)
        {
            return new ProblemResult(StatusCodes.Status404NotFound, Problems.NotFound);
        }

        if (request.Score.IsPresent)
        {
            result.Score = request.Score.HasValue ? request.Score.Value : null;
        }

        result.Passed = request.Passed.Or(result.Passed);
        result.ExamDate = request.ExamDate.Or(result.ExamDate);
        result.Attempt = (int)request.Attempt.Or(result.Attempt);
        result.Topics = Topics(request) ?? result.Topics;
        if (Contradictions(request, result) is { } problem)
        {
            return problem;
        }

        if (db.ChangeTracker.HasChanges())
        {
            result.Touch(clock.UtcNow);
            await db.SaveChangesAsync(cancellationToken);
        }

        return null;
    }

    private static List<ResultTopic>? Topics(ResultRequest request) =>
        request.Topics.HasValue ? [.. request.Topics.Value!.Select(t => t.Value!.ToTopic())] : null;

    private static ProblemResult? Contradictions(ResultRequest request, Result result)
    {
        var failures = new List<ValidationFailure>();
        var status = result.Passed ? ResultReply.PassedStatus : ResultReply.FailedStatus;
        if (request.Status.IsPresent && request.Status.Value != status)
        {
            failures.Add(new ValidationFailure("status", Contradiction));
        }

        if (result.Passed && result.Topics.Any(t => !t.Passed))
        {
            failures.Add(new ValidationFailure("passed", FailedTopic));
        }

        return failures.ToProblem();
    }

    private async Task<int> NextAttemptAsync(long userId, long ordningId, string examName, CancellationToken cancellationToken) =>
        1 + (await db.Results.Where(r => r.UserId == userId && r.OrdningId == ordningId && r.ExamName == examName)
            .MaxAsync(r => (int?)r.Attempt, cancellationToken) ?? 0);
}
