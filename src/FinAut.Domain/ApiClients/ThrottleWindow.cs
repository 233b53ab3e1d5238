using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.ApiClients;

/// <summary>An API user's present window of requests, shared by all nodes.</summary>
public sealed class ThrottleWindow
{
    /// <summary>The API user.</summary>
    public required long ApiUserId { get; init; }

    /// <summary>When the first request of the window came, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Requests admitted in the window.</summary>
    public required int Count { get; init; }
}

internal sealed class ThrottleWindowConfiguration : IEntityTypeConfiguration<ThrottleWindow>
{
    public void Configure(EntityTypeBuilder<ThrottleWindow> builder)
    {
        builder.ToTable("ThrottleWindows");
        builder.HasKey(w => w.ApiUserId);
        builder.Property(w => w.ApiUserId).ValueGeneratedNever();
        builder.HasOne<ApiUser>().WithMany().HasForeignKey(w => w.ApiUserId).OnDelete(DeleteBehavior.Cascade);
    }
}
