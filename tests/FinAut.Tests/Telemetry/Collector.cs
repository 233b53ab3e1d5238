using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Telemetry;

/// <summary>A collector of traces and metrics on a real socket: OTLP over HTTP, in Protocol Buffers.</summary>
public sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();

    private Collector(WebApplication app) => _app = app;

    /// <summary>What a server is told of it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    /// <summary>Every byte that came, as Latin-1, so that any text in ASCII can be searched for.</summary>
    public string Raw => string.Concat(_traces.Concat(_metrics).Select(Encoding.Latin1.GetString));

    /// <summary>The spans that came.</summary>
    public IReadOnlyList<Span> Spans =>
    [
        .. from request in _traces
           from scope in Protobuf.Under(request, 1, 2)
           from span in Protobuf.Under(scope, 2)
           select Span.From(Protobuf.Read(Protobuf.Under(scope, 1).Single()).Text(1), Protobuf.Read(span)),
    ];

    /// <summary>The metrics that came.</summary>
    public IReadOnlyList<Metric> Metrics =>
    [
        .. from request in _metrics
           from metric in Protobuf.Under(request, 1, 2, 2)
           select Metric.From(Protobuf.Read(metric)),
    ];

    /// <summary>Starts a collector on any port of 127.0.0.1.</summary>
    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var collector = new Collector(app);
        app.MapPost("/v1/traces", context => TakeAsync(context, collector._traces));
        app.MapPost("/v1/metrics", context => TakeAsync(context, collector._metrics));
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext context, ConcurrentQueue<byte[]> kept)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        kept.Enqueue(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }
}

/// <summary>A span.</summary>
/// <param name="Source">Who told of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Trace">Its trace's id.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Parent">Its parent's id, or empty.</param>
/// <param name="Attributes">What is noted on it.</param>
public sealed record Span(string Source, string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Attributes)
{
    internal static Span From(string source, IReadOnlyList<Field> fields) => new(
        source, fields.Text(5), Hex(fields, 1), Hex(fields, 2), Hex(fields, 4), fields.Attributes(9));

    private static string Hex(IEnumerable<Field> fields, int number) => fields.Where(f => f.Number == number).Select(f => f.Hex).FirstOrDefault("");
}

/// <summary>A metric with the points of one export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit, or empty.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Points">The attributes of each point.</param>
public sealed record Metric(string Name, string Unit, MetricKind Kind, IReadOnlyList<IReadOnlyDictionary<string, string>> Points)
{
    private static readonly Dictionary<string, string> Units = new() { ["s"] = "seconds", ["By"] = "bytes", ["ms"] = "milliseconds", ["1"] = "ratio" };

    /// <summary>The names under which Prometheus keeps it, by its rules for metrics that come over OTLP.</summary>
    public IReadOnlyList<string> PrometheusNames
    {
        get
        {
            var name = Name.Replace('.', '_');
            if (Units.TryGetValue(Unit, out var unit) && (unit != "ratio" || Kind == MetricKind.Gauge) && !name.EndsWith("_" + unit, StringComparison.Ordinal))
            {
                name += "_" + unit;
            }

            return Kind switch
            {
                MetricKind.Histogram => [name + "_bucket", name + "_count", name + "_sum"],
                MetricKind.Counter => [name + "_total"],
                _ => [name],
            };
        }
    }

    internal static Metric From(IReadOnlyList<Field> fields)
    {
        var data = fields.Single(f => f.Number is 5 or 7 or 9);
        var content = Protobuf.Read(data.Bytes);
        var kind = data.Number switch
        {
            9 => MetricKind.Histogram,
            7 when content.Any(f => f is { Number: 3, Value: 1 }) => MetricKind.Counter,
            _ => MetricKind.Gauge,
        };
        return new Metric(
            fields.Text(1), fields.Text(3), kind,
            [.. content.Where(f => f.Number == 1).Select(point => Protobuf.Read(point.Bytes).Attributes(kind == MetricKind.Histogram ? 9 : 7))]);
    }
}

/// <summary>Kinds of metrics, as Prometheus tells them apart.</summary>
public enum MetricKind
{
    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Goes up only.</summary>
    Counter,

    /// <summary>A distribution.</summary>
    Histogram,
}
