using System.Security.Cryptography;
using FinAut.Domain.Data;

namespace FinAut.Api.Keys;

/// <summary>A column that is kept encrypted, together with what goes with it.</summary>
internal abstract class SealedColumn
{
    /// <summary>What lies in it, in words for operators.</summary>
    public abstract string What { get; }

    /// <summary>What a row is called, before its number.</summary>
    public abstract string Row { get; }

    /// <summary>The keys that write it now.</summary>
    public abstract IReadOnlyList<KeyUse> Writing { get; }

    /// <summary>How many rows there are.</summary>
    public abstract Task<int> CountAsync(FinAutDbContext db, CancellationToken cancellationToken);

    /// <summary>Reads the next rows in the order of their numbers.</summary>
    /// <param name="db">The database.</param>
    /// <param name="after">The number of the last row of before.</param>
    /// <param name="count">How many rows at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public abstract Task<IReadOnlyList<SealedRow>> ReadAsync(FinAutDbContext db, long after, int count, CancellationToken cancellationToken);
}

/// <summary>A row as it was read.</summary>
/// <param name="id">Its number.</param>
internal abstract class SealedRow(long id)
{
    /// <summary>Its number.</summary>
    public long Id => id;

    /// <summary>Decrypts it, which proves that its keys are configured and that nobody changed it.</summary>
    /// <returns>The keys that it is under.</returns>
    /// <exception cref="CryptographicException">It cannot be read.</exception>
    public abstract IReadOnlyList<KeyUse> Open();

    /// <summary>Writes it anew under the keys that write now, unless it is not what it was any more.</summary>
    /// <returns>False when others changed or removed it since it was read.</returns>
    /// <exception cref="CryptographicException">It cannot be read.</exception>
    public abstract Task<bool> RewriteAsync(FinAutDbContext db, CancellationToken cancellationToken);
}

/// <summary>A key that a row is under.</summary>
/// <param name="Setting">The key's setting without its number.</param>
/// <param name="Number">The key's number, or null when it is none of those that are configured.</param>
internal readonly record struct KeyUse(string Setting, ushort? Number)
{
    /// <summary>The key's setting.</summary>
    public override string ToString() => Number is { } number ? $"{Setting}__{number}" : $"none of {Setting}";
}
