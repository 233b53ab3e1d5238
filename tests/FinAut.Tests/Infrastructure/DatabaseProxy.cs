using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// Stands between a server and its database, so that a test can take the database away and give it back without disturbing
/// anybody else's: point the server at <see cref="ConnectionString"/>. Nothing that was sent is lost by a stall.
/// </summary>
public sealed class DatabaseProxy : IAsyncDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly EndPoint _database;
    private readonly IPEndPoint _address;
    private readonly HashSet<Socket> _sockets = [];

    // Keeps the port ours while nothing listens on it: a socket that is bound and does not listen refuses connections.
    private readonly Socket _reservation = NewSocket();

    // Completed while bytes may pass.
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;

    /// <summary>Starts to forward.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    public DatabaseProxy(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        _database = target.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}")
            : new DnsEndPoint(target.Host, target.Port);
        _reservation.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _address = (IPEndPoint)_reservation.LocalEndPoint!;
        (target.Host, target.Port) = (_address.Address.ToString(), _address.Port);
        ConnectionString = target.ConnectionString;
        Restore();
    }

    /// <summary>The connection string that leads to the database through here.</summary>
    public string ConnectionString { get; }

    /// <summary>How long each piece of what is sent is held up on its way, in either direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connections that are open through here, stalled ones included.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
            {
                return _sockets.Count(socket => socket.LocalEndPoint is IPEndPoint local && local.Port == _address.Port);
            }
        }
    }

    /// <summary>The database is down: every connection breaks, and new ones are refused.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
            foreach (var socket in _sockets)
            {
                // Without waiting, so that the other side is told at once.
                socket.Close(0);
            }

            _sockets.Clear();

            // Whoever was held up goes on, and finds the connection gone.
            _open.TrySetResult();
        }
    }

    /// <summary>The database hangs: connections stay open and new ones are accepted, but not a byte passes.</summary>
    public void Stall()
    {
        lock (_lock)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            Listen();
        }
    }

    /// <summary>The database is back. What a stall held up passes now; connections that were cut stay so.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            Listen();
            _open.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Cut();
        _reservation.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return socket;
    }

    private void Listen()
    {
        if (_listener is null)
        {
            _listener = NewSocket();
            _listener.Bind(_address);
            _listener.Listen();
            _ = AcceptAsync(_listener);
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (Add(client, listener))
            {
                _ = ForwardAsync(client, listener);
            }
        }
    }

    private async Task ForwardAsync(Socket client, Socket listener)
    {
        var database = _database is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await Opened();
            await database.ConnectAsync(_database);
            if (Add(database, listener))
            {
                await await Task.WhenAny(PumpAsync(client, database), PumpAsync(database, client));
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // One side is gone, so the other goes too.
        }
        finally
        {
            lock (_lock)
            {
                _sockets.Remove(client);
                _sockets.Remove(database);
            }

            client.Dispose();
            database.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        await using var input = new NetworkStream(from);
        await using var output = new NetworkStream(to);
        var buffer = new byte[BufferLength];
        try
        {
            while (await input.ReadAsync(buffer) is > 0 and var length)
            {
                await Opened();
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay);
                }

                await output.WriteAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The other direction's pump may end later, unobserved.
        }
    }

    private Task Opened()
    {
        lock (_lock)
        {
            return _open.Task;
        }
    }

    // False, with the socket closed, when everything was cut since the listener began.
    private bool Add(Socket socket, Socket listener)
    {
        lock (_lock)
        {
            if (_listener == listener)
            {
                return _sockets.Add(socket);
            }
        }

        socket.Dispose();
        return false;
    }
}
