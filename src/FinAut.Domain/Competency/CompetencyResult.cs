using FinAut.Domain.Privacy;
using FinAut.Domain.UserLogin;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Competency;

/// <summary>A completed course, as an LMS reported it under the encrypted user id that it knows the person by.</summary>
public sealed class CompetencyResult
{
    /// <summary>Longest name or identifier of the external system, in characters.</summary>
    public const int ExternalMaxLength = 255;

    /// <summary>The number in the record's URL.</summary>
    public long Id { get; init; }

    /// <summary>The link between the person and the reporting API user.</summary>
    public required long UserLoginLinkId { get; init; }

    /// <summary>The goal.</summary>
    public required long GoalId { get; init; }

    /// <summary>The day of completion, a date in Oslo.</summary>
    public required DateOnly PassedDate { get; set; }

    /// <summary>The reporting system's name, or empty.</summary>
    public required string ExternalSystem { get; init; }

    /// <summary>The reporting system's identifier of the completion, or empty.</summary>
    [Personal]
    public required string ExternalId { get; init; }

    /// <summary>When the record was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The link.</summary>
    public UserLoginLink UserLoginLink { get; private set; } = null!;
}

internal sealed class CompetencyResultConfiguration : IEntityTypeConfiguration<CompetencyResult>
{
    public void Configure(EntityTypeBuilder<CompetencyResult> builder)
    {
        builder.ToTable("CompetencyResults");
        builder.Property(r => r.ExternalSystem).HasMaxLength(CompetencyResult.ExternalMaxLength);
        builder.Property(r => r.ExternalId).HasMaxLength(CompetencyResult.ExternalMaxLength);
        builder.HasOne(r => r.UserLoginLink).WithMany().HasForeignKey(r => r.UserLoginLinkId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<CompetencyGoal>().WithMany().HasForeignKey(r => r.GoalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.UserLoginLinkId, r.GoalId, r.ExternalSystem, r.ExternalId }).IsUnique();
    }
}
