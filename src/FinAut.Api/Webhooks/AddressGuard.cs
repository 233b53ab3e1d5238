using System.Net;
using System.Net.Sockets;
using FinAut.Api.Hosting;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>A URL that webhooks are not sent to.</summary>
/// <param name="Reason">Why, for staff only.</param>
public sealed record GuardRefusal(SendReason Reason)
{
    /// <summary>What clients are told, whatever the reason.</summary>
    public const string PublicMessage = "Webhooks cannot be sent to this URL.";
}

/// <summary>
/// Keeps webhooks away from everything that is not on the public internet, or that the operator opened: a URL is judged when it is
/// saved, and again by every connection, which goes to an address that was checked and to no other.
/// </summary>
public sealed class AddressGuard
{
    // A name may have any number of addresses; all are judged, and so many tried.
    private const int MaxTried = 4;

    private readonly IHostResolver _resolver;
    private readonly AddressPolicy _policy;
    private readonly TimeSpan _timeout;

    /// <summary>Makes a guard by the operator's settings.</summary>
    public AddressGuard(IHostResolver resolver, IOptions<WebhookOptions> options, IOptions<DemoOptions> demo)
    {
        (_resolver, _timeout) = (resolver, options.Value.ConnectTimeout);
        _policy = new AddressPolicy(options.Value, demo.Value.Enabled);
    }

    /// <summary>Judges a URL that is to be saved.</summary>
    /// <remarks>
    /// A name that does not resolve is refused as one that leads inside is: the difference would tell which names exist inside.
    /// Where private addresses are open it would tell nothing, and the name may come to exist.
    /// </remarks>
    public async Task<GuardRefusal?> CheckAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return new GuardRefusal(new(SendReasonKind.NotAbsolute));
        }

        if (CheckUrl(uri) is { } reason)
        {
            return new GuardRefusal(reason);
        }

        try
        {
            await ResolveAsync(uri.IdnHost, cancellationToken);
            return null;
        }
        catch (WebhookSendException exception) when (exception.Error == SendError.Dns && _policy.AllowsPrivate)
        {
            return null;
        }
        catch (WebhookSendException exception)
        {
            return new GuardRefusal(exception.Reason);
        }
    }

    /// <summary>Judges what can be seen of a URL without a lookup.</summary>
    /// <returns>Why it is refused, for staff, or null.</returns>
    public SendReason? CheckUrl(Uri url) => _policy.Refuse(url);

    /// <summary>Connects to an address that was checked: the <see cref="SocketsHttpHandler.ConnectCallback"/> of webhooks.</summary>
    /// <exception cref="WebhookSendException">No address, one that is refused, or no connection.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var trace = ConnectionTrace.Begin(context.InitialRequestMessage);
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
        trace.Resolved();
        var stream = await ConnectAsync(addresses, context.DnsEndPoint.Port, trace, cancellationToken);
        trace.Connected();
        return stream;
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUpAsync(host, cancellationToken);
        if (!_policy.Trusts(host))
        {
            // One bad address spoils the name: a receiver has no reason to mix them.
            foreach (var address in addresses)
            {
                if (_policy.Refuse(address) is { } reason)
                {
                    throw new WebhookSendException(SendError.Refused, new(SendReasonKind.Address, $"{address}", reason));
                }
            }
        }

        return addresses;
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            var addresses = await _resolver.ResolveAsync(host, limit.Token).WaitAsync(limit.Token);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException exception)
        {
            throw new WebhookSendException(SendError.Dns, new(SendReasonKind.NotResolved, Detail: $"{exception.SocketErrorCode}"));
        }
        catch (ArgumentException)
        {
            throw new WebhookSendException(SendError.Dns, new(SendReasonKind.NotAName));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebhookSendException(SendError.Dns, new(SendReasonKind.NotResolvedInTime));
        }
    }

    private async Task<TracedStream> ConnectAsync(
        IPAddress[] addresses, int port, ConnectionTrace trace, CancellationToken cancellationToken)
    {
        var tried = addresses.Distinct().Take(MaxTried).ToArray();
        WebhookSendException? failure = null;
        foreach (var address in tried)
        {
            var target = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            trace.Address = target;
            Socket? socket = null;
            try
            {
                // An address that swallows packets leaves the others their share of the time.
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(_timeout / tried.Length);
                socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(target, port), limit.Token);
                return new TracedStream(socket, trace);
            }
            catch (Exception exception)
            {
                socket?.Dispose();
                SocketError? error = exception switch
                {
                    SocketException known => known.SocketErrorCode,
                    IOException => SocketError.NotConnected, // closed again already
                    OperationCanceledException when !cancellationToken.IsCancellationRequested => SocketError.TimedOut,
                    _ => null,
                };
                if (error is null)
                {
                    throw;
                }

                failure = new WebhookSendException(SendError.Connect, new(SendReasonKind.NoConnection, $"{target}", $"{error}"));
            }
        }

        throw failure!; // there was one address at least
    }
}
