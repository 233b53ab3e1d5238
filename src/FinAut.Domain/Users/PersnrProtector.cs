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
    private readonly (ushort Number, byte[] Key)[] _lookupKeys;

    /// <summary>Makes a protector.</summary>
    /// <param name="encryptionKeys">Keys of 32 bytes by number: all decrypt.</param>
    /// <param name="lookupKeys">Keys of 32 bytes by number: all are searched.</param>
    /// <param name="encryptWith">The number of the key that encrypts, or null for the highest.</param>
    /// <param name="lookupWith">The number of the lookup key that is written, or null for the highest.</param>
    /// <exception cref="ArgumentException">No key, a key of another length, or no key of that number.</exception>
    public PersnrProtector(
        IReadOnlyDictionary<ushort, byte[]> encryptionKeys, IReadOnlyDictionary<ushort, byte[]> lookupKeys, ushort? encryptWith = null, ushort? lookupWith = null)
    {
        _cipher = new ColumnCipher("persnr", encryptionKeys, encryptWith);
        LookupWith = ColumnCipher.Choose(lookupKeys, lookupWith);
        _lookupKeys = [.. lookupKeys.OrderByDescending(pair => pair.Key == LookupWith).ThenByDescending(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>The number of the key that encrypts.</summary>
    public ushort EncryptsWith => _cipher.EncryptsWith;

    /// <summary>The number of the lookup key that is written.</summary>
    public ushort LookupWith { get; }

    /// <summary>Whether others may write lookups under another key, so that the column's unique index does not see that two are one person's.</summary>
    public bool HasSeveralLookups => _lookupKeys.Length > 1;

    /// <summary>What the database keeps of a persnr.</summary>
    public ProtectedPersnr Protect(Persnr persnr)
    {
        Span<byte> digits = stackalloc byte[Persnr.Length];
        Encoding.ASCII.GetBytes(persnr.Digits, digits);
        var lookup = HMACSHA256.HashData(_lookupKeys[0].Key, digits);
        return new ProtectedPersnr(_cipher.Seal(digits, lookup), lookup);
    }

    /// <summary>Every value that the lookup column may hold for this persnr, the one that is written first.</summary>
    public byte[][] Lookups(Persnr persnr)
    {
        var digits = Encoding.ASCII.GetBytes(persnr.Digits);
        return Array.ConvertAll(_lookupKeys, key => HMACSHA256.HashData(key.Key, digits));
    }

    /// <summary>The value of the lookup column under the lowest key: the same on every node that has the same keys, whichever of them it writes.</summary>
    public byte[] CommonLookup(Persnr persnr) =>
        HMACSHA256.HashData(_lookupKeys.MinBy(key => key.Number).Key, Encoding.ASCII.GetBytes(persnr.Digits));

    /// <summary>The number of the key that a ciphertext is under.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public ushort KeyOf(byte[] cipher) => _cipher.KeyOf(cipher);

    /// <summary>The number of the lookup key that a stored lookup is under, or null when it is none of ours: then the person is never found.</summary>
    public ushort? LookupKeyOf(Persnr persnr, byte[] lookup)
    {
        var place = Array.FindIndex(Lookups(persnr), ours => ours.AsSpan().SequenceEqual(lookup));
        return place < 0 ? null : _lookupKeys[place].Number;
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
