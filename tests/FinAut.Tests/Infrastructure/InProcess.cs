using FinAut.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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

    /// <summary>Runs a command on a server's database and by its clock: as on the same machine.</summary>
    /// <param name="server">The server.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <param name="input">What it reads from standard input.</param>
    public static Task<Ended> RunAsync(TestServer server, string[] arguments, string input = "") =>
        RunAsync(
            [.. arguments, .. TestServer.Arguments(null, server.ConnectionString)],
            input,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(server.Time)));

    /// <summary>Runs a command with nothing but its arguments.</summary>
    /// <param name="arguments">The command, its options and settings.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="configure">Further changes of the server whose services the command uses.</param>
    public static async Task<Ended> RunAsync(string[] arguments, string input = "", Action<WebApplicationBuilder>? configure = null)
    {
        await using var output = new StringWriter();
        using var reader = new StringReader(input);
        var code = await Commands.RunAsync(arguments, output, output, reader, configure);
        return new Ended(code, output.ToString());
    }
}
