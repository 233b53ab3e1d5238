using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Results;
using FluentValidation;

namespace FinAut.Api.Results;

/// <summary>A result, or a correction of one, from Norsk Test's exam platform.</summary>
public sealed record ResultRequest
{
    /// <summary>The person: URL, path or number. Cannot be changed later.</summary>
    /// <example>/finautapi/v1/user/590499/</example>
    [WriteField(Reference = true)]
    public Field<string> User { get; init; }

    /// <summary>The ordning's code. Cannot be changed later.</summary>
    /// <example>afr</example>
    public Field<string> Appname { get; init; }

    /// <summary>What was examined. Cannot be changed later.</summary>
    /// <example>Sparing og investering</example>
    public Field<string> ExamName { get; init; }

    /// <summary>The kind of exam. Cannot be changed later.</summary>
    /// <example>kunnskapsprøve</example>
    public Field<string> ExamType { get; init; }

    /// <summary>Percent, 0 to 100 with at most two decimals, or null for an exam without a score.</summary>
    /// <example>82.5</example>
    [WriteField(Nullable = true)]
    public Field<decimal> Score { get; init; }

    /// <summary>Whether the exam was passed.</summary>
    /// <example>true</example>
    public Field<bool> Passed { get; init; }

    /// <summary>May repeat what <c>passed</c> says: <c>bestått</c> or <c>ikke bestått</c>.</summary>
    public Field<string> Status { get; init; }

    /// <summary>The day of the exam; not ahead of today in Oslo.</summary>
    /// <example>2026-09-14</example>
    public Field<DateOnly> ExamDate { get; init; }

    /// <summary>Which attempt it was, from 1. Default: the next.</summary>
    /// <example>1</example>
    public Field<long> Attempt { get; init; }

    /// <summary>The topics (emner) of the exam.</summary>
    public Field<IReadOnlyList<Field<TopicRequest>>> Topics { get; init; }

    internal static ResultRequest From(BodyFields body) => new()
    {
        User = body.Reference("user"),
        Appname = body.Text("appname"),
        ExamName = body.Text("exam_name"),
        ExamType = body.Text("exam_type"),
        Score = body.Number("score"),
        Passed = body.Boolean("passed"),
        Status = body.Text("status"),
        ExamDate = body.Date("exam_date"),
        Attempt = body.Integer("attempt"),
        Topics = body.Objects("topics", TopicRequest.From),
    };
}

/// <summary>One topic (emne) of an exam.</summary>
public sealed record TopicRequest
{
    /// <summary>The topic's name.</summary>
    /// <example>Regelverk</example>
    public Field<string> Name { get; init; }

    /// <summary>Percent, 0 to 100 with at most two decimals, or null.</summary>
    /// <example>80</example>
    [WriteField(Nullable = true)]
    public Field<decimal> Score { get; init; }

    /// <summary>Whether the topic was passed.</summary>
    /// <example>true</example>
    public Field<bool> Passed { get; init; }

    internal static TopicRequest From(BodyFields body) => new()
    {
        Name = body.Text("name"),
        Score = body.Number("score"),
        Passed = body.Boolean("passed"),
    };

    internal ResultTopic ToTopic() => new(Name.Value!, Score.HasValue ? Score.Value : null, Passed.Value);
}

/// <summary>Checks the form of a result.</summary>
public abstract class ResultValidator : AbstractValidator<ResultRequest>
{
    private const int MaxAttempt = 1000;

    /// <summary>Makes a validator.</summary>
    /// <param name="complete">Whether everything that a create needs must be there; else only what a correction may change is checked.</param>
    /// <param name="clock">Knows today.</param>
    protected ResultValidator(bool complete, OsloClock clock)
    {
        if (complete)
        {
            RuleFor(r => r.User).Reference(ResourceNames.User, required: true);
            RuleFor(r => r.Appname).AppName();
            RuleFor(r => r.ExamName).Text(Result.TextMaxLength, required: true, allowBlank: false);
            RuleFor(r => r.ExamType).Text(Result.TextMaxLength, required: true, allowBlank: false);
        }

        RuleFor(r => r.Score).Percent();
        RuleFor(r => r.Passed).Form(required: complete);
        RuleFor(r => r.Status).Form(required: false);
        RuleFor(r => r.ExamDate).Form(required: complete).NotAhead(clock);
        RuleFor(r => r.Attempt).Form(required: false).Value((attempt, fail) =>
        {
            if (attempt is < 1 or > MaxAttempt)
            {
                fail(attempt < 1 ? FieldMessages.TooLow(1) : FieldMessages.TooHigh(MaxAttempt));
            }
        });
        RuleFor(r => r.Topics).Form(required: false).Custom((topics, context) =>
        {
            foreach (var (index, topic) in topics.Or([]).Index())
            {
                if (topic.Mistake is { } mistake)
                {
                    context.AddFailure($"topics.{index}", mistake);
                    continue;
                }

                foreach (var failure in TopicValidator.Instance.Validate(topic.Value!).Errors)
                {
                    context.AddFailure($"topics.{index}.{failure.PropertyName}", failure.ErrorMessage);
                }
            }
        });
    }

    private sealed class TopicValidator : AbstractValidator<TopicRequest>
    {
        public static readonly TopicValidator Instance = new();

        private TopicValidator()
        {
            RuleFor(t => t.Name).Text(Result.TextMaxLength, required: true, allowBlank: false);
            RuleFor(t => t.Score).Percent();
            RuleFor(t => t.Passed).Form(required: true);
        }
    }
}

/// <summary>For POST.</summary>
public sealed class NewResultValidator(OsloClock clock) : ResultValidator(complete: true, clock);

/// <summary>For PATCH.</summary>
public sealed class CorrectionValidator(OsloClock clock) : ResultValidator(complete: false, clock);
