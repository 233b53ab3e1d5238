using System.Globalization;

namespace FinAut.Api.Validation;

/// <summary>The words of field messages, which integrators have seen for years and may have built on.</summary>
public static class FieldMessages
{
    /// <summary>Absent.</summary>
    public const string Required = "This field is required.";

    /// <summary>Null.</summary>
    public const string Null = "This field may not be null.";

    /// <summary>Empty.</summary>
    public const string Blank = "This field may not be blank.";

    /// <summary>Not a text.</summary>
    public const string NotText = "Not a valid string.";

    /// <summary>Not true or false.</summary>
    public const string NotBoolean = "Must be a valid boolean.";

    /// <summary>Not a whole number.</summary>
    public const string NotInteger = "A valid integer is required.";

    /// <summary>Not a number.</summary>
    public const string NotNumber = "A valid number is required.";

    /// <summary>Not a date.</summary>
    public const string NotDate = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";

    /// <summary>A date that must not lie ahead.</summary>
    public const string DateAhead = "The date may not lie ahead of today.";

    /// <summary>Not an email address.</summary>
    public const string NotEmail = "Enter a valid email address.";

    /// <summary>Not a mobile number.</summary>
    public const string NotMobile = "Enter a valid mobile number: exactly 8 digits.";

    /// <summary>A character that no database keeps.</summary>
    public const string NullCharacter = "Null characters are not allowed.";

    /// <summary>Not a reference.</summary>
    public const string NoMatch = "Invalid hyperlink - No URL match.";

    /// <summary>A reference to nothing in reach.</summary>
    public const string DoesNotExist = "Invalid hyperlink - Object does not exist.";

    /// <summary>A department of another company.</summary>
    public const string ForeignDepartment = "The department does not belong to the company.";

    /// <summary>A franchise of another department.</summary>
    public const string ForeignFranchise = "The franchise does not belong to the department.";

    /// <summary>Too long a text.</summary>
    public static string TooLong(int length) => string.Create(CultureInfo.InvariantCulture, $"Ensure this field has no more than {length} characters.");

    /// <summary>Too low a number.</summary>
    public static string TooLow(int least) => string.Create(CultureInfo.InvariantCulture, $"Ensure this value is greater than or equal to {least}.");

    /// <summary>Too high a number.</summary>
    public static string TooHigh(int most) => string.Create(CultureInfo.InvariantCulture, $"Ensure this value is less than or equal to {most}.");

    /// <summary>Too many decimals.</summary>
    public static string TooManyDecimals(int decimals) =>
        string.Create(CultureInfo.InvariantCulture, $"Ensure that there are no more than {decimals} decimal places.");

    /// <summary>None of the values that the field may have.</summary>
    public static string NotAChoice(string value) => $"\"{value}\" is not a valid choice.";

    /// <summary>Not an object.</summary>
    public static string NotObject(string kind) => $"Invalid data. Expected a dictionary, but got {kind}.";

    /// <summary>Not a list.</summary>
    public static string NotList(string kind) => $"Expected a list of items but got type \"{kind}\".";
}
