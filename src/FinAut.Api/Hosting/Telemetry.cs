using FinAut.Api.Webhooks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FinAut.Api.Hosting;

/// <summary>
/// Sends traces and metrics to an OpenTelemetry collector while the server runs, when one is named. Otherwise nobody listens to what
/// the framework, Npgsql and the server itself have to tell, and it costs next to nothing.
/// </summary>
internal sealed class Telemetry(IOptions<TelemetryOptions> options, IConfiguration configuration) : IHostedService, IDisposable
{
    /// <summary>The tag by which a span is found from a log line, an audit entry or a webhook.</summary>
    public const string CorrelationIdTag = "finaut.correlation_id";

    private const int StopWithinMilliseconds = 2000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(Configure)
                .ConfigureResource(Describe)
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", WebhookTrace.SourceName)
                .AddProcessor(new SpanMask())
                .AddOtlpExporter()
                .Build();
        }

        if (options.Value.Metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(Configure)
                .ConfigureResource(Describe)
                .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "FinAut.*")
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Sends what is left, unless the collector is away.
        _traces?.Shutdown(StopWithinMilliseconds);
        _metrics?.Shutdown(StopWithinMilliseconds);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // The library reads its own variables from where the server's settings come from.
    private void Configure(IServiceCollection services) => services.AddSingleton(configuration);

    private void Describe(ResourceBuilder resource) => resource.AddService(
        options.Value.ServiceName, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3), serviceInstanceId: Environment.MachineName);
}

internal static class TelemetrySetup
{
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(15);

    /// <summary>Adds telemetry. It begins before everything else and ends after it.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>().Bind(configuration).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        services.AddHostedService<Telemetry>();
        if (Read(configuration).Metrics)
        {
            services.AddSingleton<IHealthCheckPublisher, HealthMetrics>();
            services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, HealthInterval));
        }

        return services;
    }

    /// <summary>Names the spans of requests, when traces are sent.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        if (Read(app.Configuration).Traces)
        {
            app.UseMiddleware<RequestSpanMiddleware>();
        }
    }

    // Before the options are validated, so what cannot be read counts as nothing here.
    private static TelemetryOptions Read(IConfiguration configuration)
    {
        try
        {
            return configuration.Get<TelemetryOptions>() ?? new TelemetryOptions();
        }
        catch (InvalidOperationException)
        {
            return new TelemetryOptions();
        }
    }
}
