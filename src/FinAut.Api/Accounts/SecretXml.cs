using System.Security.Cryptography;
using System.Xml.Linq;
using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace FinAut.Api.Accounts;

/// <summary>Encrypts what is secret in the keys of cookies under the server's keys for secrets.</summary>
/// <param name="services">The server's services, asked when there is something to encrypt.</param>
internal sealed class SecretXmlEncryptor(IServiceProvider services) : IXmlEncryptor
{
    /// <summary>What the ciphertext is bound to.</summary>
    public const string Purpose = "data protection key";

    /// <summary>The element that holds the ciphertext in base64.</summary>
    public const string Element = "secret";

    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var cipher = services.GetRequiredService<SecretProtector>().Protect(plaintextElement.ToString(SaveOptions.DisableFormatting), Purpose);
        return new EncryptedXmlInfo(new XElement(Element, Convert.ToBase64String(cipher)), typeof(SecretXmlDecryptor));
    }
}

/// <summary>Decrypts it. Its name stands in the database: renamed, it would leave stored keys unreadable and end every session.</summary>
/// <param name="services">Made by the framework, which hands over the server's services.</param>
internal sealed class SecretXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc/>
    public XElement Decrypt(XElement encryptedElement)
    {
        try
        {
            var cipher = Convert.FromBase64String(encryptedElement.Value);
            return XElement.Parse(services.GetRequiredService<SecretProtector>().Reveal(cipher, SecretXmlEncryptor.Purpose));
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException(
                $"A stored key of cookies cannot be read with {SecretsOptions.Section}__{nameof(SecretsOptions.EncryptionKeys)}: sessions under it end. {exception.Message}",
                exception);
        }
    }
}
