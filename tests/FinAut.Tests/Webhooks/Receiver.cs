using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FinAut.Tests.Webhooks;

/// <summary>A receiver of webhooks on a real socket that behaves as its script says, byte by byte.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Func<Conversation, Task> _script;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _connections;

    private Receiver(Func<Conversation, Task> script, IPEndPoint endPoint, X509Certificate2? certificate)
    {
        (_script, _certificate) = (script, certificate);
        _listener = new TcpListener(endPoint);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A URL of it under an address.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}/hook");

    /// <summary>How many connections came.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The requests that scripts read, headers and body as text.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Starts a receiver.</summary>
    /// <param name="script">What it does with a connection, which is closed when the script ends.</param>
    /// <param name="endPoint">Where, or null for any port of 127.0.0.1.</param>
    /// <param name="certificate">Its certificate when it speaks TLS.</param>
    public static Receiver Start(Func<Conversation, Task> script, IPEndPoint? endPoint = null, X509Certificate2? certificate = null) =>
        new(script, endPoint ?? new IPEndPoint(IPAddress.Loopback, 0), certificate);

    /// <summary>Starts a receiver that reads each request and answers with the same text, on as many requests as come.</summary>
    public static Receiver Answering(string reply, IPEndPoint? endPoint = null, X509Certificate2? certificate = null) =>
        Start(
            async conversation =>
            {
                while (await conversation.ReadRequestAsync())
                {
                    await conversation.WriteAsync(reply);
                }
            },
            endPoint,
            certificate);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                _conversations.Add(TalkAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var owned = client;
        client.NoDelay = true;
        try
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var secure = new SslStream(stream);
                stream = secure;
                // Offline, or this side would fetch what the certificate points to.
                var context = SslStreamCertificateContext.Create(_certificate, additionalCertificates: null, offline: true);
                var options = new SslServerAuthenticationOptions { ServerCertificateContext = context };
                await secure.AuthenticateAsServerAsync(options, _stopping.Token);
            }

            await using var owner = stream;
            await _script(new Conversation(client, stream, Requests, _stopping.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or AuthenticationException)
        {
            // The sender has gone, or the test is over.
        }
    }
}

/// <summary>One connection of a receiver.</summary>
internal sealed class Conversation(TcpClient client, Stream stream, ConcurrentQueue<string> requests, CancellationToken stopping)
{
    /// <summary>Ends with the test.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>The receiver's own address.</summary>
    public IPAddress LocalAddress => ((IPEndPoint)client.Client.LocalEndPoint!).Address;

    /// <summary>How many bytes were written.</summary>
    public long Written { get; private set; }

    /// <summary>Reads one request with its body.</summary>
    /// <returns>False when the sender closed the connection.</returns>
    public async Task<bool> ReadRequestAsync()
    {
        var received = new List<byte>();
        var buffer = new byte[8192];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. received]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && received.Count >= end + 4 + ContentLength(text[..end]))
            {
                requests.Enqueue(text);
                return true;
            }

            var read = await stream.ReadAsync(buffer, stopping);
            if (read == 0)
            {
                return false;
            }

            received.AddRange(buffer[..read]);
        }
    }

    /// <summary>Waits until the sender says something.</summary>
    public async Task ReadByteAsync() => await stream.ReadExactlyAsync(new byte[1], stopping);

    /// <summary>Writes bytes, given as Latin-1.</summary>
    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    public async Task WriteAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes, stopping);
        Written += bytes.Length;
    }

    /// <summary>Writes the same again and again until the sender goes.</summary>
    public async Task WriteForeverAsync(string text, TimeSpan pause)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        while (true)
        {
            await WriteAsync(bytes);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, stopping);
            }
        }
    }

    /// <summary>Does nothing until the test is over.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, stopping);

    /// <summary>Breaks the connection off with a reset.</summary>
    public Task ResetAsync()
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
        return Task.CompletedTask;
    }

    private static int ContentLength(string head) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture)
            : 0;
}
