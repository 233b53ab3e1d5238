using System.Security.Cryptography;
using System.Text;

namespace FinAut.Domain.Users;

/// <summary>
/// Keeps persnr out of plain columns: AES-256-GCM ciphertext with the number of its key, and beside it an HMAC-SHA256 of the
/// number, under a key of its own, by which a person is found. The ciphertext is bound to that hash, so that it cannot be moved
/// to another row unseen.
/// </summary>
/// <remarks>Ciphertext: one byte form (1), two bytes key number (big-endian), 12 bytes nonce, 16 bytes tag, the digits.</remarks>
public sealed class PersnrProtector
{
    /// <summary>Longest ciphertext, in bytes.</summary>
    public const int CipherMaxLength = 64;

    /// <summary>Length of the lookup hash, in bytes.</summary>
    public const int LookupLength = HMACSHA256.HashSizeInBytes;

    /// <summary>Length of every key, in bytes.</summary>
    public const int KeyLength = 32;

    private const byte Form = 1;
    private const int HeaderLength = 3;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int DigitsStart = HeaderLength + NonceLength + TagLength;

    private readonly Dictionary<ushort, byte[]> _encryptionKeys;
    private readonly ushort _newestEncryptionKey;
    private readonly byte[][] _lookupKeys;

    /// <summary>Makes a protector.</summary>
    /// <param name="encryptionKeys">Keys of 32 bytes by number: the highest number encrypts, all decrypt.</param>
    /// <param name="lookupKeys">Keys of 32 bytes by number: the highest number is written, all are searched.</param>
    /// <exception cref="ArgumentException">No key, or a key of another length.</exception>
    public PersnrProtector(IReadOnlyDictionary<ushort, byte[]> encryptionKeys, IReadOnlyDictionary<ushort, byte[]> lookupKeys)
    {
        if (encryptionKeys.Count == 0 || lookupKeys.Count == 0)
        {
            throw new ArgumentException("At least one key of each kind is needed.", nameof(encryptionKeys));
        }

        if (encryptionKeys.Values.Concat(lookupKeys.Values).Any(key => key.Length != KeyLength))
        {
            throw new ArgumentException("A key must be 32 bytes.", nameof(encryptionKeys));
        }

        _encryptionKeys = new Dictionary<ushort, byte[]>(encryptionKeys);
        _newestEncryptionKey = encryptionKeys.Keys.Max();
        _lookupKeys = [.. lookupKeys.OrderByDescending(pair => pair.Key).Select(pair => pair.Value)];
    }

    /// <summary>What the database keeps of a persnr.</summary>
    public ProtectedPersnr Protect(Persnr persnr)
    {
        Span<byte> digits = stackalloc byte[Persnr.Length];
        Encoding.ASCII.GetBytes(persnr.Digits, digits);
        var lookup = HMACSHA256.HashData(_lookupKeys[0], digits);

        var cipher = new byte[DigitsStart + Persnr.Length];
        cipher[0] = Form;
        cipher[1] = (byte)(_newestEncryptionKey >> 8);
        cipher[2] = (byte)_newestEncryptionKey;
        var nonce = cipher.AsSpan(HeaderLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_encryptionKeys[_newestEncryptionKey], TagLength);
        aes.Encrypt(nonce, digits, cipher.AsSpan(DigitsStart), cipher.AsSpan(HeaderLength + NonceLength, TagLength), lookup);
        return new ProtectedPersnr(cipher, lookup);
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
        if (cipher.Length != DigitsStart + Persnr.Length || cipher[0] != Form)
        {
            throw new CryptographicException("A stored persnr has an unknown form.");
        }

        var keyNumber = (ushort)((cipher[1] << 8) | cipher[2]);
        if (!_encryptionKeys.TryGetValue(keyNumber, out var key))
        {
            throw new CryptographicException($"A stored persnr needs encryption key {keyNumber}, which is not configured.");
        }

        Span<byte> digits = stackalloc byte[Persnr.Length];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            cipher.AsSpan(HeaderLength, NonceLength),
            cipher.AsSpan(DigitsStart),
            cipher.AsSpan(HeaderLength + NonceLength, TagLength),
            digits,
            lookup);
        return Persnr.FromStored(Encoding.ASCII.GetString(digits));
    }
}

/// <summary>What the database keeps of a persnr.</summary>
/// <param name="Cipher">The ciphertext.</param>
/// <param name="Lookup">The keyed hash.</param>
public readonly record struct ProtectedPersnr(byte[] Cipher, byte[] Lookup);
