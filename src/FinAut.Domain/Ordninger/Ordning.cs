using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Ordninger;

/// <summary>An authorisation scheme (ordning) that FinAut runs. The schemes are fixed and come with the migrations.</summary>
public sealed class Ordning
{
    /// <summary>Longest <see cref="AppName"/>, in characters.</summary>
    public const int AppNameMaxLength = 10;

    /// <summary>Longest name of any kind, in characters.</summary>
    public const int NameMaxLength = 100;

    /// <summary>The number in the scheme's URL.</summary>
    public long Id { get; init; }

    /// <summary>The scheme's code, such as <c>afr</c>: lower case, unique, never a URL.</summary>
    public required string AppName { get; init; }

    /// <summary>The full Norwegian name.</summary>
    public required string Name { get; init; }

    /// <summary>The name in everyday use.</summary>
    public required string ShortName { get; init; }

    /// <summary>The abbreviation.</summary>
    public required string Abbreviation { get; init; }

    /// <summary>Place in lists for people; several schemes may share one.</summary>
    public required int SortOrder { get; init; }
}

internal sealed class OrdningConfiguration : IEntityTypeConfiguration<Ordning>
{
    public void Configure(EntityTypeBuilder<Ordning> builder)
    {
        builder.ToTable("Ordninger");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.AppName).HasMaxLength(Ordning.AppNameMaxLength);
        builder.Property(o => o.Name).HasMaxLength(Ordning.NameMaxLength);
        builder.Property(o => o.ShortName).HasMaxLength(Ordning.NameMaxLength);
        builder.Property(o => o.Abbreviation).HasMaxLength(Ordning.NameMaxLength);
        builder.HasIndex(o => o.AppName).IsUnique();
        builder.HasData(OrdningCatalogue.All);
    }
}
