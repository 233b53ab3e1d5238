using System.Net;
using System.Net.Sockets;

namespace FinAut.Api.Webhooks;

/// <summary>A range of addresses that webhooks do not call by default.</summary>
/// <param name="Network">The range.</param>
/// <param name="Name">What it is, in English.</param>
/// <param name="Kind">What opens it.</param>
internal sealed record AddressRange(IPNetwork Network, string Name, AddressKind Kind);

/// <summary>What opens a range.</summary>
internal enum AddressKind
{
    /// <summary>A network of the operator's list.</summary>
    Special,

    /// <summary>That, or <see cref="WebhookOptions.AllowPrivateNetworks"/>.</summary>
    Private,

    /// <summary>A network of the operator's list that is no wider than the range: it was meant, not swept up by 0.0.0.0/0.</summary>
    Sensitive,

    /// <summary>A network of the operator's list that holds the IPv4 address inside.</summary>
    Embedded,
}

/// <summary>The ranges that are not the public internet: IANA's special-purpose registries, and the metadata services of clouds.</summary>
internal static class AddressRanges
{
    /// <summary>What stands for a range where an address is refused for its zone.</summary>
    public const string Zoned = "zoned";

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // The first range that holds an address counts, so narrow ranges stand before those that they lie in.
    private static readonly AddressRange[] All =
    [
        Of("169.254.0.0/16", "link-local, with metadata services", AddressKind.Sensitive),
        Of("168.63.129.16/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("100.100.100.200/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("192.0.0.192/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("0.0.0.0/8", "this network"),
        Of("10.0.0.0/8", "private", AddressKind.Private),
        Of("100.64.0.0/10", "carrier-grade NAT"),
        Of("127.0.0.0/8", "loopback", AddressKind.Private),
        Of("172.16.0.0/12", "private", AddressKind.Private),
        Of("192.0.0.0/24", "protocol assignments"),
        Of("192.0.2.0/24", "documentation"),
        Of("192.88.99.0/24", "6to4 relays"),
        Of("192.168.0.0/16", "private", AddressKind.Private),
        Of("198.18.0.0/15", "benchmarking"),
        Of("198.51.100.0/24", "documentation"),
        Of("203.0.113.0/24", "documentation"),
        Of("224.0.0.0/4", "multicast"),
        Of("255.255.255.255/32", "broadcast"),
        Of("240.0.0.0/4", "reserved"),

        Of("fe80::/10", "link-local", AddressKind.Sensitive),
        Of("fd00:ec2::/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("fd20:ce::/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("fd00:c1::/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("fd00:42::/32", "a cloud's metadata service", AddressKind.Sensitive),
        Of("::1/128", "loopback", AddressKind.Private),
        Of("::/128", "unspecified"),
        Of("64:ff9b::/96", "IPv4 behind NAT64", AddressKind.Embedded),
        Of("64:ff9b:1::/48", "IPv4 behind local NAT64"),
        Of("::/8", "IPv4-compatible, IPv4-translated or reserved"),
        Of("100::/64", "discard-only"),
        Of("2001:2::/48", "benchmarking"),
        Of("2001::/32", "Teredo"),
        Of("2001::/23", "protocol assignments"),
        Of("2001:db8::/32", "documentation"),
        Of("2002::/16", "6to4"),
        Of("3fff::/20", "documentation"),
        Of("5f00::/16", "segment routing"),
        Of("fc00::/7", "unique-local", AddressKind.Private),
        Of("fec0::/10", "site-local"),
        Of("ff00::/8", "multicast"),
    ];

    // Stands apart, as networks take a mapped address for the IPv4 address inside.
    private static readonly AddressRange Mapped = Of("::ffff:0:0/96", "IPv4-mapped", AddressKind.Embedded);
    private static readonly AddressRange Unassigned = Of("::/0", "outside the IPv6 internet");

    /// <summary>What <see cref="AddressPolicy"/> may refuse an address for.</summary>
    public static IEnumerable<string> Names => All.Append(Mapped).Append(Unassigned).Select(range => range.Name).Append(Zoned).Distinct(StringComparer.Ordinal);

    /// <summary>The range that closes an address, or null for one on the public internet.</summary>
    public static AddressRange? Find(IPAddress address) => address.IsIPv4MappedToIPv6
        ? Mapped
        : Array.Find(All, range => range.Network.Contains(address))
        ?? (address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address) ? Unassigned : null);

    /// <summary>The IPv4 address in the last 32 bits.</summary>
    public static IPAddress Embedded(IPAddress address) => new(address.GetAddressBytes().AsSpan(12));

    private static AddressRange Of(string network, string name, AddressKind kind = AddressKind.Special) =>
        new(IPNetwork.Parse(network), name, kind);
}
