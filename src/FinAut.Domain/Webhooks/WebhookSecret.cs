using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FinAut.Domain.Webhooks;

/// <summary>
/// A secret that signs webhooks, in the form of Standard Webhooks: <c>whsec_</c> and the base64 of 24 to 64 bytes. Its text form is
/// masked, so that it cannot slip into a log or an exception; whoever needs the secret asks for <see cref="Text"/> or <see cref="Key"/>.
/// </summary>
public readonly record struct WebhookSecret
{
    /// <summary>How every secret begins; leak scanners know it.</summary>
    public const string Prefix = "whsec_";

    /// <summary>Fewest bytes behind the prefix.</summary>
    public const int MinKeyLength = 24;

    /// <summary>Most bytes behind the prefix.</summary>
    public const int MaxKeyLength = 64;

    /// <summary>Longest text, in characters.</summary>
    public const int TextMaxLength = 94;

    // As long as the hash: shorter keys weaken HMAC, longer ones add nothing (RFC 2104 section 3).
    private const int NewKeyLength = HMACSHA256.HashSizeInBytes;

    private readonly string? _text;

    private WebhookSecret(string text) => _text = text;

    /// <summary>The secret as it is shown.</summary>
    public string Text => _text ?? throw new InvalidOperationException("There is no secret here.");

    /// <summary>The bytes behind the prefix.</summary>
    public byte[] Key => Convert.FromBase64String(Text[Prefix.Length..]);

    /// <summary>A new secret: 32 random bytes.</summary>
    public static WebhookSecret New() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewKeyLength)));

    /// <summary>Reads a secret.</summary>
    /// <param name="text">
    /// <c>whsec_</c> and base64 (RFC 4648 section 4: padded, without blanks) of 24 to 64 bytes. Nothing else passes, since receivers'
    /// libraries disagree about what else to make of a text, and <c>X-Hub-Signature</c> is keyed with the text itself.
    /// </param>
    /// <param name="secret">The secret, when the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out WebhookSecret secret)
    {
        secret = default;
        if (text is null || text.Length > TextMaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var base64 = text[Prefix.Length..];
        Span<byte> key = stackalloc byte[MaxKeyLength];
        if (!Convert.TryFromBase64String(base64, key, out var length)
            || length < MinKeyLength
            || Convert.ToBase64String(key[..length]) != base64)
        {
            return false;
        }

        secret = new WebhookSecret(text);
        return true;
    }

    /// <summary>Reads a secret that was valid when it was stored.</summary>
    /// <exception cref="FormatException">It is none. The text is not part of the message.</exception>
    public static WebhookSecret FromStored(string text) =>
        TryParse(text, out var secret) ? secret : throw new FormatException("A stored webhook secret has an unknown form.");

    /// <summary>A mask; never the secret.</summary>
    public override string ToString() => Prefix + "***";
}
