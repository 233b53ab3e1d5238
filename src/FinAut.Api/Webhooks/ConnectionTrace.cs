using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FinAut.Api.Webhooks;

/// <summary>How far a connection has come.</summary>
internal enum ConnectionStage
{
    Dns,
    Connect,
    Tls,
    Open,
}

/// <summary>How a connection came about, and where it leads.</summary>
internal sealed class ConnectionTrace
{
    private long _since = Stopwatch.GetTimestamp();
    private int _exchanges;

    public ConnectionStage Stage { get; private set; }

    public IPAddress? Address { get; set; }

    public TimeSpan? Dns { get; private set; }

    public TimeSpan? Connect { get; private set; }

    public TimeSpan? Tls { get; private set; }

    /// <summary>Begins a connection that a request asked for.</summary>
    public static ConnectionTrace Begin(HttpRequestMessage request)
    {
        var trace = new ConnectionTrace();
        if (Exchange.Of(request) is { } exchange)
        {
            exchange.Opened = trace;
        }

        return trace;
    }

    public void Resolved() => (Dns, Stage) = (Lap(), ConnectionStage.Connect);

    public void Connected() => (Connect, Stage) = (Lap(), ConnectionStage.Tls);

    public void Established(bool secure) => (Tls, Stage) = (secure ? Lap() : null, ConnectionStage.Open);

    /// <summary>Notes which exchange writes, so that each knows the connection that carries it.</summary>
    public void Carry(Exchange exchange)
    {
        if (Stage == ConnectionStage.Open && exchange.Carrier != this)
        {
            exchange.Carrier = this;
            exchange.Reuses = Interlocked.Increment(ref _exchanges) > 1;
        }
    }

    private TimeSpan Lap()
    {
        var (since, now) = (_since, Stopwatch.GetTimestamp());
        _since = now;
        return Stopwatch.GetElapsedTime(since, now);
    }
}

/// <summary>One request and its reply, followed through the connection pool, which does not tell which connection serves whom.</summary>
internal sealed class Exchange
{
    private static readonly HttpRequestOptionsKey<Exchange> Key = new(nameof(Exchange));
    private static readonly AsyncLocal<Exchange?> InFlow = new();

    /// <summary>The exchange in whose flow a connection is written to. HTTP/1.1 does so, HTTP/2 has a flow of its own.</summary>
    public static Exchange? Current => InFlow.Value;

    /// <summary>The connection that the pool began for this request; it may serve another.</summary>
    public ConnectionTrace? Opened { get; set; }

    /// <summary>The connection that carried the request.</summary>
    public ConnectionTrace? Carrier { get; set; }

    /// <summary>True when the connection had carried others before.</summary>
    public bool Reuses { get; set; }

    public static Exchange? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var exchange) ? exchange : null;

    /// <summary>Begins an exchange in the caller's flow.</summary>
    public static Exchange Begin(HttpRequestMessage request)
    {
        var exchange = new Exchange();
        request.Options.Set(Key, exchange);
        InFlow.Value = exchange;
        return exchange;
    }
}

/// <summary>A connection that knows whom it carries.</summary>
internal sealed class TracedStream(Socket socket, ConnectionTrace trace) : NetworkStream(socket, ownsSocket: true)
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Exchange.Current is { } exchange)
        {
            trace.Carry(exchange);
        }

        return base.WriteAsync(buffer, cancellationToken);
    }
}
