using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.ApiClients;

/// <summary>An access token, of which only the SHA-256 is kept.</summary>
public sealed class AccessToken
{
    /// <summary>Characters of a token: 32 random bytes as base64url.</summary>
    public const int TokenLength = 43;

    /// <summary>How long a token is good for, in seconds.</summary>
    public const int LifetimeSeconds = 3600;

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The application that asked for it.</summary>
    public required long ApplicationId { get; init; }

    /// <summary>What it may be used for.</summary>
    public required Scopes Scopes { get; init; }

    /// <summary>When it was issued, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was revoked, UTC, or null.</summary>
    public DateTimeOffset? Revoked { get; private set; }

    /// <summary>The application.</summary>
    public Application Application { get; private set; } = null!;

    /// <summary>A new token.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>True for a text of the form of a token.</summary>
    public static bool IsToken(string text) => text.Length == TokenLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>What is kept of a token.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}

internal sealed class AccessTokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.ToTable("AccessTokens");
        builder.HasKey(t => t.Hash);
        builder.Property(t => t.Hash).HasMaxLength(SHA256.HashSizeInBytes).ValueGeneratedNever();
        builder.HasOne(t => t.Application).WithMany().HasForeignKey(t => t.ApplicationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.Expires);
    }
}
