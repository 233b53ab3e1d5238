using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>What people and clients do to endpoints, as far as it concerns deliveries as well.</summary>
public sealed class WebhookEndpoints(FinAutDbContext db, TimeProvider time)
{
    /// <summary>
    /// Saves what changed of an endpoint and its secrets. Changes of one endpoint are written one after another, or those that end the
    /// same secrets would wait for one another in a circle.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task SaveAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.TakeSequenceAsync(endpoint.SequenceOwner, 0, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Switches sending on or off, and saves whatever else changed. What is not sent yet is held when it goes off.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="enabled">Whether to send.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>Whether that changed anything; null when the endpoint was deleted meanwhile.</returns>
    public async Task<bool?> SwitchAsync(WebhookEndpoint endpoint, bool enabled, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // No change of anybody's is being written for the company from here to the commit, nor is the endpoint switched or deleted.
        await db.TakeSequenceAsync(endpoint.SequenceOwner, 0, cancellationToken);
        var state = db.Entry(endpoint).Property(e => e.State);
        state.CurrentValue = state.OriginalValue =
            await db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.Id == endpoint.Id).Select(e => e.State).SingleAsync(cancellationToken);
        if (state.CurrentValue == WebhookEndpointState.Deleted)
        {
            return null;
        }

        var changed = endpoint.Enable(enabled);
        if (changed && !enabled)
        {
            await WebhookOutbox.HoldAsync(db, endpoint.Id, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    /// <summary>Deletes an endpoint. What was not delivered yet is cancelled.</summary>
    /// <param name="endpoint">The endpoint, with its secrets.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task DeleteAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.TakeSequenceAsync(endpoint.SequenceOwner, 0, cancellationToken);
        await WebhookOutbox.CancelAsync(db, endpoint.Id, cancellationToken);
        endpoint.Stop(WebhookEndpointState.Deleted);
        endpoint.EndSecrets(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
