using System.Buffers.Text;
using System.Security.Cryptography;
using FinAut.Domain.Privacy;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.UserLogin;

/// <summary>
/// The link between a person here and the same person in an LMS. It carries the encrypted user id: opaque, stable, another one
/// for every client, and of use to that client's API user only.
/// </summary>
public sealed class UserLoginLink
{
    /// <summary>Longest identifier of the person in the LMS, in characters.</summary>
    public const int ExtUserIdMaxLength = 128;

    /// <summary>Longest encrypted user id, in characters.</summary>
    public const int EncryptedUserIdMaxLength = 64;

    private const int EncryptedUserIdBytes = 32;

    /// <summary>The record's number.</summary>
    public long Id { get; init; }

    /// <summary>The LMS.</summary>
    public required long ClientId { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <summary>The person's identifier in the LMS.</summary>
    [Personal]
    public required string ExtUserId { get; init; }

    /// <summary>The encrypted user id, unique.</summary>
    [Personal]
    public required string EncryptedUserId { get; init; }

    /// <summary>When the candidate consented, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When staff took it back, UTC, or null. A link that was taken back is of no use to anybody, and its encrypted id never returns.</summary>
    public DateTimeOffset? Revoked { get; private set; }

    /// <summary>The LMS.</summary>
    public UserLoginClient Client { get; private set; } = null!;

    /// <summary>The person.</summary>
    public User User { get; private set; } = null!;

    /// <summary>A new encrypted user id: 32 random bytes, which say nothing and cannot be guessed.</summary>
    public static string NewEncryptedUserId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(EncryptedUserIdBytes));

    /// <summary>Takes it back.</summary>
    /// <param name="now">UTC.</param>
    public void Revoke(DateTimeOffset now) => Revoked ??= now;
}

internal sealed class UserLoginLinkConfiguration : IEntityTypeConfiguration<UserLoginLink>
{
    public void Configure(EntityTypeBuilder<UserLoginLink> builder)
    {
        builder.ToTable("UserLoginLinks");
        builder.Property(l => l.ExtUserId).HasMaxLength(UserLoginLink.ExtUserIdMaxLength);
        builder.Property(l => l.EncryptedUserId).HasMaxLength(UserLoginLink.EncryptedUserIdMaxLength);
        builder.HasOne(l => l.Client).WithMany().HasForeignKey(l => l.ClientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(l => l.User).WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(l => l.EncryptedUserId).IsUnique();

        // Among those that were not taken back; the context says so in the database's own words.
        builder.HasIndex(l => new { l.ClientId, l.Id });
        builder.HasIndex(l => new { l.ClientId, l.UserId }).IsUnique();
        builder.HasIndex(l => new { l.ClientId, l.ExtUserId }).IsUnique();
    }
}
