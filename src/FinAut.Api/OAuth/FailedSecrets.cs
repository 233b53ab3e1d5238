using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace FinAut.Api.OAuth;

/// <summary>Slows down whoever guesses client secrets (RFC 6749 section 2.3.1), by address; an IPv6 address counts by its /64.</summary>
public sealed class FailedSecrets(IOptions<OAuthOptions> options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> _failures = PartitionedRateLimiter.Create<IPAddress, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(PartitionOf(address), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.FailedSecretsPerMinute,
            Window = Window,
        }));

    /// <summary>How long the address must wait, or null when it may try.</summary>
    public TimeSpan? WaitOf(IPAddress? address)
    {
        // Asking for no permit tells whether one is left, without taking it.
        using var lease = _failures.AttemptAcquire(address ?? IPAddress.None, 0);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    /// <summary>Notes a failed secret.</summary>
    public void Note(IPAddress? address) => _failures.AttemptAcquire(address ?? IPAddress.None).Dispose();

    /// <inheritdoc/>
    public void Dispose() => _failures.Dispose();

    private static string PartitionOf(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
