using System.Text.RegularExpressions;
using FinAut.Api.Http;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FluentValidation;

namespace FinAut.Api.Validation;

/// <summary>What the validators of request bodies are made of.</summary>
internal static partial class FieldRules
{
    private const int RegexTimeoutMilliseconds = 100;

    /// <summary>The field must be there when asked, must not be null unless allowed, and must have the right type.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> Form<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule, bool required, bool allowNull = false) => rule.Custom((field, context) =>
    {
        if (!field.IsPresent)
        {
            if (required)
            {
                context.AddFailure(FieldMessages.Required);
            }
        }
        else if (field.Mistake is { } mistake && !(allowNull && field.IsNull))
        {
            context.AddFailure(mistake);
        }
    });

    /// <summary>A text of at most so many characters.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<string>> Text<TBody>(
        this IRuleBuilder<TBody, Field<string>> rule, int maxLength, bool required, bool allowBlank) =>
        rule.Form(required).Value((text, fail) => CheckText(text, maxLength, allowBlank, fail));

    /// <summary>The code of an ordning.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<string>> AppName<TBody>(this IRuleBuilder<TBody, Field<string>> rule) =>
        rule.Text(Ordning.AppNameMaxLength, required: true, allowBlank: false).Value((text, fail) =>
        {
            if (OrdningCatalogue.Find(text) is null)
            {
                fail(FieldMessages.NotAChoice(text));
            }
        });

    /// <summary>An email address, or empty.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<string>> Email<TBody>(this IRuleBuilder<TBody, Field<string>> rule, int maxLength) =>
        rule.Text(maxLength, required: false, allowBlank: true).Value((text, fail) =>
        {
            if (text.Length > 0 && !EmailAddress().IsMatch(text))
            {
                fail(FieldMessages.NotEmail);
            }
        });

    /// <summary>A reference to a resource with a number; whether it exists is another question.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<string>> Reference<TBody>(
        this IRuleBuilder<TBody, Field<string>> rule, string resource, bool required, bool allowNull = false) =>
        rule.Form(required, allowNull).Value((text, fail) =>
        {
            if (ResourceReference.ParseId(text, resource) is null)
            {
                fail(FieldMessages.NoMatch);
            }
        });

    /// <summary>A check of the value, where there is one of the right type.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> Value<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule, Action<T, Action<string>> check) => rule.Custom((field, context) =>
    {
        if (field.HasValue)
        {
            check(field.Value!, context.AddFailure);
        }
    });

    /// <summary>A percent from 0 to 100 with at most two decimals, or null.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<decimal>> Percent<TBody>(this IRuleBuilder<TBody, Field<decimal>> rule) =>
        rule.Form(required: false, allowNull: true).Value((percent, fail) =>
        {
            if (percent is < 0 or > Result.MaxScore)
            {
                fail(percent < 0 ? FieldMessages.TooLow(0) : FieldMessages.TooHigh((int)Result.MaxScore));
            }
            else if (decimal.Round(percent, Result.ScoreDecimals) != percent)
            {
                fail(FieldMessages.TooManyDecimals(Result.ScoreDecimals));
            }
        });

    /// <summary>A date that is not ahead of today in Oslo.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<DateOnly>> NotAhead<TBody>(
        this IRuleBuilder<TBody, Field<DateOnly>> rule, OsloClock clock) => rule.Value((date, fail) =>
    {
        if (date > clock.Today)
        {
            fail(FieldMessages.DateAhead);
        }
    });

    private static void CheckText(string text, int maxLength, bool allowBlank, Action<string> fail)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            fail(FieldMessages.NullCharacter);
            return;
        }

        var length = text.EnumerateRunes().Count();
        if (length == 0 && !allowBlank)
        {
            fail(FieldMessages.Blank);
        }
        else if (length > maxLength)
        {
            fail(FieldMessages.TooLong(maxLength));
        }
    }

    [GeneratedRegex(
        @"^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}(?<!-)\z",
        RegexOptions.CultureInvariant,
        RegexTimeoutMilliseconds)]
    private static partial Regex EmailAddress();
}
