namespace FinAut.Domain.Data;

/// <summary>How a migration waits for others that use what it must change.</summary>
/// <param name="Longest">After how long it gives up.</param>
/// <param name="Time">The clock.</param>
/// <param name="Tell">Takes a line each time that it waits.</param>
public sealed record MigrationWait(TimeSpan Longest, TimeProvider Time, Action<string> Tell)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Tries again and again, with growing pauses.</summary>
    /// <param name="tryOnce">Does it, and returns null; or returns what is in the way.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when it gave up.</returns>
    public async Task<bool> RetryAsync(Func<Task<string?>> tryOnce, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        for (var pause = FirstPause; await tryOnce() is { } obstacle; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (Time.GetElapsedTime(started) + pause > Longest)
            {
                Tell($"{obstacle} Given up after {Time.GetElapsedTime(started).TotalSeconds:0} seconds; what was not applied can be applied later.");
                return false;
            }

            Tell($"{obstacle} The next try is in {pause.TotalSeconds:0} seconds.");
            await Task.Delay(pause, Time, cancellationToken);
        }

        return true;
    }
}
