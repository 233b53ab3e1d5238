using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinAut.Domain.ApiClients;

/// <summary>
/// Hashes of client secrets. Secrets made here are 256 random bits, for which one round of SHA-256 is as good as many; secrets
/// that come from the service before this one bring their Django hash (<c>pbkdf2_sha256$…</c>), which is replaced at first use.
/// </summary>
public static class SecretHash
{
    /// <summary>Longest hash, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>Characters of a secret that are kept, and shown to tell it from others.</summary>
    public const int ShownLength = 4;

    // Of a shorter secret four characters would give away too much.
    private const int MinLengthToShow = 16;

    private const string Sha256Prefix = "sha256$";
    private const string DjangoPrefix = "pbkdf2_sha256$";
    private const int MaxDjangoIterations = 5_000_000;

    /// <summary>What an unknown client's secret is compared with, so that it takes as long as a known one's.</summary>
    public static string OfNobody { get; } = Of(NewSecret());

    /// <summary>A new secret: <c>fas_</c>, by which leak scanners know it, and 256 random bits as base64url.</summary>
    public static string NewSecret() => "fas_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The last four characters of a secret, or null when it is too short, or ends in other than printable ASCII characters.</summary>
    public static string? LastFour(string secret) =>
        secret.Length >= MinLengthToShow && secret[^ShownLength..].All(c => c is > ' ' and <= '~') ? secret[^ShownLength..] : null;

    /// <summary>The hash that is kept of a secret.</summary>
    public static string Of(string secret) => Sha256Prefix + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>True for a hash whose form is understood.</summary>
    public static bool IsHash(string text) => text.StartsWith(Sha256Prefix, StringComparison.Ordinal) || TryReadDjango(text, out _, out _, out _);

    /// <summary>True when the hash should be replaced by <see cref="Of"/> at the next correct use.</summary>
    public static bool IsForeign(string hash) => !hash.StartsWith(Sha256Prefix, StringComparison.Ordinal);

    /// <summary>Compares in constant time.</summary>
    public static bool Verify(string secret, string hash)
    {
        if (TryReadDjango(hash, out var iterations, out var salt, out var expected))
        {
            var actual = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, expected.Length);
            return CryptographicOperations.FixedTimeEquals(actual, expected);
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret)), Encoding.ASCII.GetBytes(hash));
    }

    // pbkdf2_sha256$<iterations>$<salt>$<base64 of 32 bytes>
    private static bool TryReadDjango(string hash, out int iterations, out byte[] salt, out byte[] expected)
    {
        (iterations, salt, expected) = (0, [], []);
        var parts = hash.Split('$');
        if (!hash.StartsWith(DjangoPrefix, StringComparison.Ordinal) || parts.Length != 4)
        {
            return false;
        }

        var digest = new byte[64];
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            || iterations is < 1 or > MaxDjangoIterations
            || !Convert.TryFromBase64String(parts[3], digest, out var length)
            || length != 32)
        {
            return false;
        }

        (salt, expected) = (Encoding.UTF8.GetBytes(parts[2]), digest[..length]);
        return true;
    }
}
