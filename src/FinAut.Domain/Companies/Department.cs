using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Companies;

/// <summary>A department (avdeling) of a company: where people are employed.</summary>
public sealed class Department
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameMaxLength = 100;

    private readonly List<Franchise> _franchises = [];

    /// <summary>The number in the department's URL.</summary>
    public long Id { get; init; }

    /// <summary>The company that it belongs to; never changes.</summary>
    public required long CompanyId { get; init; }

    /// <summary>The department's name.</summary>
    public required string Name { get; set; }

    /// <summary>The company.</summary>
    public Company Company { get; private set; } = null!;

    /// <summary>The department's franchise agreements.</summary>
    public IReadOnlyList<Franchise> Franchises => _franchises;
}

internal sealed class DepartmentConfiguration : IEntityTypeConfiguration<Department>
{
    public void Configure(EntityTypeBuilder<Department> builder)
    {
        builder.ToTable("Departments");
        builder.Property(d => d.Name).HasMaxLength(Department.NameMaxLength);
        builder.HasMany(d => d.Franchises).WithOne(f => f.Department).HasForeignKey(f => f.DepartmentId).OnDelete(DeleteBehavior.Restrict);
    }
}
