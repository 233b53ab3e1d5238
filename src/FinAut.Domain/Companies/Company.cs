using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Companies;

/// <summary>A member firm (bedrift): the unit by which access is given.</summary>
public sealed class Company
{
    /// <summary>Longest name, in characters.</summary>
    public const int NavnMaxLength = 100;

    /// <summary>Digits of an organisation number.</summary>
    public const int OrgnrLength = 9;

    /// <summary>Longest home page address, in characters.</summary>
    public const int HjemmesideMaxLength = 255;

    private static readonly int[] OrgnrWeights = [3, 2, 7, 6, 5, 4, 3, 2];

    private readonly List<Department> _departments = [];

    /// <summary>The number in the company's URL.</summary>
    public long Id { get; init; }

    /// <summary>The firm's name.</summary>
    public required string Navn { get; set; }

    /// <summary>Organisation number, nine digits, or empty.</summary>
    public required string Orgnr { get; set; }

    /// <summary>Home page, or empty.</summary>
    public required string Hjemmeside { get; set; }

    /// <summary>The firm's departments.</summary>
    public IReadOnlyList<Department> Departments => _departments;

    /// <summary>True for an organisation number: nine digits, the last of which is the others' control digit (modulus 11).</summary>
    public static bool IsOrgnr(string text)
    {
        if (text.Length != OrgnrLength || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        // A remainder of 1 would need the digit 10: such numbers are not given out.
        var sum = OrgnrWeights.Select((weight, i) => weight * (text[i] - '0')).Sum();
        return (11 - (sum % 11)) % 11 == text[^1] - '0';
    }
}

internal sealed class CompanyConfiguration : IEntityTypeConfiguration<Company>
{
    public void Configure(EntityTypeBuilder<Company> builder)
    {
        builder.ToTable("Companies");
        builder.Property(c => c.Navn).HasMaxLength(Company.NavnMaxLength);
        builder.Property(c => c.Orgnr).HasMaxLength(Company.OrgnrLength);
        builder.Property(c => c.Hjemmeside).HasMaxLength(Company.HjemmesideMaxLength);
        builder.HasMany(c => c.Departments).WithOne(d => d.Company).HasForeignKey(d => d.CompanyId).OnDelete(DeleteBehavior.Restrict);
    }
}
