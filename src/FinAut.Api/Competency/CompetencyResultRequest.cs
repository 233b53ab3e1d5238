using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Competency;
using FluentValidation;

namespace FinAut.Api.Competency;

/// <summary>A completed course.</summary>
public sealed record CompetencyResultRequest
{
    /// <summary>The encrypted user id that UserLogin gave you.</summary>
    /// <example>example_encrypted_id_123</example>
    public Field<string> User { get; init; }

    /// <summary>The goal's number; its URL will do too.</summary>
    /// <example>456</example>
    [WriteField(Reference = true)]
    public Field<long> Goal { get; init; }

    /// <summary>The day of completion; not ahead of today in Oslo.</summary>
    /// <example>2026-09-01</example>
    public Field<DateOnly> PassedDate { get; init; }

    /// <summary>Your system's name.</summary>
    /// <example>LMS</example>
    public Field<string> ExternalSystem { get; init; }

    /// <summary>Your identifier of the completion.</summary>
    /// <example>course-789</example>
    public Field<string> ExternalId { get; init; }

    internal static CompetencyResultRequest From(BodyFields body) => new()
    {
        User = body.Text("user"),
        Goal = body.Id("goal", ResourceNames.CompetencyGoal),
        PassedDate = body.Date("passed_date"),
        ExternalSystem = body.Text("external_system"),
        ExternalId = body.Text("external_id"),
    };
}

/// <summary>Checks the form of a completed course.</summary>
public sealed class CompetencyResultValidator : AbstractValidator<CompetencyResultRequest>
{
    /// <summary>Makes a validator.</summary>
    public CompetencyResultValidator(OsloClock clock)
    {
        RuleFor(r => r.User).Text(CompetencyResult.ExternalMaxLength, required: true, allowBlank: false);
        RuleFor(r => r.Goal).Form(required: true);
        RuleFor(r => r.PassedDate).Form(required: true).NotAhead(clock);
        RuleFor(r => r.ExternalSystem).Text(CompetencyResult.ExternalMaxLength, required: false, allowBlank: true);
        RuleFor(r => r.ExternalId).Text(CompetencyResult.ExternalMaxLength, required: false, allowBlank: true);
    }
}
