using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FinAut.Domain.Data;

/// <summary>Encrypts what a column holds by AES-256-GCM, under one of several numbered keys.</summary>
/// <remarks>Ciphertext: one byte form (1), two bytes key number (big-endian), 12 bytes nonce, 16 bytes tag, the encrypted bytes.</remarks>
internal sealed class ColumnCipher
{
    /// <summary>Length of every key, in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>By how many bytes the ciphertext is longer than what was encrypted.</summary>
    public const int Overhead = HeaderLength + NonceLength + TagLength;

    private const byte Form = 1;
    private const int HeaderLength = 3;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly string _what;
    private readonly Dictionary<ushort, byte[]> _keys;

    // To prepare a key costs as much as to use it a few times, and who prepared it must not be used by two at once.
    private readonly ConcurrentBag<(ushort Key, AesGcm Aes)> _idle = [];

    /// <summary>Makes a cipher.</summary>
    /// <param name="what">What is encrypted, for messages.</param>
    /// <param name="keys">Keys of 32 bytes by number: all decrypt.</param>
    /// <param name="encryptWith">The number of the key that encrypts, or null for the highest.</param>
    /// <exception cref="ArgumentException">No key, a key of another length, or no key of that number.</exception>
    public ColumnCipher(string what, IReadOnlyDictionary<ushort, byte[]> keys, ushort? encryptWith)
    {
        (_what, _keys) = (what, new Dictionary<ushort, byte[]>(keys));
        EncryptsWith = Choose(keys, encryptWith);
    }

    /// <summary>The number of the key that encrypts.</summary>
    public ushort EncryptsWith { get; }

    /// <summary>Checks keys.</summary>
    /// <param name="keys">Keys by number.</param>
    /// <param name="wanted">The number of the key that is to write, or null for the highest.</param>
    /// <returns>The number of the key that writes.</returns>
    /// <exception cref="ArgumentException">No key, a key of another length, or no key of that number.</exception>
    public static ushort Choose(IReadOnlyDictionary<ushort, byte[]> keys, ushort? wanted)
    {
        if (keys.Count == 0 || keys.Values.Any(key => key.Length != KeyLength))
        {
            throw new ArgumentException("At least one key is needed, and every key must be 32 bytes.", nameof(keys));
        }

        var chosen = wanted ?? keys.Keys.Max();
        return keys.ContainsKey(chosen) ? chosen : throw new ArgumentException($"There is no key {chosen} to write with.", nameof(wanted));
    }

    /// <summary>The number of the key that a ciphertext is under.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public ushort KeyOf(ReadOnlySpan<byte> cipher) => cipher.Length >= Overhead && cipher[0] == Form
        ? (ushort)((cipher[1] << 8) | cipher[2])
        : throw new CryptographicException($"A stored {_what} has an unknown form.");

    /// <summary>Encrypts.</summary>
    /// <param name="plain">What to encrypt.</param>
    /// <param name="associated">What the ciphertext is bound to: it opens with the same bytes only.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var cipher = new byte[Overhead + plain.Length];
        cipher[0] = Form;
        cipher[1] = (byte)(EncryptsWith >> 8);
        cipher[2] = (byte)EncryptsWith;
        var nonce = cipher.AsSpan(HeaderLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[EncryptsWith], TagLength);
        aes.Encrypt(nonce, plain, cipher.AsSpan(Overhead), cipher.AsSpan(HeaderLength + NonceLength, TagLength), associated);
        return cipher;
    }

    /// <summary>Decrypts.</summary>
    /// <param name="cipher">The ciphertext.</param>
    /// <param name="associated">What it was bound to.</param>
    /// <param name="plain">Takes the bytes; of exactly their length.</param>
    /// <exception cref="CryptographicException">The key is not configured, or the ciphertext was changed or is bound to something else.</exception>
    public void Open(ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> associated, Span<byte> plain)
    {
        var keyNumber = KeyOf(cipher);
        if (cipher.Length != Overhead + plain.Length)
        {
            throw new CryptographicException($"A stored {_what} has an unknown form.");
        }

        if (!_keys.ContainsKey(keyNumber))
        {
            throw new CryptographicException($"A stored {_what} needs encryption key {keyNumber}, which is not configured.");
        }

        var aes = Prepare(keyNumber);
        try
        {
            aes.Decrypt(
                cipher.Slice(HeaderLength, NonceLength), cipher[Overhead..], cipher.Slice(HeaderLength + NonceLength, TagLength), plain, associated);
        }
        finally
        {
            _idle.Add((keyNumber, aes));
        }
    }

    private AesGcm Prepare(ushort keyNumber)
    {
        if (_idle.TryTake(out var idle))
        {
            if (idle.Key == keyNumber)
            {
                return idle.Aes;
            }

            idle.Aes.Dispose();
        }

        return new AesGcm(_keys[keyNumber], TagLength);
    }
}
