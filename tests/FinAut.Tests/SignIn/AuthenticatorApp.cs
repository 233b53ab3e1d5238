using System.Buffers.Binary;
using System.Security.Cryptography;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.SignIn;

/// <summary>An authenticator app (RFC 6238) that was given the key on a page.</summary>
internal sealed class AuthenticatorApp(string key)
{
    /// <summary>The key in base32.</summary>
    public string Key => key;

    /// <summary>The button that sets an app up.</summary>
    public const string SetUp = "Ta i bruk";

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Reads the key off the page that sets an app up.</summary>
    public static AuthenticatorApp Scan(HtmlPage page) => new(page.TextAt("code.secret").Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Submits the page that sets an app up as it was shown: opened again, it would show another key.</summary>
    public static Task<HttpResponseMessage> SetUpAsync(HtmlPage page, string code) => page.SendAsync(SetUp, ("Digits", code));

    /// <summary>The code of now, or of so many steps of 30 seconds later.</summary>
    public string Code(int later = 0)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + later);
#pragma warning disable CA5350 // what RFC 6238 says and every app does
        var hash = HMACSHA1.HashData(Decode(), step);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7fffffff;
        return (number % 1_000_000).ToString("000000");
    }

    private byte[] Decode()
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var letter in key)
        {
            bits = (bits << 5) | Base32.IndexOf(letter, StringComparison.Ordinal);
            count += 5;
            if (count >= 8)
            {
                bytes.Add((byte)(bits >> (count - 8)));
                count -= 8;
                bits &= (1 << count) - 1;
            }
        }

        return [.. bytes];
    }
}
