using FinAut.Domain.Ordninger;
using FinAut.Domain.Privacy;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Statuses;

/// <summary>One record of a person's status in an ordning. Records are added, never removed; nothing of what they say changes.</summary>
public sealed class UserStatus : IPersonRecord
{
    /// <summary>Longest reason, in characters.</summary>
    public const int ReasonMaxLength = 255;

    /// <summary>Longest comment, in characters.</summary>
    public const int CommentMaxLength = 1000;

    /// <summary>The number in the record's URL. For one person, a later record has a higher number.</summary>
    public long Id { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <inheritdoc/>
    public long CompanyId { get; set; }

    /// <summary>The ordning.</summary>
    public required long OrdningId { get; init; }

    /// <summary>The track, which follows from the status.</summary>
    public StatusTrack Track { get; private init; }

    /// <summary>The code; see <see cref="StatusCode"/>.</summary>
    public required string Status
    {
        get;
        init
        {
            field = value;
            Track = StatusCode.TrackOf(value);
        }
    }

    /// <summary>Why, in free text.</summary>
    [Personal]
    public required string Reason { get; init; }

    /// <summary>The day from which the status holds, a date in Oslo; may lie ahead.</summary>
    public required DateOnly StatusDate { get; init; }

    /// <summary>The person who set it; null when Norsk Test's staff or the server did, whom the audit trail names.</summary>
    public required long? StatusSetById { get; init; }

    /// <summary>A comment, or empty.</summary>
    [Personal]
    public required string Comment { get; init; }

    /// <summary>When the record was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>True when Norsk Test's staff locked the status: clients may then not change it. Staff may lock and unlock it later.</summary>
    public bool Locked { get; set; }

    /// <summary>The later withdrawal that keeps this record from ever taking effect, or null.</summary>
    public long? VoidedById { get; private set; }

    /// <summary>
    /// The day from which the next record of the same ordning and track holds instead, a date in Oslo, or null while there is none;
    /// of no meaning in a void record. <see cref="StatusHistory.Arrange"/> sets it.
    /// </summary>
    public DateOnly? SupersededFrom { get; internal set; }

    /// <summary>The person.</summary>
    public User User { get; private set; } = null!;

    /// <summary>Keeps the record from ever taking effect, because the person was withdrawn from an earlier day on.</summary>
    /// <exception cref="InvalidOperationException">The withdrawal does not come after this record, or does not lie before its date.</exception>
    public void VoidBy(UserStatus withdrawal)
    {
        if (withdrawal.Status != StatusCode.Utmeldt || withdrawal.Id <= Id || withdrawal.StatusDate >= StatusDate)
        {
            throw new InvalidOperationException("Only a later withdrawal with an earlier date voids a record.");
        }

        VoidedById ??= withdrawal.Id;
    }
}

internal sealed class UserStatusConfiguration : IEntityTypeConfiguration<UserStatus>
{
    public void Configure(EntityTypeBuilder<UserStatus> builder)
    {
        builder.ToTable("UserStatuses");
        builder.Property(s => s.Track).HasConversion<short>();
        builder.Property(s => s.Status).HasMaxLength(StatusCode.MaxLength);
        builder.Property(s => s.Reason).HasMaxLength(UserStatus.ReasonMaxLength);
        builder.Property(s => s.Comment).HasMaxLength(UserStatus.CommentMaxLength);
        builder.HasOne<Ordning>().WithMany().HasForeignKey(s => s.OrdningId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.StatusSetById).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.UserId, s.OrdningId, s.Track, s.StatusDate, s.Id });
        builder.HasIndex(s => s.Created);

        // All that decides whether a record is seen and holds, so that counting reads no rows.
        builder.HasIndex(s => new { s.CompanyId, s.StatusDate, s.SupersededFrom, s.VoidedById }, "IX_UserStatuses_Current");
    }
}
