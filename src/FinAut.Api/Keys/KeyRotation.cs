using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using FinAut.Api.Accounts;
using FinAut.Api.Webhooks;
using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Keys;

/// <summary>
/// Looks at every row that is kept encrypted, and rewrites what is not under the keys that write now. Each row is a transaction of its
/// own that takes effect only if the row is still what was read, so servers may go on, and it can end at any moment
/// (docs/decisions/0023-rotation-rewrites-row-by-row.md).
/// </summary>
internal sealed class KeyRotation(FinAutDbContext db, PersnrProtector persnrs, SecretProtector secrets, TimeProvider time)
{
    /// <summary>What the audit trail calls it.</summary>
    public const string Action = "rotated";

    /// <summary>Rows that are read at once.</summary>
    public const int Batch = 500;

    // Without a key none of hundreds of thousands may be readable.
    private const int MostNamed = 20;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is kept encrypted.</summary>
    public IReadOnlyList<SealedColumn> Columns { get; } =
    [
        new PersnrColumn(persnrs),
        new SecretColumn<WebhookEndpointSecret>(
            secrets, "secrets of webhooks", "webhook_endpoint_secret", nameof(WebhookEndpointSecret.Cipher), nameof(WebhookEndpointSecret.EndpointId), WebhookSecrets.SecretOf),
        new SecretColumn<WebhookEndpoint>(
            secrets, "custom headers of webhooks", "webhook_endpoint", nameof(WebhookEndpoint.HeadersCipher), nameof(WebhookEndpoint.Id), WebhookSecrets.HeadersOf),
        new SecretColumn<Account>(
            secrets, "keys of authenticator apps", "account", nameof(Account.AuthenticatorKeyCipher), nameof(Account.Id), AccountStore.AuthenticatorOf),
        new CookieKeyColumn(secrets),
    ];

    /// <summary>Counts the rows of a column under each key.</summary>
    /// <param name="column">The column.</param>
    /// <param name="told">Takes a line for rows that cannot be read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<KeyCount> CountAsync(SealedColumn column, Action<string> told, CancellationToken cancellationToken)
    {
        var (rows, unreadable) = (new Dictionary<KeyUse, int>(), new Failures(column, told));
        for (var after = 0L; await column.ReadAsync(db, after, Batch, cancellationToken) is { Count: > 0 } batch; after = batch[^1].Id)
        {
            foreach (var row in batch)
            {
                try
                {
                    foreach (var use in row.Open())
                    {
                        rows[use] = rows.GetValueOrDefault(use) + 1;
                    }
                }
                catch (CryptographicException exception)
                {
                    unreadable.Add(row, exception.Message);
                }
            }
        }

        return new KeyCount(rows, unreadable.Finish());
    }

    /// <summary>Rewrites the rows of a column that are not under the keys that write now.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rewritten">Is told of each row that was rewritten.</param>
    /// <param name="progress">Takes lines about how far it is.</param>
    /// <param name="told">Takes a line for rows that cannot be rewritten.</param>
    /// <param name="cancellationToken">Stops it; what is rewritten stays.</param>
    /// <returns>How many rows could not be rewritten.</returns>
    public async Task<int> RotateAsync(
        SealedColumn column, Action rewritten, Action<string> progress, Action<string> told, CancellationToken cancellationToken)
    {
        var (total, count) = (await column.CountAsync(db, cancellationToken), 0);
        progress($"{column.What}: {total} rows, to {string.Join(" and ", column.Writing)}.");
        while (true)
        {
            var (done, overtaken, failures, last) = (0, false, new Failures(column, told), time.GetTimestamp());
            for (var after = 0L; await column.ReadAsync(db, after, Batch, cancellationToken) is { Count: > 0 } batch; after = batch[^1].Id)
            {
                foreach (var row in batch)
                {
                    switch (await RewriteAsync(column, row, failures, cancellationToken))
                    {
                        case Outcome.Rewritten:
                            count++;
                            rewritten();
                            break;
                        case Outcome.Overtaken:
                            overtaken = true;
                            break;
                        default:
                            break;
                    }

                    done++;
                    if (time.GetElapsedTime(last) >= ProgressEvery)
                    {
                        last = time.GetTimestamp();
                        progress($"{column.What}: {done} of {total} looked at, {count} rewritten.");
                    }
                }
            }

            // What others changed between the two statements is looked at again.
            if (!overtaken)
            {
                progress($"{column.What}: {done} looked at, {count} rewritten.");
                return failures.Finish();
            }
        }
    }

    /// <summary>Notes in the audit trail how many rows of which columns were rewritten.</summary>
    public async Task NoteAsync(IEnumerable<KeyValuePair<string, int>> rewritten, CancellationToken cancellationToken)
    {
        await db.AuditEntries.AddAsync(
            new AuditEntry
            {
                At = time.GetUtcNow(),
                ActorKind = db.Actor.Kind,
                Actor = db.Actor.Name,
                Action = Action,
                Entity = "key",
                EntityId = 0,
                Changes = JsonSerializer.Serialize(rewritten.Select(column => new { field = column.Key, old = (string?)null, @new = $"{column.Value} rows" })),
                CorrelationId = db.Actor.CorrelationId,
            },
            cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<Outcome> RewriteAsync(SealedColumn column, SealedRow row, Failures failures, CancellationToken cancellationToken)
    {
        try
        {
            return row.Open().SequenceEqual(column.Writing) ? Outcome.Kept
                : await row.RewriteAsync(db, cancellationToken) ? Outcome.Rewritten : Outcome.Overtaken;
        }
        catch (CryptographicException exception)
        {
            failures.Add(row, exception.Message);
        }
        catch (DbException exception) when (db.IsUniqueViolation(exception))
        {
            failures.Add(row, "Another row holds the same under the newer key: the person is registered twice. Erase one of the two.");
        }

        return Outcome.Failed;
    }

    private enum Outcome
    {
        Kept,
        Rewritten,
        Overtaken,
        Failed,
    }

    private sealed class Failures(SealedColumn column, Action<string> told)
    {
        private int _count;

        public void Add(SealedRow row, string reason)
        {
            if (++_count <= MostNamed)
            {
                told($"{column.Row} {row.Id}: {reason}");
            }
        }

        public int Finish()
        {
            if (_count > MostNamed)
            {
                told($"{column.Row}: {_count - MostNamed} more.");
            }

            return _count;
        }
    }
}

/// <summary>How many rows of a column are under which keys.</summary>
/// <param name="Rows">Rows by key.</param>
/// <param name="Unreadable">Rows that cannot be read.</param>
internal sealed record KeyCount(IReadOnlyDictionary<KeyUse, int> Rows, int Unreadable);
