using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace FinAut.Tests.Infrastructure;

public sealed class DatabaseProxyTests : IAsyncLifetime
{
    private string Database { get; set; } = "";

    private DatabaseProxy Proxy { get; set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateEmptyAsync();
        Proxy = new DatabaseProxy(Database);
    }

    public async Task DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await TestDatabase.DropAsync(Database);
    }

    [Fact]
    public async Task Bytes_pass_both_ways()
    {
        await using var connection = await OpenAsync();

        Assert.Equal(1_000_000, (await AskAsync(connection, "SELECT repeat('x', 1000000)")).Length);
        Assert.Equal("200000", await AskAsync(connection, $"SELECT length('{new string('y', 200_000)}')::text"));
        Assert.Equal(1, Proxy.Connections);
    }

    [Fact]
    public async Task A_cut_breaks_connections_and_refuses_new_ones_until_it_is_restored()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var connection = await OpenAsync();
            Proxy.Cut();

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(connection, "SELECT 'x'"));
            var refused = await Assert.ThrowsAnyAsync<NpgsqlException>(OpenAsync);
            Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
            Assert.Equal(0, Proxy.Connections);

            Proxy.Restore();
            await using var fresh = await OpenAsync();
            Assert.Equal("x", await AskAsync(fresh, "SELECT 'x'"));
        }
    }

    [Fact]
    public async Task A_stall_holds_up_what_is_under_way_and_loses_none_of_it()
    {
        await using var connection = await OpenAsync();
        Proxy.Stall();

        var asked = AskAsync(connection, "SELECT 'x'");
        var opened = OpenAsync();
        await WaitForAsync(() => Proxy.Connections == 2);
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAny(asked, opened).WaitAsync(TimeSpan.FromMilliseconds(200)));

        Proxy.Restore();
        Assert.Equal("x", await asked);
        await using var fresh = await opened;
        Assert.Equal("x", await AskAsync(fresh, "SELECT 'x'"));
    }

    [Fact]
    public async Task A_cut_ends_a_stall()
    {
        await using var connection = await OpenAsync();
        Proxy.Stall();
        var asked = AskAsync(connection, "SELECT 'x'");
        var opened = OpenAsync();
        await WaitForAsync(() => Proxy.Connections == 2);

        Proxy.Cut();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => asked);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => opened);
    }

    [Fact]
    public async Task A_delay_holds_up_both_ways()
    {
        await using var connection = await OpenAsync();
        Proxy.Delay = TimeSpan.FromMilliseconds(50);

        var started = Stopwatch.GetTimestamp();
        Assert.Equal("x", await AskAsync(connection, "SELECT 'x'"));

        Assert.InRange(Stopwatch.GetElapsedTime(started), 1.8 * Proxy.Delay, TimeSpan.FromSeconds(10));
    }

    private static async Task<string> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(5, timeout.Token);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Proxy.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
