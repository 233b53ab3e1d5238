using System.Security.Cryptography;
using System.Text;

namespace FinAut.Domain.Data;

/// <summary>Keeps secrets that must be read again out of plain columns: those that sign webhooks, and the headers that hold receivers' own.</summary>
/// <param name="keys">Keys of 32 bytes by number: all decrypt.</param>
/// <param name="encryptWith">The number of the key that encrypts, or null for the highest.</param>
/// <exception cref="ArgumentException">No key, a key of another length, or no key of that number.</exception>
public sealed class SecretProtector(IReadOnlyDictionary<ushort, byte[]> keys, ushort? encryptWith = null)
{
    /// <summary>Length of every key, in bytes.</summary>
    public const int KeyLength = ColumnCipher.KeyLength;

    /// <summary>By how many bytes a ciphertext is longer than the text in UTF-8.</summary>
    public const int Overhead = ColumnCipher.Overhead;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ColumnCipher _cipher = new("secret", keys, encryptWith);

    /// <summary>The number of the key that encrypts.</summary>
    public ushort EncryptsWith => _cipher.EncryptsWith;

    /// <summary>Encrypts a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="purpose">What it is and whose, such as <c>endpoint 7 secret</c>: the ciphertext is of no use anywhere else.</param>
    public byte[] Protect(string text, string purpose) => _cipher.Seal(Utf8.GetBytes(text), Associated(purpose));

    /// <summary>The text behind a ciphertext.</summary>
    /// <param name="cipher">What <see cref="Protect"/> made.</param>
    /// <param name="purpose">The purpose that it was made for.</param>
    /// <exception cref="CryptographicException">The key is not configured, or the ciphertext was changed or moved.</exception>
    public string Reveal(byte[] cipher, string purpose)
    {
        var text = new byte[Math.Max(0, cipher.Length - Overhead)];
        _cipher.Open(cipher, Associated(purpose), text);
        return Utf8.GetString(text);
    }

    /// <summary>The number of the key that a ciphertext is under.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public ushort KeyOf(byte[] cipher) => _cipher.KeyOf(cipher);

    private static byte[] Associated(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return Utf8.GetBytes(purpose);
    }
}
