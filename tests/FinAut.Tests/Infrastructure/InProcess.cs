using FinAut.Api.Hosting;

namespace FinAut.Tests.Infrastructure;

/// <summary>The program's commands in the tests' own process, which spares a start of the program each; <c>CommandTests</c> start the program.</summary>
internal static class InProcess
{
    /// <summary>Runs a command on a database, with the tests' settings.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <param name="settings">Settings on top of the tests' own, with colons.</param>
    /// <param name="input">What it reads from standard input.</param>
    public static Task<Ended> RunAsync(
        string connectionString, string[] arguments, IReadOnlyDictionary<string, string>? settings = null, string input = "") =>
        RunAsync([.. arguments, .. TestServer.Arguments(settings, connectionString)], input);

    /// <summary>Runs a command with nothing but its arguments.</summary>
    /// <param name="arguments">The command, its options and settings.</param>
    /// <param name="input">What it reads from standard input.</param>
    public static async Task<Ended> RunAsync(string[] arguments, string input = "")
    {
        await using var output = new StringWriter();
        using var reader = new StringReader(input);
        var code = await Commands.RunAsync(arguments, output, output, reader);
        return new Ended(code, output.ToString());
    }
}
