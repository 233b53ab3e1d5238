using System.Net;

namespace FinAut.Api.Webhooks;

/// <summary>Looks up host names. Tests have one of their own.</summary>
public interface IHostResolver
{
    /// <summary>The addresses of a host, in the order in which they are to be tried.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is none.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

internal sealed class SystemHostResolver : IHostResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);
}
