using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Keys;

/// <summary>A column that holds ciphertexts of a <see cref="SecretProtector"/>, or null.</summary>
/// <typeparam name="TEntity">The entity, which has a property Id.</typeparam>
/// <param name="protector">Encrypts and decrypts.</param>
/// <param name="what">What lies in it, in words for operators.</param>
/// <param name="row">What a row is called.</param>
/// <param name="column">The property that holds it.</param>
/// <param name="owner">The property with the number of what it is bound to.</param>
/// <param name="purpose">What it is bound to.</param>
internal sealed class SecretColumn<TEntity>(SecretProtector protector, string what, string row, string column, string owner, Func<long, string> purpose) : SealedColumn
    where TEntity : class
{
    private const string Key = "Id";

    /// <inheritdoc/>
    public override string What => what;

    /// <inheritdoc/>
    public override string Row => row;

    /// <inheritdoc/>
    public override IReadOnlyList<KeyUse> Writing => [new(SecretsOptions.EncryptionKeysName, protector.EncryptsWith)];

    /// <inheritdoc/>
    public override Task<int> CountAsync(FinAutDbContext db, CancellationToken cancellationToken) => Rows(db).CountAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SealedRow>> ReadAsync(FinAutDbContext db, long after, int count, CancellationToken cancellationToken)
    {
        var rows = await Rows(db).Where(e => EF.Property<long>(e, Key) > after).OrderBy(e => EF.Property<long>(e, Key)).Take(count)
            .Select(e => new { Id = EF.Property<long>(e, Key), Owner = EF.Property<long>(e, owner), Cipher = EF.Property<byte[]>(e, column) })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new Secret(this, r.Id, purpose(r.Owner), r.Cipher));
    }

    private IQueryable<TEntity> Rows(FinAutDbContext db) => db.Set<TEntity>().IgnoreQueryFilters().Where(e => EF.Property<byte[]?>(e, column) != null);

    private Task<int> ReplaceAsync(FinAutDbContext db, long id, byte[] cipher, byte[] renewed, CancellationToken cancellationToken) =>
        Rows(db).Where(e => EF.Property<long>(e, Key) == id && EF.Property<byte[]?>(e, column) == cipher)
            .ExecuteUpdateAsync(set => set.SetProperty(e => EF.Property<byte[]?>(e, column), renewed), cancellationToken);

    private IReadOnlyList<KeyUse> Open(byte[] cipher, string boundTo)
    {
        protector.Reveal(cipher, boundTo);
        return [new(SecretsOptions.EncryptionKeysName, protector.KeyOf(cipher))];
    }

    private byte[] Renew(byte[] cipher, string boundTo) => protector.Protect(protector.Reveal(cipher, boundTo), boundTo);

    private sealed class Secret(SecretColumn<TEntity> column, long id, string boundTo, byte[] cipher) : SealedRow(id)
    {
        public override IReadOnlyList<KeyUse> Open() => column.Open(cipher, boundTo);

        public override async Task<bool> RewriteAsync(FinAutDbContext db, CancellationToken cancellationToken) =>
            await column.ReplaceAsync(db, Id, cipher, column.Renew(cipher, boundTo), cancellationToken) == 1;
    }
}
