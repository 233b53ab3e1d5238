using System.Net;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Which proxies are believed when they tell what a client asked for.</summary>
public sealed class ProxyOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Proxy";

    /// <summary>Networks of trusted proxies in CIDR form, such as <c>10.0.0.0/8</c>, separated by blanks or commas. Nobody else's <c>X-Forwarded-*</c> headers are read.</summary>
    public string TrustedNetworks { get; set; } = "";

    /// <summary>How many proxies stand in a row.</summary>
    public int Hops { get; set; } = 1;

    /// <summary>The networks, or null when one cannot be read.</summary>
    public IReadOnlyList<IPNetwork>? Parse() => Networks.Parse(TrustedNetworks);
}

internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        if (options.Parse() is null)
        {
            return ValidateOptionsResult.Fail("Proxy__TrustedNetworks must be networks such as 10.0.0.0/8, separated by blanks.");
        }

        return options.Hops is >= 1 and <= 10 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("Proxy__Hops must be from 1 to 10.");
    }
}
