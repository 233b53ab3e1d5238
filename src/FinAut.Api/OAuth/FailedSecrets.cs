using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FinAut.Api.OAuth;

/// <summary>Slows down whoever guesses client secrets (RFC 6749 section 2.3.1), by address; an IPv6 address counts by its /64.</summary>
public sealed class FailedSecrets(IOptions<OAuthOptions> options, TimeProvider time)
{
    private const int MaxRemembered = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // By network: when the window began with its first failed secret, and how many there were in it.
    private readonly ConcurrentDictionary<string, (long Started, int Count)> _failures = new(StringComparer.Ordinal);

    /// <summary>How long the address must wait, or null when it may try.</summary>
    public TimeSpan? WaitOf(IPAddress? address) =>
        _failures.TryGetValue(NetworkOf(address), out var window)
        && window.Count >= options.Value.FailedSecretsPerMinute
        && Left(window.Started) is { Ticks: > 0 } left
            ? left
            : null;

    /// <summary>Notes a failed secret.</summary>
    public void Note(IPAddress? address)
    {
        if (_failures.Count >= MaxRemembered)
        {
            Forget();
        }

        _failures.AddOrUpdate(
            NetworkOf(address),
            _ => (time.GetTimestamp(), 1),
            (_, window) => Left(window.Started) > TimeSpan.Zero ? (window.Started, window.Count + 1) : (time.GetTimestamp(), 1));
    }

    private static string NetworkOf(IPAddress? address)
    {
        address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.ToString() ?? "";
    }

    private TimeSpan Left(long started) => Window - time.GetElapsedTime(started);

    private void Forget()
    {
        foreach (var (network, window) in _failures)
        {
            if (Left(window.Started) <= TimeSpan.Zero)
            {
                _failures.TryRemove(network, out _);
            }
        }

        // Failures from so many networks in one minute: memory is worth more than their counts.
        if (_failures.Count >= MaxRemembered)
        {
            _failures.Clear();
        }
    }
}
