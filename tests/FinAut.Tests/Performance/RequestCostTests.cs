using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Performance;

/// <summary>
/// What a request may cost, whatever the machine's speed: the memory that it allocates, as the program says that serves it. The
/// limits are what was measured and a tenth. What a request asks of the database is counted by <see cref="Http.QueryCountTests"/>.
/// </summary>
public sealed class RequestCostTests(ProbedServer probed) : IClassFixture<ProbedServer>
{
    private const int WarmUp = 150;
    private const int Measured = 150;

    [Theory]
    [InlineData("user/", 290)]
    [InlineData("user/1000100/", 37)]
    [InlineData("user/?persnr={persnr}", 42)]
    [InlineData("user/?employee_alias={alias}", 42)]
    [InlineData("results/?from_date=2020-01-01", 290)]
    [InlineData("latestuserstatus/?persnr={persnr}", 38)]
    [InlineData("companies/", 85)]
    [InlineData("nowhere/", 15)]
    public async Task A_request_allocates_no_more_than_it_did(string route, int kilobytes)
    {
        var path = TestServer.Root + route.Replace("{persnr}", probed.Persnr, StringComparison.Ordinal).Replace("{alias}", probed.Alias, StringComparison.Ordinal);
        await RepeatAsync(path, WarmUp);

        var before = probed.Allocated();
        await RepeatAsync(path, Measured);

        Assert.InRange((probed.Allocated() - before) / Measured / 1000, 1, kilobytes);
    }

    private async Task RepeatAsync(string path, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await probed.Client.GetAsync(path);
            await response.Content.ReadAsByteArrayAsync();
        }
    }
}

/// <summary>The server's own program, which tells by bench/Probe how much memory it has allocated.</summary>
public sealed class ProbedServer : IAsyncLifetime
{
    private readonly string _probe = Path.Combine(Path.GetTempPath(), $"probe-{Guid.NewGuid():N}");
    private string _database = "";
    private ServerProcess? _process;

    public HttpClient Client { get; } = new();

    /// <summary>The persnr of a person whom the demo application sees.</summary>
    public string Persnr { get; private set; } = "";

    /// <summary>The same person's number at work.</summary>
    public string Alias { get; private set; } = "";

    /// <summary>Bytes that the program has allocated since it began.</summary>
    public long Allocated()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_probe));
        var answer = new byte[100];
        var length = socket.Receive(answer);
        return long.Parse(Encoding.ASCII.GetString(answer, 0, length).Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateDemoAsync();
        var settings = ServerProcess.Demo(_database);
        settings["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Probe.dll");
        settings["BENCH_PROBE"] = _probe;
        settings["Throttle__Enabled"] = "false";
        _process = await ServerProcess.StartAsync(settings);
        Client.BaseAddress = new Uri(_process.BaseUrl);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await Client.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret"));
        var person = (await Client.ReadAsync("user/")).Rows().First(row => row.Text("employee_alias").Length > 0);
        (Persnr, Alias) = (person.Text("persnr"), person.Text("employee_alias"));
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await TestDatabase.DropAsync(_database);
        File.Delete(_probe);
    }
}
