using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.ApiClients;

/// <summary>An OAuth 2.0 application (client) of an API user.</summary>
public sealed class Application
{
    /// <summary>Longest client id, in characters.</summary>
    public const int ClientIdMaxLength = 100;

    /// <summary>Longest name, in characters.</summary>
    public const int NameMaxLength = 100;

    /// <summary>Secrets that may be in force at the same time, so that a change of secret needs no pause.</summary>
    public const int MaxLiveSecrets = 2;

    /// <summary>How long the old secret still works after a new one was made, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(14);

    /// <summary>The longest overlap of two secrets.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(90);

    private readonly List<ApplicationSecret> _secrets = [];

    /// <summary>The application's number.</summary>
    public long Id { get; init; }

    /// <summary>The API user that owns it.</summary>
    public required long ApiUserId { get; init; }

    /// <summary>The public identifier, unique: printable ASCII characters (RFC 6749 appendix A.1), none of them a blank at an end.</summary>
    public required string ClientId { get; init; }

    /// <summary>The name that its owner knows it by.</summary>
    public required string Name { get; set; }

    /// <summary>What its tokens may be allowed at most.</summary>
    public required Scopes Scopes { get; set; }

    /// <summary>False makes the token endpoint refuse it and its tokens invalid.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether it can keep a secret. Public applications get no tokens (RFC 6749 section 4.4).</summary>
    public ClientType ClientType { get; init; } = ClientType.Confidential;

    /// <summary>Whether it may use the client credentials grant.</summary>
    public bool AllowClientCredentials { get; set; } = true;

    /// <summary>Whether it may introspect tokens of other applications (a resource server).</summary>
    public bool AllowIntrospection { get; set; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The secrets, also those that ended.</summary>
    public IReadOnlyList<ApplicationSecret> Secrets => _secrets;

    /// <summary>The API user.</summary>
    public ApiUser ApiUser { get; private set; } = null!;

    /// <summary>A client id that nobody can guess.</summary>
    public static string NewClientId() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40);

    /// <summary>True for a text that may be a client id.</summary>
    public static bool IsClientId(string text) =>
        text.Length is > 0 and <= ClientIdMaxLength && text.All(c => c is >= ' ' and <= '~') && text[0] != ' ' && text[^1] != ' ';

    /// <summary>Adds a secret; the one in force until now ends after the overlap.</summary>
    /// <param name="hash">The secret's hash; see <see cref="SecretHash"/>.</param>
    /// <param name="now">UTC.</param>
    /// <param name="overlap">How long the old one still works: 0 to 90 days.</param>
    /// <param name="lastFour">How people tell it from others; see <see cref="SecretHash.LastFour"/>.</param>
    /// <param name="label">What its owner calls it, or empty.</param>
    /// <returns>False, with nothing changed, when two secrets are in force already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is too long or negative.</exception>
    public bool AddSecret(string hash, DateTimeOffset now, TimeSpan overlap, string? lastFour = null, string label = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, MaxOverlap);
        var live = _secrets.Where(s => s.IsLive(now)).ToList();
        if (live.Count >= MaxLiveSecrets)
        {
            return false;
        }

        live.ForEach(s => s.EndAt(now + overlap));
        _secrets.Add(new ApplicationSecret { ApplicationId = Id, Hash = hash, LastFour = lastFour, Label = label, Created = now });
        return true;
    }
}

/// <summary>Whether an application can keep a secret (RFC 6749 section 2.1).</summary>
public enum ClientType
{
    /// <summary>It can.</summary>
    Confidential = 1,

    /// <summary>It cannot.</summary>
    Public = 2,
}

/// <summary>A secret of an application, of which only a hash and the last characters are kept.</summary>
public sealed class ApplicationSecret
{
    /// <summary>Longest label, in characters.</summary>
    public const int LabelMaxLength = 50;

    /// <summary>The secret's number.</summary>
    public long Id { get; init; }

    /// <summary>The application.</summary>
    public required long ApplicationId { get; init; }

    /// <summary>The hash; see <see cref="SecretHash"/>.</summary>
    public required string Hash { get; set; }

    /// <summary>The last four characters; null while they are not known, as for a secret that came with its hash and was not used yet.</summary>
    public string? LastFour { get; init; }

    /// <summary>What its owner calls it, or empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends, UTC, or null.</summary>
    public DateTimeOffset? Expires { get; private set; }

    /// <summary>When a token was last issued for it, UTC, or null. At most a minute behind.</summary>
    public DateTimeOffset? LastUsed { get; private set; }

    /// <summary>Whether the secret is in force.</summary>
    /// <param name="now">UTC.</param>
    public bool IsLive(DateTimeOffset now) => Expires is null || now < Expires;

    /// <summary>Lets the secret end, unless it ends sooner.</summary>
    /// <param name="at">UTC.</param>
    public void EndAt(DateTimeOffset at) => Expires = Expires is { } expires && expires < at ? expires : at;
}

internal sealed class ApplicationConfiguration : IEntityTypeConfiguration<Application>
{
    public void Configure(EntityTypeBuilder<Application> builder)
    {
        builder.ToTable("Applications");
        builder.Property(a => a.ClientId).HasMaxLength(Application.ClientIdMaxLength);
        builder.Property(a => a.Name).HasMaxLength(Application.NameMaxLength);
        builder.HasIndex(a => a.ClientId).IsUnique();
        builder.HasOne(a => a.ApiUser).WithMany().HasForeignKey(a => a.ApiUserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(a => a.Secrets).WithOne().HasForeignKey(s => s.ApplicationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ApplicationSecretConfiguration : IEntityTypeConfiguration<ApplicationSecret>
{
    public void Configure(EntityTypeBuilder<ApplicationSecret> builder)
    {
        builder.ToTable("ApplicationSecrets");
        builder.Property(s => s.Hash).HasMaxLength(SecretHash.MaxLength);
        builder.Property(s => s.LastFour).HasMaxLength(SecretHash.ShownLength);
        builder.Property(s => s.Label).HasMaxLength(ApplicationSecret.LabelMaxLength).HasDefaultValue("");
    }
}
