using System.Net;

namespace FinAut.Tests.Infrastructure;

/// <summary>A server as it runs in production, behind a proxy that calls from an address of its own.</summary>
public sealed class ProductionServer : IAsyncLifetime
{
    public const string PublicBaseUrl = "https://api.example.no";

    /// <summary>Where the proxy calls from.</summary>
    public static readonly IPAddress Proxy = IPAddress.Parse("127.0.9.1");

    public TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await TestServer.StartAsync(new Dictionary<string, string>
    {
        ["environment"] = "Production",
        ["Demo:Enabled"] = "false",
        ["PublicBaseUrl"] = PublicBaseUrl + "/",
        ["AllowedHosts"] = "localhost;127.0.0.1",
        ["Proxy:TrustedNetworks"] = $"{Proxy}/32",
    });

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
