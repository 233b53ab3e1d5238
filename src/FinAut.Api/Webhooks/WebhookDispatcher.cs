using System.Collections.Concurrent;
using FinAut.Api.Hosting;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>
/// Sends due deliveries, on any number of nodes at once. A node claims rows by a short update with a lease, sends with no
/// transaction open, and writes down what came of it. A node that dies leaves claims that end by themselves.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IDbContextFactory<FinAutDbContext> contexts,
    WebhookCourier courier,
    WebhookSignal signal,
    IOptions<WebhookOptions> options,
    Jobs jobs,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger) : BackgroundService
{
    /// <summary>How long a claim holds unless it is renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    // Each delivery that ends makes room for another, and a claim for each would cost more than sending it.
    private static readonly TimeSpan ClaimInterval = TimeSpan.FromMilliseconds(20);

    // PostgreSQL tells of new deliveries; elsewhere this is how long those of other nodes wait.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSleepUntold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<long, Task> _atWork = new();
    private readonly CancellationTokenSource _sending = new();

    /// <summary>The name under which this node claims.</summary>
    public Guid Node { get; } = Guid.NewGuid();

    /// <summary>Claims what is due and begins to send it.</summary>
    /// <returns>How many deliveries were claimed.</returns>
    public async Task<int> ClaimAsync(CancellationToken cancellationToken)
    {
        var room = options.Value.MaxInFlight - _atWork.Count;
        if (room <= 0)
        {
            return 0;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var ids = await db.ClaimDeliveriesAsync(Node, now, now + Lease, options.Value.MaxInFlightPerEndpoint, room, cancellationToken);

        // One that is still under way here, although its lease ran out, is not begun a second time. It may end while the rows are
        // read, and then looks as if it never had been under way.
        var begin = ids.Where(id => !_atWork.ContainsKey(id)).ToList();
        if (begin.Count == 0)
        {
            return ids.Count;
        }

        var claimed = await db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking()
            .Include(d => d.Endpoint).ThenInclude(e => e.Secrets)
            .Where(d => begin.Contains(d.Id) && d.ClaimedBy == Node && d.State == WebhookDeliveryState.Pending)
            .ToListAsync(cancellationToken);
        foreach (var delivery in claimed.OrderBy(d => d.NextAttempt).ThenBy(d => d.Sequence))
        {
            // Begins once it is noted, so that it cannot end before.
            var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_atWork.TryAdd(delivery.Id, SendAsync(delivery, noted.Task)))
            {
                noted.SetResult();
            }
        }

        return ids.Count;
    }

    /// <summary>Renews the claims of what is under way here.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var ids = _atWork.Keys.ToList();
        if (ids.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow() + Lease;
        await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => ids.Contains(d.Id) && d.ClaimedBy == Node)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.ClaimedUntil, until), cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What is under way may end well; what does not is left to others at once rather than when its lease ends.
        await Task.WhenAll(_atWork.Values).WaitAsync(StopWithin, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_atWork.IsEmpty)
        {
            await _sending.CancelAsync();
            await Task.WhenAll(_atWork.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ReleaseAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _sending.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        DispatchAsync(stoppingToken),
        jobs.RunAsync("WebhookRenewal", RenewInterval, RenewAsync, exception => LogFailed(exception.GetBaseException().GetType().Name), stoppingToken));

    private async Task DispatchAsync(CancellationToken stoppingToken)
    {
        var job = jobs.Watch(nameof(WebhookDispatcher), LongestSleep);
        var last = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A clock that was set back does not lengthen the wait.
                var early = ClaimInterval - time.GetElapsedTime(last);
                if (early > TimeSpan.Zero && early <= ClaimInterval)
                {
                    await Task.Delay(early, time, stoppingToken);
                }

                last = time.GetTimestamp();
                var claimed = await ClaimAsync(stoppingToken);
                job.Succeeded();
                if (claimed == 0)
                {
                    await signal.WaitAsync(await SleepAsync(stoppingToken), stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                job.Failed();
                LogFailed(exception.GetBaseException().GetType().Name);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    // Until the next attempt is due, within limits: what waits for something else is looked at again soon enough.
    private async Task<TimeSpan> SleepAsync(CancellationToken cancellationToken)
    {
        // Each that ends gives a signal.
        if (!_atWork.IsEmpty)
        {
            return ShortestSleep;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await WebhookBacklog.FirstDueAsync(db, cancellationToken);
        var longest = db.TellsDispatchers ? LongestSleep : LongestSleepUntold;
        var sleep = due is null ? longest : due.Value - time.GetUtcNow();
        return sleep < ShortestSleep ? ShortestSleep : sleep > longest ? longest : sleep;
    }

    private async Task SendAsync(WebhookDelivery delivery, Task noted)
    {
        await noted;
        using var scope = logger.BeginScope(Correlation.ScopeOf(delivery.CorrelationId));
        try
        {
            await courier.DeliverAsync(Node, delivery, _sending.Token);
        }
        catch (OperationCanceledException) when (_sending.IsCancellationRequested)
        {
            // The server stops; the claim is given back.
        }
        catch (Exception exception)
        {
            // The claim ends by itself, and the delivery is tried again.
            LogNotRecorded(delivery.Id, exception);
        }
        finally
        {
            _atWork.TryRemove(delivery.Id, out _);
            signal.Set();
        }
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.ClaimedBy == Node).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.ClaimedBy, (Guid?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null), cancellationToken);
            await db.NotifyDispatchersAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            // The claims end by themselves.
            LogFailed(exception.GetBaseException().GetType().Name);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The queue of webhooks could not be used ({Cause}); trying again.")]
    private partial void LogFailed(string cause);

    [LoggerMessage(2, LogLevel.Error, "What came of delivery {Id} could not be written down; it will be sent again.")]
    private partial void LogNotRecorded(long id, Exception exception);
}
