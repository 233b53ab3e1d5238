using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>What was posted, what came of it, and what is still to be posted.</summary>
[Route(ApiPaths.Api + ResourceNames.WebhookDelivery)]
[RequireScope(Scopes.Webhooks)]
public sealed class WebhookDeliveryController(FinAutDbContext db, WebhookOutbox outbox, WebhookDeliveryReader deliveries) : ApiController
{
    internal const string TooOld = "The delivery is too old to be posted again: its body is no longer kept.";

    /// <summary>List webhook deliveries</summary>
    /// <param name="endpoint">An endpoint: number or URL.</param>
    /// <param name="state"><c>pending</c>, <c>delivered</c>, <c>exhausted</c>, <c>held</c> or <c>cancelled</c>.</param>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of deliveries.</response>
    [HttpGet]
    [ProducesResponseType<ListReply<WebhookDeliveryReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? endpoint, string? state, string? page, CancellationToken cancellationToken)
    {
        var source = db.WebhookDeliveries.AsNoTracking();
        if (FilterText.Read(endpoint) is { } reference)
        {
            var id = ResourceReference.ParseId(reference, ResourceNames.WebhookEndpoint);
            source = source.Where(d => d.EndpointId == id);
        }

        if (FilterText.Read(state) is { } name)
        {
            var wanted = Enum.GetValues<WebhookDeliveryState>().Where(s => WebhookDeliveryReply.NameOf(s) == name).ToList();
            source = source.Where(d => wanted.Contains(d.State));
        }

        return ListAsync(source, WebhookDeliveryReply.Row, rows => deliveries.ToRepliesAsync(rows, cancellationToken), cancellationToken);
    }

    /// <summary>Get a webhook delivery</summary>
    /// <param name="id">The number in the delivery's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The delivery.</response>
    [HttpGet("{id:long}")]
    [ProducesResponseType<WebhookDeliveryReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken) =>
        OkOrNotFound(await deliveries.FindAsync(id, cancellationToken));

    /// <summary>Post a webhook delivery again</summary>
    /// <remarks>Whatever became of it before. It is posted with the same <c>webhook-id</c> and the same body.</remarks>
    /// <param name="id">The number in the delivery's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="202">The delivery, due at once.</response>
    /// <response code="409">It is too old: its body is no longer kept.</response>
    [HttpPost("{id:long}/replay")]
    [ProducesResponseType<WebhookDeliveryReply>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<Problem>(StatusCodes.Status409Conflict, Problems.ContentType)]
    public async Task<IActionResult> ReplayAsync(long id, CancellationToken cancellationToken)
    {
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(
            d => d.Id == id && d.Endpoint.State != WebhookEndpointState.Deleted, cancellationToken);

        // Read before: afterwards it may be under way already.
        if (delivery is null || await deliveries.FindAsync(id, cancellationToken) is not { } reply)
        {
            return NotFoundProblem();
        }

        if (delivery.Payload is null)
        {
            return new ProblemResult(StatusCodes.Status409Conflict, TooOld);
        }

        await outbox.ReplayAsync(delivery, cancellationToken);
        return Accepted(reply with { State = WebhookDeliveryReply.NameOf(delivery.State), NextAttempt = delivery.NextAttempt });
    }
}
