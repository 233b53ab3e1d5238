using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.SignIn;

/// <summary>An authenticator app (RFC 6238) that was given the key on a page.</summary>
internal sealed partial class AuthenticatorApp(string key)
{
    /// <summary>The key in base32.</summary>
    public string Key => key;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int RegexTimeout = 1000;

    /// <summary>Reads the key off the page that sets an app up.</summary>
    public static AuthenticatorApp Scan(string page) => new(WebUtility.HtmlDecode(KeyOnPage().Match(page).Groups["key"].Value).Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Posts the page that sets an app up as it was shown: opened again, it would show another key.</summary>
    public static Task<HttpResponseMessage> PostAsync(Browser browser, string page, string code) => browser.PostWithoutFormAsync(
        "/finautapi/v1/api-auth/authenticator/", ("__RequestVerificationToken", Hidden(page, "__RequestVerificationToken")), ("Offer", Hidden(page, "Offer")), ("Digits", code));

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

    private static string Hidden(string page, string field)
    {
        var tag = Tags().Matches(page).Last(t => t.Value.Contains($"name=\"{field}\"", StringComparison.Ordinal)).Value;
        return tag.Split("value=\"")[1].Split('"')[0];
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

    [GeneratedRegex("<code class=\"secret\">(?<key>[A-Z2-7 ]+)</code>", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex KeyOnPage();

    [GeneratedRegex("<input[^>]+>", RegexOptions.None, RegexTimeout)]
    private static partial Regex Tags();
}
