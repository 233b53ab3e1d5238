using System.Diagnostics;
using System.Net;
using System.Text;
using FinAut.Api.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Webhooks;

public sealed class WebhookSenderTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task A_webhook_is_posted_with_its_exact_bytes_and_nothing_else()
    {
        await using var receiver = Receiver.Answering(Ok);
        using var sender = Senders.Sender();
        using var activity = new Activity("job").Start();

        var outcome = await sender.SendAsync(receiver.Url, ("webhook-id", "msg_1"), ("X-Correlation-Id", "abc"));

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal((200, "", null), (outcome.Status, outcome.Body, outcome.Reason?.Text));
        Assert.Equal("127.0.0.1", outcome.RemoteAddress);
        var request = Assert.Single(receiver.Requests);
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = request[..end].Split("\r\n");
        Assert.Equal("POST /hook HTTP/1.1", lines[0]);
        string[] expected =
        [
            $"Content-Length: {Senders.Body.Length}",
            "Content-Type: application/json",
            $"Host: 127.0.0.1:{receiver.Port}",
            "User-Agent: FinAut-Webhooks/1.0",
            "X-Correlation-Id: abc",
            "webhook-id: msg_1",
        ];
        Assert.Equal(expected, lines[1..].Order(StringComparer.Ordinal));
        Assert.Equal(Senders.Body, Encoding.Latin1.GetBytes(request[(end + 4)..]));
    }

    [Theory]
    [InlineData(200, SendError.None)]
    [InlineData(201, SendError.None)]
    [InlineData(202, SendError.None)]
    [InlineData(299, SendError.None)]
    [InlineData(300, SendError.Redirect)]
    [InlineData(301, SendError.Redirect)]
    [InlineData(399, SendError.Redirect)]
    [InlineData(400, SendError.ClientError)]
    [InlineData(401, SendError.ClientError)]
    [InlineData(404, SendError.ClientError)]
    [InlineData(407, SendError.ClientError)]
    [InlineData(408, SendError.ClientError)]
    [InlineData(410, SendError.Gone)]
    [InlineData(429, SendError.TooManyRequests, true)]
    [InlineData(499, SendError.ClientError)]
    [InlineData(500, SendError.ServerError)]
    [InlineData(502, SendError.ServerError, true)]
    [InlineData(503, SendError.ServerError, true)]
    [InlineData(504, SendError.ServerError, true)]
    [InlineData(599, SendError.ServerError)]
    [InlineData(600, SendError.Protocol)]
    [InlineData(999, SendError.Protocol)]
    public async Task The_status_decides(int status, SendError error, bool overload = false)
    {
        await using var receiver = Receiver.Answering($"HTTP/1.1 {status} Whatever\r\nContent-Length: 2\r\n\r\nhi");
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(receiver.Url);

        Assert.Equal((error, status, "hi"), (outcome.Error, outcome.Status, outcome.Body));
        Assert.Equal(error == SendError.None, outcome.Delivered);
        Assert.Equal(error == SendError.None, outcome.Reason is null);
        Assert.Equal(overload, outcome.IsOverload);
        Assert.Equal(1, receiver.Connections);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData(" 7 ", 7)]
    [InlineData("86401", 86401)]
    [InlineData("99999999999999999999999", 365 * 86400)]
    [InlineData("Sat, 21 Nov 2026 12:10:00 GMT", 600)]
    [InlineData("Saturday, 21-Nov-26 12:10:00 GMT", 600)]
    [InlineData("Sat Nov 21 12:10:00 2026", 600)]
    [InlineData("Sat, 21 Nov 2026 11:59:00 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 365 * 86400)]
    [InlineData("-5", null)]
    [InlineData("1.5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task A_receiver_says_when_to_come_back(string? header, int? seconds)
    {
        var time = TestTime.At(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        var line = header is null ? "" : $"Retry-After: {header}\r\n";
        await using var receiver = Receiver.Answering($"HTTP/1.1 429 Slow down\r\n{line}Content-Length: 0\r\n\r\n");
        using var sender = Senders.Sender(time: time);

        var outcome = await sender.SendAsync(receiver.Url);

        Assert.Equal(SendError.TooManyRequests, outcome.Error);
        Assert.Equal(seconds is null, outcome.RetryAfter is null);
        if (seconds is { } expected)
        {
            // A date is as exact as the clock, which goes on.
            Assert.InRange(outcome.RetryAfter!.Value.TotalSeconds, Math.Max(0, expected - 30), expected);
        }
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        await using var receiver = Receiver.Answering(Ok);
        using var sender = Senders.Sender();

        var first = await sender.SendAsync(receiver.Url);
        var second = await sender.SendAsync(receiver.Url);

        Assert.Equal(1, receiver.Connections);
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal(("127.0.0.1", "127.0.0.1"), (first.RemoteAddress, second.RemoteAddress));
        Assert.NotNull(first.Timings.Dns);
        Assert.NotNull(first.Timings.Connect);
        Assert.NotNull(first.Timings.FirstByte);
        Assert.Equal((null, null, null), (first.Timings.Tls, second.Timings.Dns, second.Timings.Connect));
        Assert.InRange(first.Timings.Total, first.Timings.FirstByte.Value, int.MaxValue);
    }

    [Fact]
    public async Task The_attempt_names_the_address_that_answered()
    {
        // Two addresses of one name, each with connections in the pool at the same time.
        static async Task Script(Conversation conversation)
        {
            var address = conversation.LocalAddress.ToString();
            while (await conversation.ReadRequestAsync())
            {
                await Task.Delay(20, conversation.Stopping);
                await conversation.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {address.Length}\r\n\r\n{address}");
            }
        }

        await using var one = Receiver.Start(Script);
        await using var two = Receiver.Start(Script, new IPEndPoint(IPAddress.Parse("127.0.0.2"), one.Port));
        string[][] answers = [.. Enumerable.Range(0, 60).Select(i => new[] { i % 2 == 0 ? "127.0.0.1" : "127.0.0.2" })];
        var names = new Names().With("lms.test", answers);
        using var sender = Senders.Sender(names);
        var url = new Uri($"http://lms.test:{one.Port}/");

        for (var round = 0; round < 5; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => sender.SendAsync(url)));
            Assert.All(outcomes, outcome => Assert.Equal(outcome.Body, outcome.RemoteAddress));
        }

        Assert.InRange(one.Connections, 1, 20);
        Assert.InRange(two.Connections, 1, 20);
    }

    [Fact]
    public async Task A_connection_that_was_closed_while_idle_is_not_a_failure()
    {
        var connections = 0;
        await using var receiver = Receiver.Start(async conversation =>
        {
            // The first connection is closed on its second request, as by a receiver whose idle time has just run out.
            var answers = Interlocked.Increment(ref connections) == 1 ? 1 : int.MaxValue;
            for (var i = 0; await conversation.ReadRequestAsync() && i < answers; i++)
            {
                await conversation.WriteAsync(Ok);
            }
        });
        using var sender = Senders.Sender();

        Assert.True((await sender.SendAsync(receiver.Url)).Delivered);
        var outcome = await sender.SendAsync(receiver.Url);

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal(2, receiver.Connections);
        Assert.Equal(3, receiver.Requests.Count);
    }

    [Fact]
    public async Task A_new_connection_that_is_closed_is_a_failure_at_once()
    {
        await using var receiver = Receiver.Start(conversation => conversation.ReadRequestAsync());
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(receiver.Url);

        Assert.Equal(SendError.Reset, outcome.Error);
        Assert.Equal(1, receiver.Connections);
    }

    [Fact]
    public async Task Http_2_is_spoken_where_it_is_offered()
    {
        using var authority = new Certificates();
        using var certificate = authority.Issue("lms.test");
        var protocols = new List<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var app = builder.Build();
        app.MapPost("/hook", (HttpRequest request) =>
        {
            lock (protocols)
            {
                protocols.Add(request.Protocol);
            }

            return "thanks";
        });
        await app.StartAsync();
        var url = new Uri(new Uri(app.Urls.Single().Replace("127.0.0.1", "lms.test", StringComparison.Ordinal)), "/hook");
        using var sender = Senders.Sender(new Names().With("lms.test", ["127.0.0.1"]), root: authority.Root);

        var first = await sender.SendAsync(url);
        var second = await sender.SendAsync(url);

        Assert.True(first.Delivered, first.Reason?.Text);
        Assert.Equal(["HTTP/2", "HTTP/2"], protocols);
        Assert.Equal(("thanks", "thanks"), (first.Body, second.Body));
        Assert.Equal(("127.0.0.1", "127.0.0.1"), (first.RemoteAddress, second.RemoteAddress));
        Assert.NotNull(first.Timings.Tls);
        Assert.Null(second.Timings.Tls);
        await app.StopAsync();
    }

    [Fact]
    public async Task A_certificate_that_is_trusted_and_names_the_host_is_accepted()
    {
        using var authority = new Certificates();
        using var certificate = authority.Issue("lms.test");
        await using var receiver = Receiver.Answering(Ok, certificate: certificate);
        using var sender = Senders.Sender(new Names().With("lms.test", ["127.0.0.1"]), root: authority.Root);

        var outcome = await sender.SendAsync(new Uri($"https://lms.test:{receiver.Port}/"));

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.NotNull(outcome.Timings.Tls);
    }

    [Fact]
    public async Task Nothing_is_fetched_that_a_certificate_points_to()
    {
        await using var inside = Receiver.Answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
        using var authority = new Certificates();
        using var stranger = new Certificates();
        using var certificate = stranger.Issue("lms.test", issuerUrl: inside.Url.OriginalString);
        await using var receiver = Receiver.Answering(Ok, certificate: certificate);
        using var sender = Senders.Sender(new Names().With("lms.test", ["127.0.0.1"]), root: authority.Root);

        var outcome = await sender.SendAsync(new Uri($"https://lms.test:{receiver.Port}/"));

        Assert.Equal(SendError.Tls, outcome.Error);
        Assert.Equal((1, 0), (receiver.Connections, inside.Connections));
    }

    [Fact]
    public async Task What_a_receiver_echoes_is_masked()
    {
        const string echo = "55110098692 551100 98692 s3cret-value AbCdEf0123 kept";
        await using var receiver = Receiver.Answering(
            $"HTTP/1.1 400 No\r\nSet-Cookie: sid=1\r\nX-Auth-Token: t0ken\r\nX-Echo: {echo}\r\nWWW-Authenticate: Basic realm=\"lms\"\r\n"
            + $"Content-Length: {echo.Length}\r\n\r\n{echo}");
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(
            receiver.Url, ("X-Tenant-Secret", "s3cret-value"), ("Authorization", "Basic AbCdEf0123"), ("webhook-id", "kept"));

        Assert.Equal("*********** *********** *** *** kept", outcome.Body);
        Assert.Equal(
            ["Set-Cookie: ***", "X-Auth-Token: ***", $"X-Echo: {outcome.Body}", "WWW-Authenticate: Basic realm=\"lms\""],
            outcome.Headers.Where(h => h.Key != "Content-Length").Select(h => $"{h.Key}: {h.Value}"));
        Assert.DoesNotContain("s3cret", outcome.Reason?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_kept_as_text_whatever_its_bytes()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nA\0\u00ff\u00c3\u00a5\u00e2\u0082Z");
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(receiver.Url);

        Assert.Equal("A\ufffd\ufffdå\ufffdZ", outcome.Body);
        Assert.False(outcome.BodyCut);
    }

    [Fact]
    public async Task A_body_is_cut_between_characters()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n\u00c3\u00a5\u00c3\u00a5\u00c3\u00a5");
        using var sender = Senders.Sender(configure: o => o.KeptResponseBytes = 3);

        var first = await sender.SendAsync(receiver.Url);
        var second = await sender.SendAsync(receiver.Url);

        Assert.Equal(("å", true), (first.Body, first.BodyCut));
        Assert.Equal("å", second.Body);
        Assert.Equal(1, receiver.Connections); // what is not kept is read all the same
    }

    [Fact]
    public async Task The_log_keeps_16_kB_and_the_connection_serves_on_after_64_kB()
    {
        await using var receiver = Receiver.Answering($"HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n{new string('x', 65536)}");
        using var sender = Senders.Sender();

        await sender.SendAsync(receiver.Url);
        var outcome = await sender.SendAsync(receiver.Url);

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal(new string('x', 16384), outcome.Body);
        Assert.True(outcome.BodyCut);
        Assert.Equal(1, receiver.Connections);
    }

    [Theory]
    [InlineData("X-Custom", "a\r\nX-Injected: b")]
    [InlineData("X-Custom", "a\nb")]
    [InlineData("X-Custom", "blåbær")]
    [InlineData("X Custom", "a")]
    [InlineData("X-Custom\r\nX-Injected", "a")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("", "a")]
    public async Task A_header_that_cannot_be_sent_stops_the_attempt(string name, string value)
    {
        await using var receiver = Receiver.Answering(Ok);
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(receiver.Url, (name, value));

        Assert.Equal((SendError.Refused, "One of the headers cannot be sent."), (outcome.Error, outcome.Reason?.Text));
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task An_attempt_can_be_called_off()
    {
        await using var receiver = Receiver.Start(conversation => conversation.HangAsync());
        using var sender = Senders.Sender();
        using var stop = new CancellationTokenSource();

        var sending = sender.SendAsync(receiver.Url, [], Senders.Body, stop.Token);
        Assert.True(SpinWait.SpinUntil(() => receiver.Connections == 1, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task An_answer_counts_though_the_attempt_is_called_off_while_its_body_is_read()
    {
        await using var receiver = Receiver.Start(async conversation =>
        {
            await conversation.ReadRequestAsync();
            await conversation.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst");
            await conversation.HangAsync();
        });
        using var sender = Senders.Sender();
        using var stop = new CancellationTokenSource();

        var sending = sender.SendAsync(receiver.Url, [], Senders.Body, stop.Token);
        Assert.True(SpinWait.SpinUntil(() => receiver.Requests.Count == 1, TimeSpan.FromSeconds(20)));
        await Task.WhenAny(sending, Task.Delay(500));
        await stop.CancelAsync();
        var outcome = await sending;

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal(("first", true), (outcome.Body, outcome.BodyCut));
    }

    [Fact]
    public void Every_error_has_a_name_on_the_wire_that_says_nothing_of_the_inside()
    {
        var codes = Enum.GetValues<SendError>().ToDictionary(error => error, error => error.Code());

        Assert.Null(codes[SendError.None]);
        Assert.Equal(codes[SendError.Dns], codes[SendError.Refused]);
        Assert.Equal(codes.Count - 1, codes.Values.Distinct().Count());
        Assert.All(codes.Values.OfType<string>(), code => Assert.Matches("^[a-z_]+$", code));
    }
}
