using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// Speaks HTTP/1.1 by hand, one connection a request, for what a well-behaved client cannot send or would tidy up first. Texts go
/// over the wire as Latin-1, so that every byte can be written.
/// </summary>
public sealed class RawHttp(TestServer server, string? token = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A raw client with a fresh token.</summary>
    public static async Task<RawHttp> CreateAsync(TestServer server, string clientId = TestServer.DemoClient) =>
        new(server, await server.TokenAsync(clientId));

    /// <summary>Sends a GET for a target exactly as it is written.</summary>
    public Task<RawReply> GetAsync(string target, params string[] headers) => SendAsync("GET", target, "", headers);

    /// <summary>Sends a request for a target exactly as it is written.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">What stands between the method and the version.</param>
    /// <param name="body">What follows the headers.</param>
    /// <param name="headers">Header lines; a Host and the token are added.</param>
    public Task<RawReply> SendAsync(string method, string target, string body, params string[] headers)
    {
        var lines = new List<string> { $"{method} {target} HTTP/1.1", "Connection: close" };
        if (!Array.Exists(headers, h => h.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)))
        {
            lines.Add($"Host: {new Uri(server.BaseUrl).Authority}");
        }

        if (token is not null)
        {
            lines.Add($"Authorization: Bearer {token}");
        }

        lines.AddRange(headers);
        return SendAsync(string.Join("\r\n", lines) + "\r\n\r\n" + body);
    }

    /// <summary>Sends bytes and reads until the server closes.</summary>
    public async Task<RawReply> SendAsync(string request)
    {
        var address = new Uri(server.BaseUrl);
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse(address.Host), address.Port, patience.Token);
        await using var stream = client.GetStream();
        using var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            await stream.CopyToAsync(received, patience.Token);
        }
        catch (IOException)
        {
            // A server that refuses a request may close before it has read all of it; what it said until then counts.
        }

        return RawReply.Parse(received.ToArray());
    }
}

/// <summary>A reply as it came over the wire.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Header names and values, in order.</param>
/// <param name="Body">The body, chunks joined, read as UTF-8.</param>
public sealed record RawReply(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The only value of a header, or null.</summary>
    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).SingleOrDefault();

    /// <summary>The body as JSON.</summary>
    public JsonElement Json() => JsonDocument.Parse(Body).RootElement;

    private string Shown => Body.Length > 500 ? Body[..500] : Body;

    /// <summary>Checks that the reply is an error in the API's form.</summary>
    public JsonElement Problem(int expected)
    {
        Assert.True(Status == expected, $"Expected {expected}, got {Status}: {Shown}");
        return Problem();
    }

    /// <summary>Checks that the reply is an expected error in the API's form: a 4xx.</summary>
    public JsonElement Problem()
    {
        Assert.True(Status is >= 400 and < 500, $"Expected 4xx, got {Status}: {Shown}");
        Assert.Equal("application/problem+json", Header("Content-Type"));
        var problem = Json();
        Assert.Equal(Status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        Assert.False(string.IsNullOrEmpty(Header("X-Correlation-Id")));
        Assert.Equal(Header("X-Correlation-Id"), problem.GetProperty("correlation_id").GetString());
        return problem;
    }

    internal static RawReply Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end >= 0, $"No reply, but {bytes.Length} bytes: {Encoding.Latin1.GetString(bytes)}");
        var head = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = head.Skip(1).Select(line => line.Split(':', 2)).Select(p => KeyValuePair.Create(p[0].Trim(), p[1].Trim())).ToList();
        var body = bytes.AsSpan(end + 4);
        var chunked = headers.Exists(h => h.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase));
        return new RawReply(status, headers, Encoding.UTF8.GetString(chunked ? Join(body) : body));
    }

    private static byte[] Join(ReadOnlySpan<byte> chunks)
    {
        var body = new List<byte>();
        while (chunks.IndexOf("\r\n"u8) is var line and > 0)
        {
            var length = int.Parse(Encoding.ASCII.GetString(chunks[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(chunks.Slice(line + 2, length));
            chunks = chunks[(line + 2 + length + 2)..];
            if (length == 0)
            {
                break;
            }
        }

        return [.. body];
    }
}
