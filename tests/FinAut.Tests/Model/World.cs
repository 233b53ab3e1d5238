namespace FinAut.Tests.Model;

/// <summary>What of the demo data the sequences play in, as the contract tells it.</summary>
internal static class World
{
    public const string Testfirma = "2265";
    public const string Eksempelbanken = "456";
    public const string OutsideCompany = "9001";

    /// <summary>The encrypted user id that belongs to nobody.</summary>
    public const string UnknownEncryptedId = "nobodys-id";

    public const string Candidate = "ka";
    public const string Administrator = "ba";
    public const string TestLeader = "tl";

    public static readonly IReadOnlyList<string> UserTypes = [Candidate, Administrator, TestLeader];

    /// <summary>Where a department belongs.</summary>
    public static readonly IReadOnlyDictionary<string, string> CompanyOfDepartment =
        new Dictionary<string, string> { ["2266"] = Testfirma, ["123"] = Eksempelbanken, ["9002"] = OutsideCompany };

    /// <summary>Where a franchise belongs.</summary>
    public static readonly IReadOnlyDictionary<string, string> DepartmentOfFranchise =
        new Dictionary<string, string> { ["5001"] = "2266", ["5002"] = "2266", ["5003"] = "123", ["5004"] = "123" };

    /// <summary>Where people outside the sequences work.</summary>
    public static readonly IReadOnlyDictionary<string, string> CompanyOfStranger = new Dictionary<string, string> { ["1"] = Testfirma, ["900001"] = OutsideCompany };

    public static readonly IReadOnlySet<string> Appnames =
        new HashSet<string> { "afr", "krd", "gos", "aip", "sfn", "pfn", "inf", "ukr", "ink", "dig", "fin", "rob", "n2", "n3" };

    public static readonly IReadOnlySet<string> Goals = new HashSet<string> { "1", "2", "456" };

    /// <summary>Whether an actor sees a company. The companies that the sequences leave alone do not matter.</summary>
    public static bool Sees(Actor actor, string? company) => actor switch
    {
        Actor.Company or Actor.Exam => company is Testfirma or Eksempelbanken,
        Actor.Bridge => company is Testfirma or OutsideCompany,
        _ => company is OutsideCompany,
    };
}
