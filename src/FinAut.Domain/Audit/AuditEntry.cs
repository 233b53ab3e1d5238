using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Audit;

/// <summary>One change, and who made it. Entries are added in the transaction of the change, never changed.</summary>
public sealed class AuditEntry
{
    /// <summary>Longest actor name, in characters.</summary>
    public const int ActorMaxLength = 200;

    /// <summary>Longest name of an entity or an action, in characters.</summary>
    public const int NameMaxLength = 50;

    /// <summary>Longest correlation id, in characters.</summary>
    public const int CorrelationIdMaxLength = 64;

    /// <summary>The entry's number.</summary>
    public long Id { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The kind of actor.</summary>
    public required ActorKind ActorKind { get; init; }

    /// <summary>The actor: a client id, a user name, or the name of a command.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, such as <c>created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing that changed, by its name on the wire, such as <c>user</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The number of the thing that changed; 0 where it has none.</summary>
    public required long EntityId { get; init; }

    /// <summary>The person concerned, or null.</summary>
    public long? UserId { get; init; }

    /// <summary>JSON array of <c>{field, old, new}</c>. A persnr in it is masked; secrets and tokens are never in it.</summary>
    public required string Changes { get; init; }

    /// <summary>The correlation id of the request, or empty.</summary>
    public required string CorrelationId { get; init; }
}

/// <summary>The kinds of actor.</summary>
public enum ActorKind
{
    /// <summary>An OAuth application.</summary>
    Application = 1,

    /// <summary>An API user in a browser.</summary>
    ApiUser = 2,

    /// <summary>Norsk Test's staff.</summary>
    Staff = 3,

    /// <summary>A command, or the server itself.</summary>
    System = 4,

    /// <summary>A candidate in a browser; named by the number of the account.</summary>
    Candidate = 5,
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.Property(e => e.ActorKind).HasConversion<short>();
        builder.Property(e => e.Actor).HasMaxLength(AuditEntry.ActorMaxLength);
        builder.Property(e => e.Action).HasMaxLength(AuditEntry.NameMaxLength);
        builder.Property(e => e.Entity).HasMaxLength(AuditEntry.NameMaxLength);
        builder.Property(e => e.CorrelationId).HasMaxLength(AuditEntry.CorrelationIdMaxLength);
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.UserId, e.At });

        // Staff read the trail from its newest entry on, by any of these.
        builder.HasIndex(e => new { e.Actor, e.Id });
        builder.HasIndex(e => new { e.Entity, e.Id });
        builder.HasIndex(e => new { e.Action, e.Id });
    }
}
