using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Statuses;
using FluentValidation;

namespace FinAut.Api.Statuses;

/// <summary>A new status.</summary>
public sealed record UserStatusRequest
{
    /// <summary>The person: URL, path or number.</summary>
    /// <example>/finautapi/v1/user/590499/</example>
    [WriteField(Reference = true)]
    public Field<string> User { get; init; }

    /// <summary>The ordning's code.</summary>
    /// <example>afr</example>
    public Field<string> Appname { get; init; }

    /// <summary><c>hvilende</c> (on hold) or <c>utmeldt</c> (withdrawn).</summary>
    /// <example>hvilende</example>
    public Field<string> Status { get; init; }

    /// <summary>Why, in free text.</summary>
    /// <example>hvilende</example>
    public Field<string> Reason { get; init; }

    /// <summary>The day from which the status holds; may lie ahead. Default: today in Oslo.</summary>
    /// <example>2026-12-01</example>
    public Field<DateOnly> StatusDate { get; init; }

    /// <summary>Who set it: URL, path or number. Default: the person.</summary>
    [WriteField(Reference = true)]
    public Field<string> StatusSetBy { get; init; }

    /// <summary>A comment.</summary>
    /// <example>Foreldrepermisjon</example>
    public Field<string> Comment { get; init; }

    internal static UserStatusRequest From(BodyFields body) => new()
    {
        User = body.Reference("user"),
        Appname = body.Text("appname"),
        Status = body.Text("status"),
        Reason = body.Text("reason"),
        StatusDate = body.Date("status_date"),
        StatusSetBy = body.Reference("status_set_by"),
        Comment = body.Text("comment"),
    };
}

/// <summary>Checks the form of a new status.</summary>
public sealed class UserStatusValidator : AbstractValidator<UserStatusRequest>
{
    /// <summary>Makes a validator.</summary>
    public UserStatusValidator()
    {
        RuleFor(r => r.User).Reference(ResourceNames.User, required: true);
        RuleFor(r => r.Appname).AppName();
        RuleFor(r => r.Status).Text(StatusCode.MaxLength, required: true, allowBlank: false);
        RuleFor(r => r.Reason).Text(UserStatus.ReasonMaxLength, required: true, allowBlank: false);
        RuleFor(r => r.StatusDate).Form(required: false);
        RuleFor(r => r.StatusSetBy).Reference(ResourceNames.User, required: false);
        RuleFor(r => r.Comment).Text(UserStatus.CommentMaxLength, required: false, allowBlank: true);
    }
}
