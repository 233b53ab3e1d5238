using System.Diagnostics.CodeAnalysis;
using FinAut.Domain.ApiClients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.UserLogin;

/// <summary>An LMS that lets its candidates link their person here, made by Norsk Test's staff for one API user.</summary>
public sealed class UserLoginClient
{
    /// <summary>Longest slug, in characters.</summary>
    public const int SlugMaxLength = 50;

    /// <summary>Longest name, in characters.</summary>
    public const int NameMaxLength = 100;

    /// <summary>Longest URL, in characters.</summary>
    public const int UrlMaxLength = 2000;

    /// <summary>The record's number.</summary>
    public long Id { get; init; }

    /// <summary>The API user whose applications may use the encrypted ids.</summary>
    public required long ApiUserId { get; init; }

    /// <summary>The client's part of the UserLogin URL, unique.</summary>
    public required string Slug { get; init; }

    /// <summary>The name that candidates see.</summary>
    public required string Name { get; set; }

    /// <summary>Where the encrypted id is posted.</summary>
    public required string PostUrl { get; set; }

    /// <summary>Where the browser goes afterwards.</summary>
    public required string RedirectUrl { get; set; }

    /// <summary>False shuts it: nobody is linked or sent on, and nothing is posted.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>True for a text that may be a slug: small letters and digits, in groups with a hyphen between.</summary>
    public static bool IsSlug([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= SlugMaxLength }
        && text.Split('-').All(group => group.Length > 0 && group.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));

    /// <summary>True for a URL that a browser may be sent to.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="allowHttp">Whether it may be plain http.</param>
    public static bool IsRedirectUrl([NotNullWhen(true)] string? text, bool allowHttp) =>
        text is { Length: <= UrlMaxLength }
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (allowHttp && url.Scheme == Uri.UriSchemeHttp))
        && url.UserInfo.Length == 0
        && !text.Any(char.IsControl);
}

internal sealed class UserLoginClientConfiguration : IEntityTypeConfiguration<UserLoginClient>
{
    public void Configure(EntityTypeBuilder<UserLoginClient> builder)
    {
        builder.ToTable("UserLoginClients");
        builder.Property(c => c.Slug).HasMaxLength(UserLoginClient.SlugMaxLength);
        builder.Property(c => c.Name).HasMaxLength(UserLoginClient.NameMaxLength);
        builder.Property(c => c.PostUrl).HasMaxLength(UserLoginClient.UrlMaxLength);
        builder.Property(c => c.RedirectUrl).HasMaxLength(UserLoginClient.UrlMaxLength);
        builder.HasIndex(c => c.Slug).IsUnique();
        builder.HasOne<ApiUser>().WithMany().HasForeignKey(c => c.ApiUserId).OnDelete(DeleteBehavior.Restrict);
    }
}
