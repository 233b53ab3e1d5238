using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.OAuth;

/// <summary>Two nodes on one database and one clock.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    public TestServer First { get; private set; } = null!;

    public TestServer Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        First = await TestServer.StartAsync();
        Second = await TestServer.StartAsync(connectionString: First.ConnectionString, time: First.Time);
    }

    public async Task DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}
