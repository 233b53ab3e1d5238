using FinAut.Domain.Companies;
using FinAut.Domain.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Users;

/// <summary>A person's employment at a department, now or before. A person has exactly one current employment.</summary>
public sealed class Employment
{
    /// <summary>Longest <see cref="EmployeeAlias"/>, in characters.</summary>
    public const int EmployeeAliasMaxLength = 100;

    /// <summary>The number in the employment's URL.</summary>
    public long Id { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <summary>The employer.</summary>
    public required long CompanyId { get; init; }

    /// <summary>The department, one of the employer's.</summary>
    public required long DepartmentId { get; init; }

    /// <summary>The franchise, one of the department's, or null.</summary>
    public long? FranchiseId { get; init; }

    /// <summary>The employer's own identifier for the person, free text, or empty.</summary>
    [Personal]
    public required string EmployeeAlias { get; set; }

    /// <summary>First day, a date in Oslo.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>Last day, a date in Oslo; null while the employment is current.</summary>
    public DateOnly? EndDate { get; private set; }

    /// <summary>The person.</summary>
    public User User { get; private set; } = null!;

    /// <summary>Ends the employment. A second call changes nothing.</summary>
    /// <param name="date">Last day, a date in Oslo; a date before the first day counts as the first day.</param>
    public void End(DateOnly date) => EndDate ??= date < StartDate ? StartDate : date;
}

internal sealed class EmploymentConfiguration : IEntityTypeConfiguration<Employment>
{
    public void Configure(EntityTypeBuilder<Employment> builder)
    {
        builder.ToTable("Employments");
        builder.Property(e => e.EmployeeAlias).HasMaxLength(Employment.EmployeeAliasMaxLength);
        builder.HasOne<Company>().WithMany().HasForeignKey(e => e.CompanyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Department>().WithMany().HasForeignKey(e => e.DepartmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Franchise>().WithMany().HasForeignKey(e => e.FranchiseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => e.UserId);
        builder.HasIndex(e => e.UserId, "IX_Employments_Current").IsUnique();
        builder.HasIndex(e => e.EmployeeAlias);
    }
}
