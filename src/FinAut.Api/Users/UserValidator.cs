using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Users;
using FluentValidation;

namespace FinAut.Api.Users;

/// <summary>Checks the form of what is written of a person.</summary>
public abstract class UserValidator : AbstractValidator<UserRequest>
{
    private const int PersnrMaxLength = 100;

    /// <summary>Makes a validator.</summary>
    /// <param name="complete">Whether everything that a create needs must be there; else only what is there is checked.</param>
    protected UserValidator(bool complete)
    {
        RuleFor(r => r.Persnr).Text(PersnrMaxLength, required: complete, allowBlank: false);
        RuleFor(r => r.FirstName).Text(User.NameMaxLength, required: complete, allowBlank: false);
        RuleFor(r => r.LastName).Text(User.NameMaxLength, required: complete, allowBlank: false);
        RuleFor(r => r.Email).Email(User.EmailMaxLength);
        RuleFor(r => r.Mobile).Form(required: false).Value((text, fail) =>
        {
            if (text.Length > 0 && !(text.Length == User.MobileLength && text.All(char.IsAsciiDigit)))
            {
                fail(FieldMessages.NotMobile);
            }
        });
        RuleFor(r => r.EmployeeAlias).Text(Employment.EmployeeAliasMaxLength, required: false, allowBlank: true);
        RuleFor(r => r.WorkFor).Form(required: complete);
        RuleFor(r => r.WorkFor.Value!).SetValidator(new WorkForValidator(complete)).When(r => r.WorkFor.HasValue).OverridePropertyName("work_for");
        RuleFor(r => r.Userroles).Form(required: complete).Custom((roles, context) =>
        {
            foreach (var role in roles.Or([]))
            {
                if (role.Mistake is { } mistake)
                {
                    context.AddFailure(mistake);
                }
                else if (ResourceReference.ParseKey(role.Value!, ResourceNames.UserRole) is not { } key)
                {
                    context.AddFailure(FieldMessages.NoMatch);
                }
                else if (UserRoleKey.Parse(key) is null)
                {
                    context.AddFailure(FieldMessages.DoesNotExist);
                }
            }
        });
    }

    private sealed class WorkForValidator : AbstractValidator<WorkForRequest>
    {
        public WorkForValidator(bool complete)
        {
            RuleFor(w => w.Company).Reference(ResourceNames.Companies, required: complete);
            RuleFor(w => w.Department).Reference(ResourceNames.Departments, required: complete);
            RuleFor(w => w.Franchise).Reference(ResourceNames.Franchises, required: false, allowNull: true);
        }
    }
}

/// <summary>For POST and PUT.</summary>
public sealed class CompleteUserValidator() : UserValidator(complete: true);

/// <summary>For PATCH.</summary>
public sealed class PartialUserValidator() : UserValidator(complete: false);
