using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Xunit.Abstractions;

namespace FinAut.Tests.Faults;

/// <summary>Thousands of connections that say nothing, and requests that come byte by byte, keep nobody from being served.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Faults")]
public sealed class SlowClientTests(ITestOutputHelper output)
{
    private const int Idle = 5000;
    private const int SlowHeads = 100;
    private const int SlowBodies = 100;

    // Each side of a connection takes one, and so do other things.
    private const int Descriptors = Idle + 1000;

    private static readonly TimeSpan Answered = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // Kestrel's own limits (30 s for a head, 240 bytes a second for a body, 130 s for a connection at rest), and some to spare.
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(150);

    private const long MemoryLimit = 400L * 1024 * 1024;

    [SkippableFact]
    public async Task Idle_and_slow_connections_are_cut_in_time_and_hold_nobody_up()
    {
        var allowed = DescriptorLimit();
        Skip.If(allowed < Descriptors, $"The system allows {allowed} open files, and the test needs {Descriptors} (ulimit -n).");
        var database = await TestDatabase.CreateDemoAsync();
        await using (var server = await ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.Demo(database)) { ["Throttle__Enabled"] = "false" }))
        {
            using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
            var token = await client.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret");
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            for (var i = 0; i < 200; i++)
            {
                await client.GetJsonAsync(TestServer.Root + "user/");
            }

            var (memory, sockets) = (server.Memory, new List<Socket>());
            var idle = await OpenAsync(server, Idle, sockets);
            var heads = (await OpenAsync(server, SlowHeads, sockets)).ConvertAll(socket => DripAsync(socket, "GET /finautapi/v1/user/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "));
            var bodies = (await OpenAsync(server, SlowBodies, sockets)).ConvertAll(socket => DripAsync(
                socket, $"POST /finautapi/v1/user/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{"));
            var rest = idle.ConvertAll(UntilClosedAsync);

            var all = Task.WhenAll([.. heads, .. bodies]);
            var milliseconds = new List<double>();
            while (!all.IsCompleted)
            {
                var started = Stopwatch.GetTimestamp();
                await client.GetJsonAsync(TestServer.Root + "user/");
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                await Task.Delay(Pause);
            }

            await all;
            var grown = server.Memory - memory;
            var stillIdle = rest.Count(task => !task.IsCompleted);
            var idleTook = (await Task.WhenAll(rest)).Max();
            var (headTook, bodyTook) = (await Latest(heads), await Latest(bodies));
            sockets.ForEach(socket => socket.Dispose());

            var p99 = milliseconds.Percentile(99);
            var figures = FormattableString.Invariant($"{milliseconds.Count} other requests: p50 {milliseconds.Percentile(50):F0} ms, p99 {p99:F0} ms; memory grew by {grown / 1024 / 1024} MB");
            var cuts = FormattableString.Invariant($"a slow head was cut after {headTook.TotalSeconds:F0} s at most, a slow body after {bodyTook.TotalSeconds:F0} s, an idle connection after {idleTook.TotalSeconds:F0} s");
            output.WriteLine($"{figures}; {cuts}");
            Reliability.Note("Faults", $"{Idle} connections that say nothing, {SlowHeads} heads and {SlowBodies} bodies of a byte a second", figures, $"p99 {Answered.TotalMilliseconds} ms, {MemoryLimit / 1024 / 1024} MB");
            Reliability.Note("Faults", "When slow and silent connections are cut", cuts, $"{HeadLimit.TotalSeconds} s, {BodyLimit.TotalSeconds} s, {IdleLimit.TotalSeconds} s");
            Assert.InRange(p99, 0, Answered.TotalMilliseconds);
            Assert.InRange(grown, long.MinValue, MemoryLimit);
            Assert.Equal(Idle, stillIdle);
            Assert.InRange(headTook, TimeSpan.Zero, HeadLimit);
            Assert.InRange(bodyTook, TimeSpan.Zero, BodyLimit);
            Assert.InRange(idleTook, HeadLimit, IdleLimit);
        }

        await TestDatabase.DropAsync(database);
    }

    private static async Task<TimeSpan> Latest(IEnumerable<Task<TimeSpan>> tasks) => (await Task.WhenAll(tasks)).Max();

    private static async Task<List<Socket>> OpenAsync(ServerProcess server, int count, List<Socket> all)
    {
        var address = new Uri(server.BaseUrl);
        var opened = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            opened.Add(socket);
            all.Add(socket);
            await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port);
        }

        return opened;
    }

    // The time until the server closes.
    private static async Task<TimeSpan> DripAsync(Socket socket, string beginning)
    {
        var started = Stopwatch.GetTimestamp();
        var closed = UntilClosedAsync(socket);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(beginning));
            while (await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(1))) != closed)
            {
                await socket.SendAsync(" "u8.ToArray());
            }
        }
        catch (SocketException)
        {
            // It has been closed.
        }

        await closed;
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<TimeSpan> UntilClosedAsync(Socket socket)
    {
        var started = Stopwatch.GetTimestamp();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(IdleLimit + HeadLimit);
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) > 0)
            {
                // What it says before it closes.
            }
        }
        catch (SocketException)
        {
            // It closes without a word.
        }

        return Stopwatch.GetElapsedTime(started);
    }

    // The runtime raises its own limit to what the system allows.
    private static long DescriptorLimit()
    {
        var line = File.ReadLines("/proc/self/limits").Single(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var limit = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return limit == "unlimited" ? long.MaxValue : long.Parse(limit, CultureInfo.InvariantCulture);
    }
}
