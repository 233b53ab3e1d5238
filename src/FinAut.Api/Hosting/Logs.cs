using System.Buffers;
using System.Text.RegularExpressions;
using FinAut.Api.Http;
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
            .Enrich.With<CorrelationIdEnricher>()
            // At its lowest level the framework writes what every action was called with, which no mask can tell from other texts.
            .Filter.ByExcluding(line => line.Properties.ContainsKey("Arguments"))
            .WriteTo.Console(new MaskingFormatter(formatter))
            .CreateLogger();
    }
}

/// <summary>Adds the request's correlation id to every line that is written while it is served.</summary>
internal sealed class CorrelationIdEnricher : ILogEventEnricher
{
    // The context flows with the request whoever asks for it.
    private readonly HttpContextAccessor _accessor = new();

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (_accessor.HttpContext is { } context)
        {
            logEvent.AddPropertyIfAbsent(new LogEventProperty("CorrelationId", new ScalarValue(context.CorrelationId())));
        }
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
    private const int NumberLength = 11;
    private const int LastGroupLength = 5;
    private const string Joints = " .+-%";

    // What the patterns of parameters and credentials begin with.
    private static readonly SearchValues<string> SecretWords = SearchValues.Create(
        ["persnr", "encoded_userid", "encrypted_userid", "token", "client_secret", "password", "bearer", "basic", "fas_", "whsec_"],
        StringComparison.OrdinalIgnoreCase);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new StringWriter();
        inner.Format(logEvent, buffer);
        output.Write(Mask(buffer.ToString()));
    }

    public static string Mask(string text)
    {
        // Most lines hold nothing of the kind, and the patterns cost more than the rest of a line.
        if (MayHoldNumber(text))
        {
            text = Numbers().Replace(text, match => match.Groups["id"].Success ? match.Value : "***********");
        }

        return text.AsSpan().ContainsAny(SecretWords)
            ? Credentials().Replace(Parameters().Replace(text, "${name}" + Masked), "${name}" + Masked)
            : text;
    }

    // Eleven digits in a row, or six with something after them that may join them to five more.
    private static bool MayHoldNumber(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (char.IsDigit(c))
            {
                digits++;
                if (digits == NumberLength)
                {
                    return true;
                }
            }
            else if (digits >= NumberLength - LastGroupLength && Joints.Contains(c, StringComparison.Ordinal))
            {
                return true;
            }
            else
            {
                digits = 0;
            }
        }

        return false;
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
