using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Keys;

/// <summary>The persnr of people, and the lookup by which they are found.</summary>
internal sealed class PersnrColumn(PersnrProtector protector) : SealedColumn
{
    /// <inheritdoc/>
    public override string What => "persnr";

    /// <inheritdoc/>
    public override string Row => "user";

    /// <inheritdoc/>
    public override IReadOnlyList<KeyUse> Writing => Uses(protector.EncryptsWith, protector.LookupWith);

    /// <inheritdoc/>
    public override Task<int> CountAsync(FinAutDbContext db, CancellationToken cancellationToken) => People(db).CountAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SealedRow>> ReadAsync(FinAutDbContext db, long after, int count, CancellationToken cancellationToken)
    {
        var rows = await People(db).Where(u => u.Id > after).OrderBy(u => u.Id).Take(count)
            .Select(u => new { u.Id, u.PersnrCipher, u.PersnrLookup }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new Person(protector, row.Id, row.PersnrCipher, row.PersnrLookup));
    }

    // Of those who were erased nothing is left to encrypt.
    private static IQueryable<User> People(FinAutDbContext db) => db.Users.IgnoreQueryFilters().Where(u => u.Erased == null);

    private static KeyUse[] Uses(ushort encryption, ushort? lookup) =>
        [new(PersnrOptions.EncryptionKeysName, encryption), new(PersnrOptions.LookupKeysName, lookup)];

    private sealed class Person(PersnrProtector protector, long id, byte[] cipher, byte[] lookup) : SealedRow(id)
    {
        public override IReadOnlyList<KeyUse> Open() =>
            Uses(protector.KeyOf(cipher), protector.LookupKeyOf(protector.Reveal(cipher, lookup), lookup));

        public override async Task<bool> RewriteAsync(FinAutDbContext db, CancellationToken cancellationToken)
        {
            var renewed = protector.Protect(protector.Reveal(cipher, lookup));
            return await People(db).Where(u => u.Id == Id && u.PersnrCipher == cipher && u.PersnrLookup == lookup)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(u => u.PersnrCipher, renewed.Cipher).SetProperty(u => u.PersnrLookup, renewed.Lookup), cancellationToken) == 1;
        }
    }
}
