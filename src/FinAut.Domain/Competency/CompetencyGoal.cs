using FinAut.Domain.Ordninger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Competency;

/// <summary>A topic of the yearly update (årlig oppdatering) that candidates must complete.</summary>
public sealed class CompetencyGoal
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameMaxLength = 255;

    /// <summary>The number in the goal's URL, which clients use as the goal's identifier.</summary>
    public long Id { get; init; }

    /// <summary>What the goal is about.</summary>
    public required string Name { get; init; }

    /// <summary>The ordning, or null for a goal that is common to all.</summary>
    public required long? OrdningId { get; init; }

    /// <summary>The calendar year.</summary>
    public required int Year { get; init; }

    /// <summary>Hours that count towards the insurance schemes' yearly duty, or null.</summary>
    public required decimal? Hours { get; init; }

    /// <summary>Whether every candidate must complete it.</summary>
    public required bool Mandatory { get; init; }
}

internal sealed class CompetencyGoalConfiguration : IEntityTypeConfiguration<CompetencyGoal>
{
    public void Configure(EntityTypeBuilder<CompetencyGoal> builder)
    {
        builder.ToTable("CompetencyGoals");
        builder.Property(g => g.Name).HasMaxLength(CompetencyGoal.NameMaxLength);
        builder.Property(g => g.Hours).HasPrecision(5, 2);
        builder.HasOne<Ordning>().WithMany().HasForeignKey(g => g.OrdningId).OnDelete(DeleteBehavior.Restrict);
    }
}
