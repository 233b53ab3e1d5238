using System.Net;

namespace FinAut.Api.Hosting;

/// <summary>Lists of networks in settings.</summary>
internal static class Networks
{
    /// <summary>Reads networks in CIDR form and single addresses, separated by blanks or commas.</summary>
    /// <returns>The networks, or null when one cannot be read.</returns>
    public static IReadOnlyList<IPNetwork>? Parse(string list)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in list.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                return null;
            }
        }

        return networks;
    }
}
