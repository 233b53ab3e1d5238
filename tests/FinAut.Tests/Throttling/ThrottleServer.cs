using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Throttling;

/// <summary>A server with the throttle on, as it is by default.</summary>
public sealed class ThrottleServer : IAsyncLifetime
{
    public static readonly Dictionary<string, string> On = new() { ["Throttle:Enabled"] = "true" };

    public TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await TestServer.StartAsync(On);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The window's state as a reply tells it.</summary>
public sealed record Window(int Limit, int Remaining, long Reset)
{
    /// <summary>Reads the older headers, which are easier on the eye than the draft's.</summary>
    public static Window Of(HttpResponseMessage response) => new(
        int.Parse(response.Header("X-RateLimit-Limit")),
        int.Parse(response.Header("X-RateLimit-Remaining")),
        long.Parse(response.Header("X-RateLimit-Reset")));

    /// <summary>Makes a counted call.</summary>
    public static async Task<Window> AfterCallAsync(HttpClient client)
    {
        using var response = await client.GetAsync(TestServer.Root);
        response.EnsureSuccessStatusCode();
        return Of(response);
    }
}
