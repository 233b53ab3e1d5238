using FinAut.Api.Docs;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>The addresses to which your companies' changed results and statuses are posted.</summary>
[Route(ApiPaths.Api + ResourceNames.WebhookEndpoint)]
[RequireScope(Scopes.Webhooks)]
public sealed class WebhookEndpointController(
    FinAutDbContext db,
    WebhookSecrets secrets,
    WebhookOutbox outbox,
    WebhookEndpoints endpoints,
    WebhookDeliveryReader deliveries,
    NewWebhookEndpointValidator newEndpoint,
    WebhookEndpointChangeValidator change,
    WebhookRotationValidator rotation,
    ResourceUrls urls,
    OsloClock clock) : ApiController
{
    /// <summary>Why another company is refused.</summary>
    internal const string CompanyFixed = "The company of an endpoint cannot be changed.";

    /// <summary>List webhook endpoints</summary>
    /// <param name="page">The page, from 1, or <c>last</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">A page of endpoints.</response>
    [HttpGet]
    [ProducesResponseType<ListReply<WebhookEndpointReply>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? page, CancellationToken cancellationToken) =>
        ListAsync(db.WebhookEndpoints.AsNoTracking(), e => e, e => WebhookEndpointReply.From(e, urls), cancellationToken);

    /// <summary>Get a webhook endpoint</summary>
    /// <param name="id">The number in the endpoint's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The endpoint.</response>
    [HttpGet("{id:long}")]
    [ProducesResponseType<WebhookEndpointReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(long id, CancellationToken cancellationToken)
    {
        var endpoint = await db.WebhookEndpoints.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        return OkOrNotFound(endpoint is null ? null : WebhookEndpointReply.From(endpoint, urls));
    }

    /// <summary>Make a webhook endpoint</summary>
    /// <remarks>The secret is shown in this reply only. Without one in the body the server makes it; null leaves posts unsigned.</remarks>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="201">The new endpoint; <c>Location</c> is its URL.</response>
    [HttpPost]
    [WriteBody<WebhookEndpointRequest>("company", "kind", "url")]
    [ProducesResponseType<WebhookEndpointReply>(StatusCodes.Status201Created)]
    public async Task<IActionResult> CreateAsync(CancellationToken cancellationToken)
    {
        var (request, error) = await ReadAsync(WebhookEndpointRequest.From, newEndpoint, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        var company = ResourceReference.ParseId(request.Company.Value!, ResourceNames.Companies);
        if (!await db.Companies.AnyAsync(c => c.Id == company, cancellationToken))
        {
            return ProblemResult.Invalid("company", FieldMessages.DoesNotExist);
        }

        var endpoint = new WebhookEndpoint
        {
            CompanyId = company!.Value,
            Kind = WebhookKinds.Find(request.Kind.Value!)!.Value,
            Url = request.Url.Value!,
            Created = clock.UtcNow,
        };
        endpoint.Enable(request.Enabled.Or(true));
        await db.WebhookEndpoints.AddAsync(endpoint, cancellationToken);
        WebhookSecret? secret = request.Secret.HasValue ? WebhookSecret.FromStored(request.Secret.Value!) : request.Secret.IsNull ? null : WebhookSecret.New();
        if (secret is not null)
        {
            secrets.Add(endpoint, secret.Value, clock.UtcNow, TimeSpan.Zero);
        }

        await db.SaveChangesAsync(cancellationToken);
        var reply = WebhookEndpointReply.From(endpoint, urls, secret);
        return Created(reply.Id, reply);
    }

    /// <summary>Change a webhook endpoint</summary>
    /// <remarks>
    /// A new secret signs beside the old one for 24 hours; null ends all secrets at once. What happens while an endpoint is disabled is
    /// kept for 30 days as <c>held</c> and can be replayed. The company cannot be changed.
    /// </remarks>
    /// <param name="id">The number in the endpoint's URL.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The endpoint as it is now.</response>
    [HttpPatch("{id:long}")]
    [WriteBody<WebhookEndpointRequest>]
    [ProducesResponseType<WebhookEndpointReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> UpdateAsync(long id, [FromServices] Conflicts conflicts, CancellationToken cancellationToken)
    {
        if (!await db.WebhookEndpoints.AnyAsync(e => e.Id == id, cancellationToken))
        {
            return NotFoundProblem();
        }

        var (request, error) = await ReadAsync(WebhookEndpointRequest.From, change, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(() => ChangeAsync(id, request, cancellationToken));
    }

    /// <summary>Delete a webhook endpoint</summary>
    /// <remarks>What was not delivered yet is cancelled.</remarks>
    /// <param name="id">The number in the endpoint's URL.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="204">It is deleted.</response>
    [HttpDelete("{id:long}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public Task<IActionResult> DeleteAsync(long id, [FromServices] Conflicts conflicts, CancellationToken cancellationToken) => conflicts.RetryAsync(async () =>
    {
        var endpoint = await FindAsync(id, cancellationToken);
        if (endpoint is null)
        {
            return NotFoundProblem();
        }

        await endpoints.DeleteAsync(endpoint, cancellationToken);
        return NoContent();
    });

    /// <summary>Test a webhook endpoint</summary>
    /// <remarks>Posts <c>{"type":"webhook.ping"}</c> at once; look at the delivery to see what came of it.</remarks>
    /// <param name="id">The number in the endpoint's URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="202">The delivery.</response>
    [HttpPost("{id:long}/ping")]
    [ProducesResponseType<WebhookDeliveryReply>(StatusCodes.Status202Accepted)]
    public async Task<IActionResult> PingAsync(long id, CancellationToken cancellationToken)
    {
        var endpoint = await db.WebhookEndpoints.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        return endpoint is null ? NotFoundProblem() : Accepted(deliveries.OfNew(await outbox.PingAsync(endpoint, cancellationToken)));
    }

    /// <summary>Rotate a webhook endpoint's secret</summary>
    /// <remarks>
    /// Makes a new secret. Posts carry the signatures of both for 24 hours, or as many hours as the body says, so that the receiver
    /// can change over in its own time.
    /// </remarks>
    /// <param name="id">The number in the endpoint's URL.</param>
    /// <param name="conflicts">Tries again.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <response code="200">The endpoint with the new secret, which is not shown again.</response>
    [HttpPost("{id:long}/rotate")]
    [WriteBody<WebhookRotationRequest>]
    [ProducesResponseType<WebhookEndpointReply>(StatusCodes.Status200OK)]
    public async Task<IActionResult> RotateAsync(long id, [FromServices] Conflicts conflicts, CancellationToken cancellationToken)
    {
        if (!await db.WebhookEndpoints.AnyAsync(e => e.Id == id, cancellationToken))
        {
            return NotFoundProblem();
        }

        var (request, error) = await ReadAsync(WebhookRotationRequest.From, rotation, cancellationToken);
        return request is null ? error! : await conflicts.RetryAsync(async () =>
        {
            var endpoint = await FindAsync(id, cancellationToken);
            if (endpoint is null)
            {
                return NotFoundProblem();
            }

            var overlap = request.OverlapHours.HasValue ? TimeSpan.FromHours(request.OverlapHours.Value) : WebhookEndpoint.DefaultOverlap;
            var secret = WebhookSecret.New();
            secrets.Add(endpoint, secret, clock.UtcNow, overlap);
            await endpoints.SaveAsync(endpoint, cancellationToken);
            return Ok(WebhookEndpointReply.From(endpoint, urls, secret));
        });
    }

    private async Task<IActionResult> ChangeAsync(long id, WebhookEndpointRequest request, CancellationToken cancellationToken)
    {
        var endpoint = await FindAsync(id, cancellationToken);
        if (endpoint is null)
        {
            return NotFoundProblem();
        }

        if (request.Company.HasValue && ResourceReference.ParseId(request.Company.Value!, ResourceNames.Companies) != endpoint.CompanyId)
        {
            return ProblemResult.Invalid("company", CompanyFixed);
        }

        endpoint.Kind = request.Kind.HasValue ? WebhookKinds.Find(request.Kind.Value!)!.Value : endpoint.Kind;
        endpoint.Url = request.Url.Or(endpoint.Url);
        if (request.Secret.HasValue)
        {
            secrets.Add(endpoint, WebhookSecret.FromStored(request.Secret.Value!), clock.UtcNow, WebhookEndpoint.DefaultOverlap);
        }
        else if (request.Secret.IsNull)
        {
            endpoint.EndSecrets(clock.UtcNow);
        }

        if (!request.Enabled.HasValue)
        {
            await endpoints.SaveAsync(endpoint, cancellationToken);
        }
        else if (await endpoints.SwitchAsync(endpoint, request.Enabled.Value, cancellationToken) is null)
        {
            return NotFoundProblem();
        }

        return Ok(WebhookEndpointReply.From(endpoint, urls));
    }

    private Task<WebhookEndpoint?> FindAsync(long id, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.Include(e => e.Secrets).SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
}
