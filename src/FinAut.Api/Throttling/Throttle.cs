using System.Collections.Concurrent;
using FinAut.Api.OAuth;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Throttling;

/// <summary>
/// Counts requests per API user in fixed windows that begin with the first request. The count lives in the database, so it is the
/// same on every node and survives a restart; who is known to be over the limit costs no query until the window ends.
/// </summary>
public sealed class Throttle(IDbContextFactory<FinAutDbContext> contexts, IOptions<ThrottleOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, ThrottleState> _exhausted = new();

    // Requests of one API user that come at once are counted one after the other: they would wait for the same row anyway, each
    // holding a connection, and whoever comes after the last that is admitted needs no query at all.
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _turns = new();

    /// <summary>Counts one request.</summary>
    /// <returns>The window's state with the request counted.</returns>
    public async ValueTask<ThrottleState> CountAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (apiUserId, limit, window) = (caller.Reach.ApiUserId, caller.PermitLimit ?? options.Value.PermitLimit, options.Value.Window);
        if (Known(apiUserId, limit, window) is { } known)
        {
            return known;
        }

        var turn = _turns.GetOrAdd(apiUserId, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return Known(apiUserId, limit, window) ?? await CountAsync(apiUserId, limit, window, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private ThrottleState? Known(long apiUserId, int limit, TimeSpan window)
    {
        // A raised limit, the window's end and a clock that was set back all end what is known.
        var now = time.GetUtcNow();
        return _exhausted.TryGetValue(apiUserId, out var known) && known.Limit == limit && now < known.Reset && now >= known.Reset - window
            ? known
            : null;
    }

    private async Task<ThrottleState> CountAsync(long apiUserId, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.CountRequestAsync(apiUserId, limit, time.GetUtcNow(), window, cancellationToken) is { } counted)
        {
            return new ThrottleState(true, limit, limit - counted.Count, counted.Started + window);
        }

        var started = await db.ThrottleWindows.Where(w => w.ApiUserId == apiUserId).Select(w => w.Started).SingleAsync(cancellationToken);
        var exhausted = new ThrottleState(false, limit, 0, started + window);
        _exhausted[apiUserId] = exhausted;
        return exhausted;
    }
}

/// <summary>The state of an API user's window.</summary>
/// <param name="IsAdmitted">Whether the request may go on.</param>
/// <param name="Limit">Requests per window.</param>
/// <param name="Remaining">Requests left in the window.</param>
/// <param name="Reset">When the window ends, UTC.</param>
public readonly record struct ThrottleState(bool IsAdmitted, int Limit, int Remaining, DateTimeOffset Reset)
{
    /// <summary>Whole seconds until the window ends, at least 1.</summary>
    /// <param name="now">UTC.</param>
    public long SecondsLeft(DateTimeOffset now) => Math.Max(1, (long)Math.Ceiling((Reset - now).TotalSeconds));
}
