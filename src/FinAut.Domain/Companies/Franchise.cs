using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Companies;

/// <summary>A franchise agreement (franchiseavtale) under a department.</summary>
public sealed class Franchise
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameMaxLength = 100;

    /// <summary>The number in the franchise's URL.</summary>
    public long Id { get; init; }

    /// <summary>The department that it belongs to; never changes.</summary>
    public required long DepartmentId { get; init; }

    /// <summary>The franchise's name.</summary>
    public required string Name { get; set; }

    /// <summary>The department.</summary>
    public Department Department { get; private set; } = null!;
}

internal sealed class FranchiseConfiguration : IEntityTypeConfiguration<Franchise>
{
    public void Configure(EntityTypeBuilder<Franchise> builder)
    {
        builder.ToTable("Franchises");
        builder.Property(f => f.Name).HasMaxLength(Franchise.NameMaxLength);
    }
}
