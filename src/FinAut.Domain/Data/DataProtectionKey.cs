using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Data;

/// <summary>A key that protects cookies and forms; every node reads them all.</summary>
public sealed class DataProtectionKey
{
    /// <summary>Longest name, in characters.</summary>
    public const int FriendlyNameMaxLength = 200;

    /// <summary>The row's number.</summary>
    public long Id { get; init; }

    /// <summary>What ASP.NET Core calls it.</summary>
    public required string FriendlyName { get; init; }

    /// <summary>The key as ASP.NET Core writes it; what is secret in it is encrypted.</summary>
    public required string Xml { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }
}

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("DataProtectionKeys");
        builder.Property(k => k.FriendlyName).HasMaxLength(DataProtectionKey.FriendlyNameMaxLength);
    }
}
