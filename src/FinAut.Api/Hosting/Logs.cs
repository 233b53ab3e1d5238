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
            // At its lowest level the framework writes what every action was called with, which no mask can tell from other texts.
            .Filter.ByExcluding(line => line.Properties.ContainsKey("Arguments"))
            .WriteTo.Console(new MaskingFormatter(formatter))
            .CreateLogger();
    }
}

/// <summary>
/// The last line of defence: whatever reaches the log, what looks like a persnr, a token or a secret, and the values of
/// parameters that hold personal data or secrets, are masked.
/// </summary>
internal sealed partial class MaskingFormatter(ITextFormatter inner) : ITextFormatter
{
    private const int MatchTimeoutMilliseconds = 1000;
    private const string Masked = "***";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new StringWriter();
        inner.Format(logEvent, buffer);
        output.Write(Mask(buffer.ToString()));
    }

    public static string Mask(string text)
    {
        var masked = Numbers().Replace(text, match => match.Groups["id"].Success ? match.Value : "***********");
        masked = Parameters().Replace(masked, "${name}" + Masked);
        return Credentials().Replace(masked, "${name}" + Masked);
    }

    // Eleven digits, also in the usual two groups. Ids of correlation, traces and spans may hold as many by chance.
    [GeneratedRegex(
        @"(?<id>\b(?:[0-9a-f]{32}|[0-9a-f]{16})\b)|(?<!\d)\d{6}(?:[ .+-]|%20)?\d{5}(?!\d)",
        RegexOptions.ExplicitCapture,
        MatchTimeoutMilliseconds)]
    private static partial Regex Numbers();

    // In a query or a form, and in JSON, which may itself be quoted in JSON.
    [GeneratedRegex(
        @"\b(?<name>(persnr|encoded_userid|encrypted_userid|access_token|token|client_secret|password)(=|\\?""\s*:\s*\\?""))[^&\s""\\]+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        MatchTimeoutMilliseconds)]
    private static partial Regex Parameters();

    // What stands in an Authorization header, and secrets of clients and webhooks by their prefix.
    [GeneratedRegex(
        @"\b(?<name>(Bearer|Basic)\s+|fas_|whsec_)[A-Za-z0-9._~+/=-]{16,}",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        MatchTimeoutMilliseconds)]
    private static partial Regex Credentials();
}
