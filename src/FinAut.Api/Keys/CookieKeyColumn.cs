using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using FinAut.Api.Accounts;
using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Keys;

/// <summary>The keys of cookies and forms: ASP.NET Core writes them as XML, in which our ciphertext stands.</summary>
internal sealed class CookieKeyColumn(SecretProtector protector) : SealedColumn
{
    // The attribute that ASP.NET Core looks for when it decrypts; it holds the type's full name.
    private const string Decryptor = "decryptorType";

    /// <inheritdoc/>
    public override string What => "keys of cookies";

    /// <inheritdoc/>
    public override string Row => "data_protection_key";

    /// <inheritdoc/>
    public override IReadOnlyList<KeyUse> Writing => [new(SecretsOptions.EncryptionKeysName, protector.EncryptsWith)];

    /// <inheritdoc/>
    public override Task<int> CountAsync(FinAutDbContext db, CancellationToken cancellationToken) => Rows(db).CountAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SealedRow>> ReadAsync(FinAutDbContext db, long after, int count, CancellationToken cancellationToken)
    {
        var rows = await Rows(db).Where(k => k.Id > after).OrderBy(k => k.Id).Take(count).Select(k => new { k.Id, k.Xml }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new CookieKey(protector, row.Id, row.Xml));
    }

    // What ASP.NET Core notes of keys that were revoked has nothing encrypted in it.
    private static IQueryable<DataProtectionKey> Rows(FinAutDbContext db) => db.DataProtectionKeys.Where(k => k.Xml.Contains(Decryptor));

    private sealed class CookieKey(SecretProtector protector, long id, string xml) : SealedRow(id)
    {
        public override IReadOnlyList<KeyUse> Open()
        {
            var cipher = Cipher(Parse());
            protector.Reveal(cipher, SecretXmlEncryptor.Purpose);
            return [new(SecretsOptions.EncryptionKeysName, protector.KeyOf(cipher))];
        }

        public override async Task<bool> RewriteAsync(FinAutDbContext db, CancellationToken cancellationToken)
        {
            var element = Parse();
            var renewed = protector.Protect(protector.Reveal(Cipher(element), SecretXmlEncryptor.Purpose), SecretXmlEncryptor.Purpose);
            Secret(element).Value = Convert.ToBase64String(renewed);
            var written = element.ToString(SaveOptions.DisableFormatting);
            return await db.DataProtectionKeys.Where(k => k.Id == Id && k.Xml == xml)
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.Xml, written), cancellationToken) == 1;
        }

        private XElement Parse()
        {
            try
            {
                return XElement.Parse(xml);
            }
            catch (XmlException)
            {
                throw UnknownForm();
            }
        }

        private static byte[] Cipher(XElement element)
        {
            try
            {
                return Convert.FromBase64String(Secret(element).Value);
            }
            catch (FormatException)
            {
                throw UnknownForm();
            }
        }

        private static XElement Secret(XElement element) =>
            element.Descendants().Where(e => e.Attribute(Decryptor) is not null).Elements(SecretXmlEncryptor.Element).SingleOrDefault() ?? throw UnknownForm();

        private static CryptographicException UnknownForm() => new("A stored key of cookies has an unknown form.");
    }
}
