using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Data;

/// <summary>One server per configured database, for all tests of a class.</summary>
public sealed class ProviderServers : IAsyncLifetime
{
    private readonly Dictionary<DatabaseProvider, TestServer> _servers = [];

    /// <summary>Every database that the server runs on.</summary>
    public static TheoryData<DatabaseProvider> All => [.. Enum.GetValues<DatabaseProvider>()];

    /// <summary>The server on a database, or a skip that says what is missing.</summary>
    public async Task<TestServer> OnAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.SqlServer)
        {
            SqlServer.SkipUnlessConfigured();
        }

        if (!_servers.TryGetValue(provider, out var server))
        {
            var connectionString = provider == DatabaseProvider.SqlServer ? await SqlServer.CreateDemoAsync() : await TestDatabase.CreateDemoAsync();
            var settings = new Dictionary<string, string> { ["Database:Provider"] = provider.ToString() };
            _servers[provider] = server = await TestServer.StartAsync(settings, connectionString);
        }

        return server;
    }

    /// <summary>A context on the server's database; tests say <c>IgnoreQueryFilters</c>.</summary>
    public async Task<FinAutDbContext> DatabaseAsync(DatabaseProvider provider)
    {
        var server = await OnAsync(provider);
        return provider == DatabaseProvider.SqlServer ? SqlServer.Context(server.ConnectionString) : server.Database();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var (provider, server) in _servers)
        {
            await server.DisposeAsync();
            await (provider == DatabaseProvider.SqlServer ? SqlServer.DropAsync(server.ConnectionString) : TestDatabase.DropAsync(server.ConnectionString));
        }
    }
}
