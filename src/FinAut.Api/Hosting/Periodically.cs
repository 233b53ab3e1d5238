namespace FinAut.Api.Hosting;

/// <summary>Runs a job of a hosted service again and again. A turn that fails is told of, and the next one tries anew.</summary>
internal static class Periodically
{
    /// <summary>Runs until the server stops.</summary>
    /// <param name="interval">From the beginning of one turn to that of the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">One turn.</param>
    /// <param name="onFailure">Tells of a turn that failed.</param>
    /// <param name="stoppingToken">Ends it.</param>
    /// <param name="beginAtOnce">Whether the first turn comes before the first wait.</param>
    public static async Task RunAsync(
        TimeSpan interval,
        TimeProvider time,
        Func<CancellationToken, Task> work,
        Action<Exception> onFailure,
        CancellationToken stoppingToken,
        bool beginAtOnce = false)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (beginAtOnce || await timer.WaitForNextTickAsync(stoppingToken))
        {
            beginAtOnce = false;
            try
            {
                await work(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                onFailure(exception);
            }
        }
    }
}
