namespace FinAut.Domain.Users;

/// <summary>What a person is in an ordning.</summary>
public enum UserType
{
    /// <summary>Candidate, code <c>ka</c>.</summary>
    Kandidat = 1,

    /// <summary>Company administrator, code <c>ba</c>.</summary>
    Bedriftsansvarlig = 2,

    /// <summary>Test leader, code <c>tl</c>.</summary>
    Testleder = 3,
}

/// <summary>The codes of <see cref="UserType"/>, as URLs carry them.</summary>
public static class UserTypeCodes
{
    /// <summary>Every type, in the order in which lists show them.</summary>
    public static IReadOnlyList<UserType> All { get; } = [UserType.Kandidat, UserType.Bedriftsansvarlig, UserType.Testleder];

    /// <summary>The two-letter code.</summary>
    public static string Code(this UserType type) => type switch
    {
        UserType.Kandidat => "ka",
        UserType.Bedriftsansvarlig => "ba",
        UserType.Testleder => "tl",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a user type."),
    };

    /// <summary>The Norwegian name.</summary>
    public static string Name(this UserType type) => type switch
    {
        UserType.Kandidat => "Kandidat",
        UserType.Bedriftsansvarlig => "Bedriftsansvarlig",
        UserType.Testleder => "Testleder",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a user type."),
    };

    /// <summary>The type with this code, or null. Codes are compared exactly.</summary>
    public static UserType? Find(string code) => code switch
    {
        "ka" => UserType.Kandidat,
        "ba" => UserType.Bedriftsansvarlig,
        "tl" => UserType.Testleder,
        _ => null,
    };
}
