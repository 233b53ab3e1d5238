using FinAut.Domain.Companies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Users;

/// <summary>A company that a bedriftsansvarlig administers besides, or instead of, the employer. Set by Norsk Test's staff.</summary>
public sealed class Administration
{
    /// <summary>The bedriftsansvarlig.</summary>
    public required long UserId { get; init; }

    /// <summary>The company.</summary>
    public required long CompanyId { get; init; }
}

internal sealed class AdministrationConfiguration : IEntityTypeConfiguration<Administration>
{
    public void Configure(EntityTypeBuilder<Administration> builder)
    {
        builder.ToTable("Administrations");
        builder.HasKey(a => new { a.UserId, a.CompanyId });
        builder.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Company>().WithMany().HasForeignKey(a => a.CompanyId).OnDelete(DeleteBehavior.Restrict);
    }
}
