namespace FinAut.Domain.Data;

/// <summary>What a caller may see: the data of some companies, and the encrypted user ids of one API user.</summary>
/// <param name="ApiUserId">The API user; 0 is nobody.</param>
/// <param name="CompanyIds">The companies.</param>
public sealed record Reach(long ApiUserId, long[] CompanyIds)
{
    /// <summary>Nothing at all: what a context has until a caller is known.</summary>
    public static Reach Nothing { get; } = new(0, []);
}
