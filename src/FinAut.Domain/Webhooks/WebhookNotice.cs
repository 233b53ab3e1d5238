using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Webhooks;

/// <summary>Something that somebody must be told of an endpoint. It is written with the attempt that showed it.</summary>
public sealed class WebhookNotice
{
    /// <summary>The row's number.</summary>
    public long Id { get; init; }

    /// <summary>The endpoint.</summary>
    public required long EndpointId { get; init; }

    /// <summary>What happened.</summary>
    public required HealthAction Action { get; init; }

    /// <summary>The first of the failures, UTC; null when there is none to tell of.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When a node last tried to tell, UTC.</summary>
    public DateTimeOffset? Tried { get; private set; }

    /// <summary>When it was told, UTC.</summary>
    public DateTimeOffset? Sent { get; private set; }

    /// <summary>The endpoint.</summary>
    public WebhookEndpoint Endpoint { get; private set; } = null!;
}

internal sealed class WebhookNoticeConfiguration : IEntityTypeConfiguration<WebhookNotice>
{
    public void Configure(EntityTypeBuilder<WebhookNotice> builder)
    {
        builder.ToTable("WebhookNotices");
        builder.Property(n => n.Action).HasConversion<short>();
        builder.HasOne(n => n.Endpoint).WithMany().HasForeignKey(n => n.EndpointId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(n => n.Created);
    }
}
