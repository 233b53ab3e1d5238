using System.Text.Json;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// Notes what a test measured, and the limit that it holds it to, for the table in <c>docs/reliability.md</c>. What is noted goes as
/// a line of JSON to the file that <c>FINAUT_RELIABILITY</c> names (<c>./test.sh --faults</c> names one), and nowhere without it.
/// </summary>
public static class Reliability
{
    public const string Variable = "FINAUT_RELIABILITY";

    private static readonly Lock Gate = new();
    private static readonly string? File = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : null;

    /// <summary>Notes one row. A test notes before it asserts, so that the table also shows what broke its limit.</summary>
    /// <param name="area">The heading that it stands under, such as <c>Fuzz</c>.</param>
    /// <param name="what">What was done or attacked.</param>
    /// <param name="measured">What was seen, with its unit.</param>
    /// <param name="limit">What it must keep to.</param>
    public static void Note(string area, string what, string measured, string limit)
    {
        if (File is null)
        {
            return;
        }

        var line = JsonSerializer.Serialize(new { area, what, measured, limit }) + "\n";
        lock (Gate)
        {
            System.IO.File.AppendAllText(File, line);
        }
    }
}
