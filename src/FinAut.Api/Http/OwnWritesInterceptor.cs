using System.Data.Common;
using FinAut.Api.OAuth;
using FinAut.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FinAut.Api.Http;

/// <summary>Makes this node ask anew, after each of its commits, for what that changed of what it remembers: lists, which show what is audited, and applications.</summary>
internal sealed class OwnWritesInterceptor(ListExtents extents, RecentAnswers<FoundClient> clients) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    // As the audit trail names them.
    private static readonly string[] OfClients = ["application", "application_secret", "api_user"];

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        ForgetAfter(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ForgetAfter(eventData.Context!);
        return Task.CompletedTask;
    }

    private void ForgetAfter(DbContext db)
    {
        var changed = db.ChangeTracker.Entries<AuditEntry>().Select(e => e.Entity.Entity).ToHashSet(StringComparer.Ordinal);
        if (changed.Count > 0)
        {
            extents.Forget();
        }

        if (changed.Overlaps(OfClients))
        {
            clients.Clear();
        }
    }
}
