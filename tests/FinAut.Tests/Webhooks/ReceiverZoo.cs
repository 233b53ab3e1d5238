using System.IO.Compression;
using FinAut.Api.Webhooks;

namespace FinAut.Tests.Webhooks;

/// <summary>Receivers that behave badly.</summary>
internal static class ReceiverZoo
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Error = "HTTP/1.1 500 Oops\r\n";
    private const string Switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";
    private const string Interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    private const string Empty = "Content-Length: 0\r\n\r\n";

    // Of those that get post after post: who closes without saying so may do it just as the next one is sent.
    private const string Last = "Connection: close\r\n" + Empty;
    private const string Long = "Content-Length: 99999999999\r\n\r\n";
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";
    private const string Record = "\u0016\u0003\u0003\u00ff\u00ff";
    private const string Line = "X-A: aaaaaaaaaaaaaaaaaaaaaaaa\r\n";

    private static readonly string Chunk = "400\r\n" + new string('a', 1024) + "\r\n";
    private static readonly byte[] Bomb = Pack();
    private static readonly TimeSpan None = TimeSpan.Zero;
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(50);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Animal> Animals { get; } = new Dictionary<string, Animal>(StringComparer.Ordinal)
    {
        ["hangs"] = new(SendError.Timeout, c => c.HangAsync()),
        ["hangs after the request"] = new(SendError.Timeout, After(c => c.HangAsync())),
        ["slow headers"] = new(SendError.Timeout, After(Ok + "X-A: ", c => c.WriteForeverAsync("a", Drip))),
        ["interim replies without end"] = new(SendError.Protocol, After(c => c.WriteForeverAsync(Interim, None))),
        ["headers without end"] = new(SendError.Protocol, After(Ok, c => c.WriteForeverAsync(Line, None))),
        ["one header without end"] = new(SendError.Protocol, After(Ok + "X-A: ", c => c.WriteForeverAsync("aaaaaaaaaaaaaaaa", None))),

        ["slow body"] = new(SendError.None, After(Ok + Long, c => c.WriteForeverAsync("a", Drip)), Cut: true),
        ["slow body of an error"] = new(SendError.ServerError, After(Error + Long, c => c.WriteForeverAsync("a", Drip)), Cut: true),
        ["huge body"] = new(SendError.None, After(Ok + Long, c => c.WriteForeverAsync(new string('a', 65536), None)), Cut: true),
        ["huge body in chunks"] = new(SendError.None, After(Ok + Chunked, c => c.WriteForeverAsync(Chunk, None)), Cut: true),
        ["trailers without end"] = new(SendError.None, After(Ok + Chunked + "0\r\n", c => c.WriteForeverAsync(Line, None)), Cut: true),
        ["chunk without a size"] = new(SendError.None, After(Ok + Chunked + "zz\r\n"), Cut: true),
        ["closes in the body"] = new(SendError.None, After(Ok + Long + "ok"), Cut: true),
        ["body until it closes"] = new(SendError.None, After(Ok + "\r\nok")),
        ["gzip bomb"] = new(SendError.None, After(BombAsync)),

        ["HTTP/1.0"] = new(SendError.None, After("HTTP/1.0 200 OK\r\n\r\n")),
        ["no content"] = new(SendError.None, After("HTTP/1.1 204 No Content\r\n\r\n")),
        ["answers before the request"] = new(SendError.None, Then(Ok + Empty, c => c.ReadRequestAsync())),
        ["Latin-1 in a header"] = new(SendError.None, After(Ok + "X-Name: bl\u00e5\r\n" + Empty)),
        ["error"] = new(SendError.ServerError, After(Error + Last)),
        ["gone"] = new(SendError.Gone, After("HTTP/1.1 410 Gone\r\n" + Empty)),
        ["too many"] = new(SendError.TooManyRequests, After("HTTP/1.1 429 Slow\r\nRetry-After: 9\r\n" + Last)),
        ["moved"] = new(SendError.Redirect, After("HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\r\n" + Last)),
        ["moved to itself"] = new(SendError.Redirect, After("HTTP/1.1 308 Moved\r\nLocation: /hook\r\n" + Empty)),

        ["resets in the request"] = new(SendError.Reset, OnFirstByte(c => c.ResetAsync())),
        ["resets after the request"] = new(SendError.Reset, After(c => c.ResetAsync())),
        ["closes"] = new(SendError.Reset, _ => Task.CompletedTask),
        ["closes after the request"] = new(SendError.Reset, After(_ => Task.CompletedTask)),
        ["closes in the headers"] = new(SendError.Reset, After(Ok + "X-A")),
        ["TLS on a plain port"] = new(SendError.Reset, c => c.WriteAsync("\u0015\u0003\u0001\u0000\u0002\u0002\u0046")),

        ["other protocol"] = new(SendError.Protocol, Then("SSH-2.0-OpenSSH_9.9\r\n", c => c.HangAsync())),
        ["garbage"] = new(SendError.Protocol, After(c => c.WriteForeverAsync("\u0000\u0001\u00fe\u00ff", None))),
        ["zero byte in a header's name"] = new(SendError.Protocol, After(Ok + "X-\0: a\r\n" + Empty)),
        ["blank in a header's name"] = new(SendError.Protocol, After(Ok + "X A: a\r\n" + Empty)),
        ["header without a colon"] = new(SendError.Protocol, After(Ok + "55110098692\r\n\r\n")),
        ["status of four digits"] = new(SendError.Protocol, After("HTTP/1.1 2000 OK\r\n" + Empty)),
        ["switches protocols"] = new(SendError.Protocol, After(Switching, c => c.HangAsync())),

        ["plain text on a TLS port"] = new(SendError.Tls, c => c.WriteAsync("HTTP/1.1 400 Bad Request\r\n" + Empty), Https: true),
        ["hangs in the TLS handshake"] = new(SendError.Tls, c => c.HangAsync(), Https: true),
        ["closes in the TLS handshake"] = new(SendError.Tls, _ => Task.CompletedTask, Https: true),
        ["resets in the TLS handshake"] = new(SendError.Tls, OnFirstByte(c => c.ResetAsync()), Https: true),
        ["garbage in the TLS handshake"] = new(SendError.Tls, c => c.WriteForeverAsync(Record, None), Https: true),
    };

    private static Func<Conversation, Task> After(Func<Conversation, Task> script) => async conversation =>
    {
        await conversation.ReadRequestAsync();
        await script(conversation);
    };

    private static Func<Conversation, Task> After(string text, Func<Conversation, Task>? script = null) =>
        After(Then(text, script ?? (_ => Task.CompletedTask)));

    private static Func<Conversation, Task> Then(string text, Func<Conversation, Task> script) => async conversation =>
    {
        await conversation.WriteAsync(text);
        await script(conversation);
    };

    private static Func<Conversation, Task> OnFirstByte(Func<Conversation, Task> script) => async conversation =>
    {
        await conversation.ReadByteAsync();
        await script(conversation);
    };

    private static async Task BombAsync(Conversation conversation)
    {
        await conversation.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {Bomb.Length}\r\n\r\n");
        await conversation.WriteAsync(Bomb);
    }

    private static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(new byte[8 * 1024 * 1024]);
        }

        return packed.ToArray();
    }
}

/// <summary>A receiver.</summary>
/// <param name="Error">How it must end.</param>
/// <param name="Script">What it does.</param>
/// <param name="Cut">Whether its body is cut.</param>
/// <param name="Https">Whether it is called by https.</param>
internal sealed record Animal(SendError Error, Func<Conversation, Task> Script, bool Cut = false, bool Https = false);
