using System.Text.Json;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Webhooks;

/// <summary>Encrypts what endpoints keep secret. A ciphertext is of no use at another endpoint.</summary>
public sealed class WebhookSecrets(SecretProtector protector)
{
    /// <summary>Takes a secret into use.</summary>
    /// <param name="endpoint">The endpoint, with a number.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="now">UTC.</param>
    /// <param name="overlap">How long older ones still sign.</param>
    public void Add(WebhookEndpoint endpoint, WebhookSecret secret, DateTimeOffset now, TimeSpan overlap) =>
        endpoint.AddSecret(protector.Protect(secret.Text, SecretOf(endpoint.Id)), now, overlap);

    /// <summary>The secrets that sign at an instant, the newest first.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A key is not configured.</exception>
    public List<WebhookSecret> InForce(WebhookEndpoint endpoint, DateTimeOffset now) =>
        [.. endpoint.Secrets
            .Where(s => s.Expires is null || now < s.Expires)
            .OrderByDescending(s => s.Created).ThenByDescending(s => s.Id)
            .Select(s => WebhookSecret.FromStored(protector.Reveal(s.Cipher, SecretOf(endpoint.Id))))];

    /// <summary>Sets the headers that are sent beside the usual ones.</summary>
    public void SetHeaders(WebhookEndpoint endpoint, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        endpoint.HeadersCipher = headers.Count == 0 ? null : protector.Protect(
            JsonSerializer.Serialize(headers.ToDictionary(), ApiJson.Context.DictionaryStringString), HeadersOf(endpoint.Id));

    /// <summary>The headers that are sent beside the usual ones.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A key is not configured.</exception>
    public IReadOnlyDictionary<string, string> HeadersTo(WebhookEndpoint endpoint) => endpoint.HeadersCipher is { } cipher
        ? JsonSerializer.Deserialize(protector.Reveal(cipher, HeadersOf(endpoint.Id)), ApiJson.Context.DictionaryStringString)!
        : new Dictionary<string, string>();

    /// <summary>What an endpoint's secret is bound to.</summary>
    internal static string SecretOf(long endpointId) => $"endpoint {endpointId} secret";

    /// <summary>What an endpoint's headers are bound to.</summary>
    internal static string HeadersOf(long endpointId) => $"endpoint {endpointId} headers";
}
