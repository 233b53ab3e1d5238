using FinAut.Domain.Ordninger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Users;

/// <summary>A role that a person was given in an ordning. A candidate role does not show while the person is withdrawn (utmeldt).</summary>
public sealed class UserRole
{
    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <summary>The ordning.</summary>
    public required long OrdningId { get; init; }

    /// <summary>The kind of role.</summary>
    public required UserType UserType { get; init; }
}

internal sealed class UserRoleConfiguration : IEntityTypeConfiguration<UserRole>
{
    public void Configure(EntityTypeBuilder<UserRole> builder)
    {
        builder.ToTable("UserRoles");
        builder.HasKey(r => new { r.UserId, r.OrdningId, r.UserType });
        builder.HasOne<Ordning>().WithMany().HasForeignKey(r => r.OrdningId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(r => r.UserType).HasConversion<short>();
    }
}
