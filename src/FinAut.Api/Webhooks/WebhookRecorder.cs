using System.Data.Common;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>Writes down what came of an attempt: the attempt, where its delivery stands now, and the endpoint's health.</summary>
internal sealed partial class WebhookRecorder(
    IDbContextFactory<FinAutDbContext> contexts, EndpointHealthRules rules, ILogger<WebhookRecorder> logger)
{
    private const int MaxTries = 5;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>Writes an attempt down, even while the server stops, and over a short absence of the database.</summary>
    /// <param name="node">The node that claimed the delivery.</param>
    /// <param name="delivery">The delivery, with the attempt noted.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="now">When it ended, UTC.</param>
    public async Task RecordAsync(Guid node, WebhookDelivery delivery, WebhookAttempt attempt, AttemptOutcome outcome, DateTimeOffset now)
    {
        for (var failures = 0; ;)
        {
            try
            {
                // One that was overtaken by another attempt at the same endpoint begins again.
                if (await TryRecordAsync(node, delivery, attempt, outcome, now))
                {
                    return;
                }
            }
            catch (Exception exception) when (++failures < MaxTries && exception.GetBaseException() is DbException or TimeoutException or IOException)
            {
                await Task.Delay(Delay, CancellationToken.None);
            }
        }
    }

    // Rows are locked in the same order by everybody: the company's sequence, deliveries, the endpoint. The sequence, which those
    // who write wait for, is left alone unless the endpoint is switched off.
    private async Task<bool> TryRecordAsync(Guid node, WebhookDelivery delivery, WebhookAttempt attempt, AttemptOutcome outcome, DateTimeOffset now)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var (endpoint, step) = (delivery.Endpoint, (HealthStep?)null);
        if (attempt.Manual || !(outcome.IsDelivered && endpoint.Health == EndpointHealth.Good))
        {
            endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().AsNoTracking().SingleAsync(e => e.Id == delivery.EndpointId, CancellationToken.None);
            step = endpoint.State != WebhookEndpointState.Active ? null
                : attempt.Manual ? EndpointHealthRules.AfterManual(endpoint.Health, outcome)
                : rules.After(endpoint.Health, outcome, now);
        }

        var state = step?.Action switch
        {
            HealthAction.DisableFailing => WebhookEndpointState.Failed,
            HealthAction.DisableGone => WebhookEndpointState.Gone,
            _ => WebhookEndpointState.Active,
        };
        var isStopped = state != WebhookEndpointState.Active;
        if (isStopped)
        {
            await db.TakeSequenceAsync(endpoint.SequenceOwner, 0, CancellationToken.None);
            await WebhookOutbox.HoldAsync(db, endpoint.Id, CancellationToken.None);
        }

        if (!await UpdateAsync(db, node, delivery))
        {
            await UpdateUnclaimedAsync(db, delivery, outcome, now);
        }

        await db.WebhookAttempts.AddAsync(attempt, CancellationToken.None);
        if (step is { Action: not HealthAction.None })
        {
            var notice = new WebhookNotice { EndpointId = endpoint.Id, Action = step.Action, Since = step.Health.FailingSince, Created = now };
            await db.WebhookNotices.AddAsync(notice, CancellationToken.None);
        }

        if (isStopped && !await StopAsync(db, endpoint.Id, state))
        {
            return false;
        }

        await db.SaveChangesAsync(CancellationToken.None);
        if (step is not null && !isStopped && step.Health != endpoint.Health && !await UpdateAsync(db, endpoint, step.Health))
        {
            return false;
        }

        if (endpoint.PausedUntil is not null && step is { Health.PausedUntil: null })
        {
            await db.NotifyDispatchersAsync(CancellationToken.None);
        }

        Log(endpoint, step);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<bool> UpdateAsync(FinAutDbContext db, Guid node, WebhookDelivery delivery) =>
        await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.Id == delivery.Id && d.ClaimedBy == node)
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.State, delivery.State)
                .SetProperty(d => d.Attempts, delivery.Attempts)
                .SetProperty(d => d.ScheduledAttempts, delivery.ScheduledAttempts)
                .SetProperty(d => d.NextAttempt, delivery.NextAttempt)
                .SetProperty(d => d.DeliveredAt, delivery.DeliveredAt)
                .SetProperty(d => d.Manual, valueExpression: false)
                .SetProperty(d => d.ClaimedBy, (Guid?)null)
                .SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null)) == 1;

    // Held, replayed or claimed by another node meanwhile: what is waiting goes on, but what has arrived has arrived.
    private static Task<int> UpdateUnclaimedAsync(FinAutDbContext db, WebhookDelivery delivery, AttemptOutcome outcome, DateTimeOffset now) =>
        db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.Id == delivery.Id)
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.Attempts, d => d.Attempts + 1)
                .SetProperty(d => d.DeliveredAt, d => outcome.IsDelivered ? d.DeliveredAt ?? now : d.DeliveredAt)
                .SetProperty(d => d.State, d => outcome.IsDelivered && d.State != WebhookDeliveryState.Pending ? WebhookDeliveryState.Delivered : d.State));

    // Unless another attempt has changed it since it was read.
    private static async Task<bool> UpdateAsync(FinAutDbContext db, WebhookEndpoint endpoint, EndpointHealth health) =>
        await db.WebhookEndpoints.IgnoreQueryFilters()
            .Where(e => e.Id == endpoint.Id && e.State == WebhookEndpointState.Active)
            .Where(e => e.FailingSince == endpoint.FailingSince && e.LastFailure == endpoint.LastFailure)
            .Where(e => e.TransportFailures == endpoint.TransportFailures && e.PausedUntil == endpoint.PausedUntil)
            .ExecuteUpdateAsync(set => set
                .SetProperty(e => e.FailingSince, health.FailingSince)
                .SetProperty(e => e.LastFailure, health.LastFailure)
                .SetProperty(e => e.TransportFailures, health.TransportFailures)
                .SetProperty(e => e.PausedUntil, health.PausedUntil)) == 1;

    // Saved with the attempt, and so seen in the audit trail.
    private static async Task<bool> StopAsync(FinAutDbContext db, long endpointId, WebhookEndpointState reason)
    {
        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().SingleAsync(e => e.Id == endpointId, CancellationToken.None);
        if (endpoint.State != WebhookEndpointState.Active)
        {
            return false;
        }

        endpoint.Stop(reason);
        return true;
    }

    private void Log(WebhookEndpoint before, HealthStep? step)
    {
        switch (step?.Action)
        {
            case null:
                return;
            case HealthAction.Warn:
                LogFailing(before.Id, OwnerOf(before), step.Health.FailingSince);
                break;
            case HealthAction.TellRecovered:
                LogRecovered(before.Id, OwnerOf(before));
                break;
            case HealthAction.DisableFailing:
                LogDisabled(before.Id, OwnerOf(before), step.Health.FailingSince);
                return;
            case HealthAction.DisableGone:
                LogGone(before.Id, OwnerOf(before));
                return;
            default:
                break;
        }

        if (before.PausedUntil is not null && step.Health.PausedUntil is null)
        {
            LogReachable(before.Id);
        }
        else if (before.PausedUntil is null && step.Health.PausedUntil is { } until)
        {
            LogPaused(before.Id, until);
        }
    }

    private static string OwnerOf(WebhookEndpoint endpoint) =>
        endpoint.CompanyId is { } company ? $"company {company}" : $"UserLogin client {endpoint.UserLoginClientId}";

    [LoggerMessage(1, LogLevel.Warning, "Webhook endpoint {Id} of {Owner} has done nothing but fail since {Since}.")]
    private partial void LogFailing(long id, string owner, DateTimeOffset? since);

    [LoggerMessage(2, LogLevel.Warning, "Webhook endpoint {Id} of {Owner} works again.")]
    private partial void LogRecovered(long id, string owner);

    [LoggerMessage(3, LogLevel.Error, "Webhook endpoint {Id} of {Owner} is disabled: it has done nothing but fail since {Since}. Its deliveries are held.")]
    private partial void LogDisabled(long id, string owner, DateTimeOffset? since);

    [LoggerMessage(4, LogLevel.Error, "Webhook endpoint {Id} of {Owner} is disabled: the receiver answered 410. Its deliveries are held.")]
    private partial void LogGone(long id, string owner);

    [LoggerMessage(5, LogLevel.Warning, "Webhook endpoint {Id} cannot be reached; nothing is sent until {Until}.")]
    private partial void LogPaused(long id, DateTimeOffset until);

    [LoggerMessage(6, LogLevel.Information, "Webhook endpoint {Id} can be reached again.")]
    private partial void LogReachable(long id);
}
