using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>
/// Whether traces and metrics are sent, and where to: the standard variables of OpenTelemetry. Those that are not listed here, such as
/// <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_METRIC_EXPORT_INTERVAL</c>,
/// its library reads by itself.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>The collector that takes traces and metrics, such as <c>http://127.0.0.1:4317</c>. Without one, nothing is measured.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public string? Endpoint { get; set; }

    /// <summary>The collector of traces alone; with <c>http/protobuf</c> its whole URL.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")]
    public string? TracesEndpoint { get; set; }

    /// <summary>The collector of metrics alone; with <c>http/protobuf</c> its whole URL.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")]
    public string? MetricsEndpoint { get; set; }

    /// <summary>What is spoken to it: <c>grpc</c> or <c>http/protobuf</c>.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_PROTOCOL")]
    public string Protocol { get; set; } = "grpc";

    /// <summary>What the server is called in traces and metrics.</summary>
    [ConfigurationKeyName("OTEL_SERVICE_NAME")]
    public string ServiceName { get; set; } = "finaut-api";

    /// <summary>Switches traces and metrics off, whatever else is set.</summary>
    [ConfigurationKeyName("OTEL_SDK_DISABLED")]
    public bool Disabled { get; set; }

    /// <summary>Whether traces are sent.</summary>
    internal bool Traces => !Disabled && (IsSet(Endpoint) || IsSet(TracesEndpoint));

    /// <summary>Whether metrics are sent.</summary>
    internal bool Metrics => !Disabled && (IsSet(Endpoint) || IsSet(MetricsEndpoint));

    internal static bool IsSet(string? endpoint) => !string.IsNullOrWhiteSpace(endpoint);
}

internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        (string Name, string? Value)[] endpoints =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", options.Endpoint),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", options.TracesEndpoint),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", options.MetricsEndpoint),
        ];
        var failures = endpoints.Where(e => TelemetryOptions.IsSet(e.Value) && !IsUrl(e.Value!))
            .Select(e => $"{e.Name} must be a URL such as http://127.0.0.1:4317.").ToList();
        if (options.Protocol is not ("grpc" or "http/protobuf"))
        {
            failures.Add("OTEL_EXPORTER_OTLP_PROTOCOL must be grpc or http/protobuf.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}
