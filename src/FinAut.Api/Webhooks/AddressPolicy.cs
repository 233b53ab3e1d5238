using System.Net;
using FinAut.Api.Hosting;

namespace FinAut.Api.Webhooks;

/// <summary>Which URLs and addresses the operator's settings allow.</summary>
internal sealed class AddressPolicy
{
    private readonly IReadOnlyList<IPNetwork> _networks;
    private readonly HashSet<string> _hosts;
    private readonly IReadOnlySet<int> _ports;
    private readonly bool _allowHttp;

    public AddressPolicy(WebhookOptions options, bool demo)
    {
        _networks = Networks.Parse(options.AllowedNetworks)!;
        _hosts = WebhookOptions.Split(options.AllowedHosts).Select(WithoutRootDot).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _ports = options.ParsePorts()!;
        _allowHttp = options.AllowHttp ?? demo;
        AllowsPrivate = options.AllowPrivateNetworks ?? demo;
    }

    /// <summary>Whether loopback, RFC 1918 and unique-local addresses may be called.</summary>
    public bool AllowsPrivate { get; }

    /// <summary>True for a host that the operator trusts whatever it resolves to.</summary>
    public bool Trusts(string host) => _hosts.Contains(WithoutRootDot(host));

    /// <summary>Judges what can be seen without a lookup.</summary>
    /// <returns>Why the URL is refused, or null.</returns>
    public SendReason? Refuse(Uri url)
    {
        if (!url.IsAbsoluteUri || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && _allowHttp)))
        {
            return new(_allowHttp ? SendReasonKind.NotHttp : SendReasonKind.NotHttps);
        }

        // Judged as it was written: parsers differ in what they make of these.
        var text = url.OriginalString;
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\') || !text.AsSpan(url.Scheme.Length).StartsWith("://"))
        {
            return new(SendReasonKind.Characters);
        }

        var rest = text.AsSpan(url.Scheme.Length + "://".Length);
        var end = rest.IndexOfAny("/?#");
        if ((end < 0 ? rest : rest[..end]).Contains('@'))
        {
            return new(SendReasonKind.Credentials);
        }

        if (rest.Contains('#'))
        {
            return new(SendReasonKind.Fragment);
        }

        if (url.Port == 0 || (_ports.Count > 0 && !_ports.Contains(url.Port)))
        {
            return new(SendReasonKind.Port, $"{url.Port}");
        }

        // No top-level domain begins with a digit, but resolvers read such names as addresses in forms of their own.
        var lastLabel = WithoutRootDot(url.Host).Split('.')[^1];
        return !IPAddress.TryParse(url.IdnHost, out _) && !Trusts(url.IdnHost) && (lastLabel.Length == 0 || char.IsNumber(lastLabel[0]))
            ? new(SendReasonKind.Host)
            : null;
    }

    /// <summary>Judges an address.</summary>
    /// <returns>The range for which it is refused, by a name of <see cref="AddressRanges"/>, or null.</returns>
    public string? Refuse(IPAddress address)
    {
        if (AddressRanges.Find(address) is not { } range)
        {
            return IsZoned(address) ? AddressRanges.Zoned : null;
        }

        var listed = range.Kind switch
        {
            AddressKind.Sensitive => _networks.Any(n => n.Contains(address) && n.PrefixLength >= range.Network.PrefixLength),
            // Naming the translator's range says that there is a translator, not that everything behind it is open.
            AddressKind.Embedded => IsOpen(AddressRanges.Embedded(address), byList: !IsListed(address)),
            AddressKind.Private => AllowsPrivate || IsListed(address),
            AddressKind.Special => IsListed(address),
            _ => false,
        };
        return listed && (!IsZoned(address) || range.Kind == AddressKind.Sensitive) ? null : range.Name;
    }

    private static string WithoutRootDot(string host) => host.EndsWith('.') ? host[..^1] : host;

    private static bool IsZoned(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0;

    private bool IsListed(IPAddress address) => _networks.Any(network => network.Contains(address));

    private bool IsOpen(IPAddress embedded, bool byList) => (!byList || IsListed(embedded)) && Refuse(embedded) is null;
}
