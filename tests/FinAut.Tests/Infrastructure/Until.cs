using System.Diagnostics;

namespace FinAut.Tests.Infrastructure;

/// <summary>Waits for what is about to happen, and fails when it does not.</summary>
public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="patience">How long at most, or null for what takes no time to speak of.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (patience ?? Patience), "What the test waits for has not happened.");
            await Task.Delay(Pause);
        }
    }
}
