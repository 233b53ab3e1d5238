using System.Security.Cryptography;
using System.Text;

namespace FinAut.Domain.Webhooks;

/// <summary>Signs webhooks, as Standard Webhooks does and, for receivers of the service before this one, as GitHub does.</summary>
public static class WebhookSignature
{
    private const string Version = "v1,";
    private const string HubAlgorithm = "sha256=";

    /// <summary>The value of <c>webhook-timestamp</c>.</summary>
    /// <param name="at">When the attempt is made.</param>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString();

    /// <summary>The value of <c>webhook-signature</c>: for every secret <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    /// <param name="id">The value of <c>webhook-id</c>; without a full stop, which would let parts of the signed text change places.</param>
    /// <param name="at">When the attempt is made.</param>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    /// <param name="secrets">The secrets in force, at least one, the newest first.</param>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IReadOnlyList<WebhookSecret> secrets)
    {
        if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ArgumentException("The id of a webhook is made of ASCII letters, digits, '_' and '-'.", nameof(id));
        }

        if (secrets.Count == 0)
        {
            throw new ArgumentException("Without a secret there is nothing to sign with.", nameof(secrets));
        }

        var start = Encoding.ASCII.GetBytes($"{id}.{Timestamp(at)}.");
        var signatures = new StringBuilder();
        foreach (var secret in secrets)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
            hmac.AppendData(start);
            hmac.AppendData(body);
            signatures.Append(signatures.Length == 0 ? "" : " ").Append(Version).Append(Convert.ToBase64String(hmac.GetHashAndReset()));
        }

        return signatures.ToString();
    }

    /// <summary>The value of <c>X-Hub-Signature</c>: <c>sha256=</c> and the hex of HMAC-SHA256 over the body.</summary>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    /// <param name="newest">The newest secret, whose text is the key.</param>
    public static string Hub(ReadOnlySpan<byte> body, WebhookSecret newest) =>
        HubAlgorithm + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(newest.Text), body));
}
