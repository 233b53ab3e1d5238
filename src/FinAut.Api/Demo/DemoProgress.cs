namespace FinAut.Api.Demo;

/// <summary>A progress bar: one line that is drawn again and again on a terminal, otherwise a line for every ten percent.</summary>
internal sealed class DemoProgress(int total, TextWriter output)
{
    private const int Width = 40;

    // A log that keeps every redrawn line is of no use.
    private readonly bool _isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    private int _reported;

    /// <summary>Shows how many of all are done.</summary>
    public async Task ShowAsync(int done)
    {
        var percent = total == 0 ? 100 : (int)(100L * done / total);
        if (_isTerminal)
        {
            var filled = Width * percent / 100;
            await output.WriteAsync($"\rDemo data [{new string('#', filled)}{new string('.', Width - filled)}] {percent,3} %");
        }
        else if (percent / 10 > _reported / 10)
        {
            await output.WriteLineAsync($"Demo data: {percent} %");
        }

        _reported = percent;
    }

    /// <summary>Ends with a line that stays.</summary>
    public async Task EndAsync(string summary)
    {
        if (_isTerminal)
        {
            await output.WriteLineAsync();
        }

        await output.WriteLineAsync(summary);
    }
}
