namespace FinAut.Api.Http;

/// <summary>The words of field messages, which integrators have seen for years and may have built on.</summary>
public static class Fields
{
    /// <summary>The form of a date.</summary>
    public const string DateFormat = "yyyy-MM-dd";

    /// <summary>Not a date.</summary>
    public const string WrongDate = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";

    /// <summary>Not a whole number.</summary>
    public const string WrongInteger = "A valid integer is required.";
}
