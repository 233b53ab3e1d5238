using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>Reads deliveries as the caller may see them: what concerns a person who has left the caller's reach is not named.</summary>
public sealed class WebhookDeliveryReader(FinAutDbContext db, ResourceUrls urls, TimeProvider time)
{
    /// <summary>A delivery, or null when there is none in reach.</summary>
    public async Task<WebhookDeliveryReply?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var rows = await db.WebhookDeliveries.Where(d => d.Id == id).Select(WebhookDeliveryReply.Row).ToListAsync(cancellationToken);
        return (await ToRepliesAsync(rows, cancellationToken)).SingleOrDefault();
    }

    /// <summary>A test that was made just now. It is not read back: it may be under way already.</summary>
    public WebhookDeliveryReply OfNew(WebhookDelivery test) => WebhookDeliveryReply.From(
        new WebhookDeliveryRow(test.Id, test.EndpointId, test.Event, test.ObjectId, test.UserId, test.Sequence, test.State, test.NextAttempt, test.Manual, PausedUntil: null, test.Created, test.DeliveredAt, []),
        isPersonSeen: false,
        urls,
        test.Created);

    /// <summary>Replies of rows, by one further query.</summary>
    internal async Task<List<WebhookDeliveryReply>> ToRepliesAsync(List<WebhookDeliveryRow> rows, CancellationToken cancellationToken)
    {
        var people = rows.Where(r => r.ObjectId != 0).Select(r => r.UserId).Distinct().ToList();
        var seen = people.Count == 0
            ? []
            : await db.Users.Where(u => people.Contains(u.Id)).Select(u => u.Id).ToHashSetAsync(cancellationToken);
        return rows.ConvertAll(row => WebhookDeliveryReply.From(row, seen.Contains(row.UserId), urls, time.GetUtcNow()));
    }
}
