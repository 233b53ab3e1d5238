using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FinAut.Api.Webhooks;

namespace FinAut.Tests.Webhooks;

/// <summary>Receivers that behave badly: each attempt ends in its class and in time, and what it may cost is bounded.</summary>
public sealed class ReceiverZooTests : IDisposable
{
    private const double Limit = 1.5;

    private static readonly TimeSpan Loaded = TimeSpan.FromSeconds(5);

    private readonly Certificates _authority = new();

    public static TheoryData<string> Names { get; } = new(ReceiverZoo.Animals.Keys);

    public void Dispose() => _authority.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_ends_in_its_class_and_in_time(string name)
    {
        var animal = ReceiverZoo.Animals[name];
        var conversations = new ConcurrentBag<Conversation>();
        await using var receiver = Receiver.Start(conversation =>
        {
            conversations.Add(conversation);
            return animal.Script(conversation);
        });
        using var sender = Senders.Sender(configure: o => (o.ConnectSeconds, o.TotalSeconds) = (Limit, Limit));
        var started = Stopwatch.GetTimestamp();

        var outcome = await sender.SendAsync(new Uri($"{(animal.Https ? "https" : "http")}://127.0.0.1:{receiver.Port}/hook"));

        var took = Stopwatch.GetElapsedTime(started);
        Assert.Equal((name, animal.Error, animal.Cut), (name, outcome.Error, outcome.BodyCut));
        Assert.True(took < TimeSpan.FromSeconds(Limit) + Loaded, $"It took {took}.");
        Assert.Equal("127.0.0.1", outcome.RemoteAddress);
        Assert.Equal(animal.Error == SendError.None, outcome.Reason is null);
        Assert.DoesNotContain("55110098692", outcome.Reason?.Text ?? "", StringComparison.Ordinal);
        Assert.InRange(outcome.Body?.Length ?? 0, 0, 16384);
        Assert.InRange(outcome.Headers.Sum(h => h.Key.Length + h.Value.Length), 0, 17000);
        Assert.Equal(1, receiver.Connections);

        // Socket buffers hold some megabytes; without a limit it would be gigabytes in the time.
        Assert.InRange(conversations.Sum(c => c.Written), 0, 40_000_000);
    }

    [Fact]
    public async Task A_port_without_a_listener_is_no_connection()
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)bound.LocalEndPoint!).Port}/"));

        Assert.Equal((SendError.Connect, "No connection to 127.0.0.1: ConnectionRefused."), (outcome.Error, outcome.Reason?.Text));
        Assert.True(outcome.IsTransportFailure);
    }

    [Fact]
    public async Task A_host_that_swallows_packets_is_no_connection_in_time()
    {
        // A listener whose queue is full drops what comes next.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 8)
            .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            .ToList();
        waiting.ForEach(socket => _ = socket.ConnectAsync(full.LocalEndPoint!).ContinueWith(t => t.Exception, TaskScheduler.Default));
        Assert.True(SpinWait.SpinUntil(() => waiting.Exists(socket => socket.Connected), Loaded));
        using var sender = Senders.Sender(configure: o => o.ConnectSeconds = 0.5);

        var outcome = await sender.SendAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}/"));

        Assert.Equal((SendError.Connect, "No connection to 127.0.0.1: TimedOut."), (outcome.Error, outcome.Reason?.Text));
        waiting.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData("other.test", false, true, "RemoteCertificateNameMismatch")]
    [InlineData("lms.test", true, true, "NotTimeValid")]
    [InlineData("lms.test", false, false, "PartialChain")]
    public async Task A_certificate_that_does_not_hold_is_said_to_staff(string host, bool expired, bool trusted, string reason)
    {
        using var stranger = new Certificates();
        using var certificate = (trusted ? _authority : stranger).Issue(host, expired);
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", certificate: certificate);
        using var sender = Senders.Sender(new Names().With("lms.test", ["127.0.0.1"]), root: _authority.Root);

        var outcome = await sender.SendAsync(new Uri($"https://lms.test:{receiver.Port}/"));

        Assert.Equal(SendError.Tls, outcome.Error);
        Assert.Contains(reason, outcome.Reason?.Text, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_gzip_bomb_is_not_unpacked()
    {
        await using var receiver = Receiver.Start(ReceiverZoo.Animals["gzip bomb"].Script);
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(receiver.Url);

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.StartsWith("\u001f\ufffd", outcome.Body, StringComparison.Ordinal); // gzip's first bytes, the second not UTF-8
        Assert.Contains(outcome.Headers, h => h.Key == "Content-Encoding" && h.Value == "gzip");
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task With_the_default_limits_a_hanging_receiver_costs_15_seconds_and_a_hanging_handshake_5()
    {
        await using var receiver = Receiver.Start(c => c.HangAsync());
        var defaults = new WebhookOptions();
        using var sender = Senders.Sender(configure: o =>
            (o.ConnectSeconds, o.TotalSeconds) = (defaults.ConnectSeconds, defaults.TotalSeconds));

        var hanging = sender.SendAsync(receiver.Url);
        var handshake = await sender.SendAsync(new Uri($"https://127.0.0.1:{receiver.Port}/"));
        var reply = await hanging;

        Assert.Equal((SendError.Timeout, SendError.Tls), (reply.Error, handshake.Error));
        Assert.InRange(reply.Timings.Total, 14_900, 17_000);
        Assert.InRange(handshake.Timings.Total, 4_900, 7_000);
        Assert.Equal("No reply within 15 seconds.", reply.Reason?.Text);
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task A_crowd_of_them_costs_little_memory()
    {
        using var sender = Senders.Sender(configure: o => (o.ConnectSeconds, o.TotalSeconds) = (5, 5));
        var receivers = ReceiverZoo.Animals.Values.Select(animal => (animal.Https, Receiver: Receiver.Start(animal.Script))).ToList();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var sent = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var crowd = Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            for (var n = i; !stop.IsCancellationRequested; n++)
            {
                var (https, receiver) = receivers[n % receivers.Count];
                await sender.SendAsync(new Uri($"{(https ? "https" : "http")}://127.0.0.1:{receiver.Port}/hook"));
                Interlocked.Increment(ref sent);
            }
        })));
        var most = 0L;
        while (await Task.WhenAny(crowd, Task.Delay(500)) != crowd)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        await crowd;
        foreach (var (_, receiver) in receivers)
        {
            await receiver.DisposeAsync();
        }

        // Receivers included: a megabyte for each attempt under way.
        Assert.InRange(most, 1, 64_000_000);
        Assert.InRange(sent, 100, int.MaxValue);
    }
}
