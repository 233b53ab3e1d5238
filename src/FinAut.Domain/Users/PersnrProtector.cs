using System.Security.Cryptography;
using System.Text;
using FinAut.Domain.Data;

namespace FinAut.Domain.Users;

/// <summary>
/// Keeps persnr out of plain columns: AES-256-GCM ciphertext with the number of its key, and beside it an HMAC-SHA256 of the
/// number, under a key of its own, by which a person is found. The ciphertext is bound to that hash, so that it cannot be moved
/// to another row unseen.
/// </summary>
public sealed class PersnrProtector
{
    /// <summary>Longest ciphertext, in bytes.</summary>
    public const int CipherMaxLength = 64;

    /// <summary>Length of the lookup hash, in bytes.</summary>
    public const int LookupLength = HMACSHA256.HashSizeInBytes;

    /// <summary>Length of every key, in bytes.</summary>
    public const int KeyLength = ColumnCipher.KeyLength;

    private readonly ColumnCipher _cipher;
    private readonly byte[][] _lookupKeys;

    /// <summary>Makes a protector.</summary>
    /// <param name="encryptionKeys">Keys of 32 bytes by number: the highest number encrypts, all decrypt.</param>
    /// <param name="lookupKeys">Keys of 32 bytes by number: the highest number is written, all are searched.</param>
    /// <exception cref="ArgumentException">No key, or a key of another length.</exception>
    public PersnrProtector(IReadOnlyDictionary<ushort, byte[]> encryptionKeys, IReadOnlyDictionary<ushort, byte[]> lookupKeys)
    {
        if (lookupKeys.Count == 0 || lookupKeys.Values.Any(key => key.Length != KeyLength))
        {
            throw new ArgumentException("At least one key is needed, and every key must be 32 bytes.", nameof(lookupKeys));
        }

        _cipher = new ColumnCipher("persnr", encryptionKeys);
        _lookupKeys = [.. lookupKeys.OrderByDescending(pair => pair.Key).Select(pair => pair.Value)];
    }

    /// <summary>What the database keeps of a persnr.</summary>
    public ProtectedPersnr Protect(Persnr persnr)
    {
        Span<byte> digits = stackalloc byte[Persnr.Length];
        Encoding.ASCII.GetBytes(persnr.Digits, digits);
        var lookup = HMACSHA256.HashData(_lookupKeys[0], digits);
        return new ProtectedPersnr(_cipher.Seal(digits, lookup), lookup);
    }

    /// <summary>Every value that the lookup column may hold for this persnr, the newest key's first.</summary>
    public byte[][] Lookups(Persnr persnr)
    {
        var digits = Encoding.ASCII.GetBytes(persnr.Digits);
        return Array.ConvertAll(_lookupKeys, key => HMACSHA256.HashData(key, digits));
    }

    /// <summary>The persnr behind what the database keeps.</summary>
    /// <exception cref="CryptographicException">The key is not configured, or the ciphertext was changed or moved.</exception>
    public Persnr Reveal(byte[] cipher, byte[] lookup)
    {
        Span<byte> digits = stackalloc byte[Persnr.Length];
        _cipher.Open(cipher, lookup, digits);
        return Persnr.FromStored(Encoding.ASCII.GetString(digits));
    }
}

/// <summary>What the database keeps of a persnr.</summary>
/// <param name="Cipher">The ciphertext.</param>
/// <param name="Lookup">The keyed hash.</param>
public readonly record struct ProtectedPersnr(byte[] Cipher, byte[] Lookup);
