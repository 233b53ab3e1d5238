namespace FinAut.Api.Webhooks;

/// <summary>Wakes the dispatcher: by a commit anywhere, or by an attempt that ended and left room for another.</summary>
public sealed class WebhookSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Wakes the dispatcher now, or keeps it from falling asleep next time.</summary>
    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    /// <summary>Sleeps until a signal comes, or the time is up.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _signal.WaitAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
