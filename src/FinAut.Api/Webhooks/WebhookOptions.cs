using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FinAut.Api.Hosting;
using FinAut.Domain.Webhooks;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>Settings of webhooks: where they may go, how many at once, and how long a receiver may take.</summary>
public sealed class WebhookOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Webhooks";

    /// <summary>
    /// Whether loopback, RFC 1918 and unique-local addresses may be called; link-local and metadata addresses stay closed.
    /// Default: in demo mode only.
    /// </summary>
    public bool? AllowPrivateNetworks { get; set; }

    /// <summary>Whether URLs may be plain http. Default: in demo mode only.</summary>
    public bool? AllowHttp { get; set; }

    /// <summary>
    /// Networks in CIDR form that may be called although they are closed to others, such as <c>10.20.0.0/16</c>, separated by blanks or
    /// commas. Link-local and metadata addresses are opened only by a network that is no wider than theirs.
    /// </summary>
    public string AllowedNetworks { get; set; } = "";

    /// <summary>Hosts that may be called whatever they resolve to, by exact name, separated by blanks or commas.</summary>
    public string AllowedHosts { get; set; } = "";

    /// <summary>Ports that may be called, such as <c>443 8443</c>, separated by blanks or commas. Empty allows all.</summary>
    public string AllowedPorts { get; set; } = "";

    /// <summary>Longest wait for a connection, name lookup and TLS included, in seconds.</summary>
    [Range(0.1, 60, ErrorMessage = "Webhooks__ConnectSeconds must be from 0.1 to 60.")]
    public double ConnectSeconds { get; set; } = 5;

    /// <summary>Longest time of one attempt from its start to the end of the reply, in seconds.</summary>
    [Range(0.1, 300, ErrorMessage = "Webhooks__TotalSeconds must be from 0.1 to 300.")]
    public double TotalSeconds { get; set; } = 15;

    /// <summary>How much of a reply's body is read before the connection is given up.</summary>
    [Range(0, 1024 * 1024, ErrorMessage = "Webhooks__MaxResponseBytes must be from 0 to 1048576.")]
    public int MaxResponseBytes { get; set; } = 64 * 1024;

    /// <summary>How much of a reply's body is kept for the attempt log.</summary>
    [Range(0, 64 * 1024, ErrorMessage = "Webhooks__KeptResponseBytes must be from 0 to 65536.")]
    public int KeptResponseBytes { get; set; } = 16 * 1024;

    /// <summary>
    /// Whether this node sends webhooks. What others write is sent by any node that does; a node behind a firewall need not.
    /// </summary>
    public bool Dispatch { get; set; } = true;

    /// <summary>
    /// The waits before each attempt, the first one's included, separated by blanks or commas; as many attempts as numbers. Without any:
    /// <c>0 5 300 1800 7200 18000 36000 50400 72000 86400</c>, which is 10 attempts in 75 h 35 min.
    /// </summary>
    public string RetrySeconds { get; set; } = "";

    /// <summary>How many deliveries this node has under way at most.</summary>
    [Range(1, 1000, ErrorMessage = "Webhooks__MaxInFlight must be from 1 to 1000.")]
    public int MaxInFlight { get; set; } = 64;

    /// <summary>How many deliveries to one endpoint all nodes have under way at most.</summary>
    [Range(1, 1000, ErrorMessage = "Webhooks__MaxInFlightPerEndpoint must be from 1 to 1000.")]
    public int MaxInFlightPerEndpoint { get; set; } = 4;

    /// <summary>How many deliveries to one endpoint this node begins in a second; with N nodes up to N times as many.</summary>
    [Range(1, 10000, ErrorMessage = "Webhooks__PerSecondPerEndpoint must be from 1 to 10000.")]
    public int PerSecondPerEndpoint { get; set; } = 10;

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout => TimeSpan.FromSeconds(ConnectSeconds);

    /// <summary>Longest time of one attempt.</summary>
    public TimeSpan TotalTimeout => TimeSpan.FromSeconds(TotalSeconds);

    /// <summary>Takes a list of texts apart.</summary>
    internal static string[] Split(string list) => list.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>When deliveries are attempted, or null when it cannot be read.</summary>
    internal RetrySchedule? ParseSchedule()
    {
        var delays = new List<TimeSpan>();
        foreach (var text in Split(RetrySeconds))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > RetrySchedule.MaxDelay.TotalSeconds)
            {
                return null;
            }

            delays.Add(TimeSpan.FromSeconds(seconds));
        }

        return new RetrySchedule(delays.Count > 0 ? delays : RetrySchedule.DefaultDelays);
    }

    /// <summary>The ports, or null when one cannot be read.</summary>
    internal IReadOnlySet<int>? ParsePorts()
    {
        var ports = new HashSet<int>();
        foreach (var text in Split(AllowedPorts))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            {
                return null;
            }

            ports.Add(port);
        }

        return ports;
    }
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var failures = new List<string>();
        if (Networks.Parse(options.AllowedNetworks) is null)
        {
            failures.Add("Webhooks__AllowedNetworks must be networks such as 10.20.0.0/16, separated by blanks.");
        }

        if (!Array.TrueForAll(WebhookOptions.Split(options.AllowedHosts), IsHost))
        {
            failures.Add("Webhooks__AllowedHosts must be names such as lms.example.no, separated by blanks.");
        }

        if (options.ParsePorts() is null)
        {
            failures.Add("Webhooks__AllowedPorts must be numbers from 1 to 65535, separated by blanks.");
        }

        if (options.ConnectSeconds > options.TotalSeconds)
        {
            failures.Add("Webhooks__ConnectSeconds must not be more than Webhooks__TotalSeconds.");
        }

        if (options.ParseSchedule() is null)
        {
            failures.Add("Webhooks__RetrySeconds must be whole numbers up to 604800 (7 days), separated by blanks.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsHost(string text) => Uri.CheckHostName(text) == UriHostNameType.Dns;
}
