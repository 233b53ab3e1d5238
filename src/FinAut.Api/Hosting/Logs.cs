using System.Text.RegularExpressions;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace FinAut.Api.Hosting;

/// <summary>Structured logs on standard output: lines for people, or JSON with <c>Logs__Format=json</c>.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj} [{CorrelationId}]{NewLine}{Exception}";

    public static Logger Create(IConfiguration configuration)
    {
        ITextFormatter formatter = configuration["Logs:Format"] == "json"
            ? new JsonFormatter(renderMessage: true)
            : new MessageTemplateTextFormatter(Line);
        return new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("FinAut.Api.OAuth.BearerHandler", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            // What EF Core and Npgsql log as errors reaches the error middleware or the command, which report it once.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Fatal)
            .ReadFrom.Configuration(configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(new MaskingFormatter(formatter))
            .CreateLogger();
    }
}

/// <summary>
/// The last line of defence: whatever reaches the log, eleven digits in a row, and the values of parameters that hold personal
/// data or secrets, are masked.
/// </summary>
internal sealed partial class MaskingFormatter(ITextFormatter inner) : ITextFormatter
{
    private const int MatchTimeoutMilliseconds = 1000;

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new StringWriter();
        inner.Format(logEvent, buffer);
        output.Write(Mask(buffer.ToString()));
    }

    public static string Mask(string text) => Parameters().Replace(ElevenDigits().Replace(text, "***********"), "${name}***");

    [GeneratedRegex(@"(?<!\d)\d{11}(?!\d)", RegexOptions.None, MatchTimeoutMilliseconds)]
    private static partial Regex ElevenDigits();

    [GeneratedRegex(
        @"\b(?<name>(?:persnr|encoded_userid|encrypted_userid|access_token|token|client_secret|password)=)[^&\s""]+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        MatchTimeoutMilliseconds)]
    private static partial Regex Parameters();
}
