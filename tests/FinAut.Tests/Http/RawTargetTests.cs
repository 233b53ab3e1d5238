using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

/// <summary>Letters in a request's target that its client did not percent-encode.</summary>
public sealed class RawTargetTests(DemoServer demo) : IClassFixture<DemoServer>, IAsyncLifetime
{
    private const string Alias = "Åse-æøå-17";

    private TestServer Server => demo.Server;

    public async Task InitializeAsync()
    {
        using var client = await Server.ClientAsync();
        await client.PatchAsync("user/590499/", new JsonObject { ["employee_alias"] = Alias });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task UTF8_in_a_query_is_read()
    {
        var raw = await RawHttp.CreateAsync(Server);

        var reply = await raw.GetAsync(Bytes($"{TestServer.Root}user/?employee_alias={Alias}"));

        Assert.Equal(200, reply.Status);
        Assert.Equal([Server.Url("user/590499/")], reply.Json().Ids());
    }

    [Fact]
    public async Task UTF8_in_a_path_is_read()
    {
        var raw = await RawHttp.CreateAsync(Server);

        Assert.Equal("Not found.", (await raw.GetAsync(Bytes($"{TestServer.Root}userrole/blåbær_ka/"))).Problem(404).Text("detail"));
        var signIn = (await raw.GetAsync(Bytes($"{TestServer.Root}userlogin/demo/åse/"))).Header("Location")!;
        Assert.Contains("/demo/åse/", Uri.UnescapeDataString(Uri.UnescapeDataString(signIn)), StringComparison.Ordinal);
        var redirect = await raw.GetAsync(Bytes($"{TestServer.Root}user?employee_alias=Å"));
        Assert.Equal($"{TestServer.Root}user/?employee_alias=%C3%85", redirect.Header("Location"));
    }

    [Fact]
    public async Task A_body_is_read_beside_it()
    {
        var raw = await RawHttp.CreateAsync(Server);
        var body = Bytes("{\"first_name\": \"Åse\"}");

        var reply = await raw.SendAsync("PATCH", Bytes($"{TestServer.Root}user/590499/?ø=1"), body, "Content-Type: application/json", $"Content-Length: {body.Length}");
        var chunked = await raw.SendAsync("PATCH", Bytes($"{TestServer.Root}user/590499/?ø=1"), $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n", "Content-Type: application/json", "Transfer-Encoding: chunked");

        Assert.Equal("Åse", reply.Json().Text("first_name"));
        Assert.Equal("Åse", chunked.Json().Text("first_name"));
    }

    [Fact]
    public async Task It_is_read_on_a_connection_that_served_others_and_in_pieces()
    {
        var token = await Server.TokenAsync();
        var address = new Uri(Server.BaseUrl);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var head = $"Host: {address.Authority}\r\nAuthorization: Bearer {token}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET {TestServer.Root}ordninger/1/ HTTP/1.1\r\n{head}\r\n"));
        Assert.StartsWith("HTTP/1.1 200 OK", await ReadChunkedAsync(stream), StringComparison.Ordinal);

        foreach (var piece in (string[])[$"GET {TestServer.Root}user/?employee_alias=", Bytes("Åse-"), Bytes("æøå-17 HTTP"), "/1.1\r\nHost: ", $"{address.Authority}\r\nAuthorization: Bearer {token}\r\n", "\r\n"])
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(piece));
            await stream.FlushAsync();
        }

        using var received = new MemoryStream();
        await stream.CopyToAsync(received);
        var reply = Encoding.UTF8.GetString(received.ToArray());
        Assert.StartsWith("HTTP/1.1 200 OK", reply, StringComparison.Ordinal);
        Assert.Contains("Connection: close", reply, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Server.Url("user/590499/"), reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user/?employee_alias=\u00c5se")]
    [InlineData("user/\u00e6/")]
    [InlineData("user/?x=\u00c3\u0085&employee_alias=\u00c5")]
    public async Task Bytes_that_are_not_UTF8_are_a_bad_request_that_says_what_to_do(string target)
    {
        var reply = await (await RawHttp.CreateAsync(Server)).GetAsync(TestServer.Root + target);

        Assert.Contains("percent-encode", reply.Problem(400).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_inside_a_header_section_is_not_taken_for_a_request()
    {
        var token = await Server.TokenAsync();
        var authority = new Uri(Server.BaseUrl).Authority;
        var inner = Bytes($"GET {TestServer.Root}user/?employee_alias={Alias} HTTP/1.1\r\nHost: {authority}\r\nAuthorization: Bearer {token}\r\n\r\n");

        var reply = await new RawHttp(Server).SendAsync($"GET {TestServer.Root} HTTP/1.1\r\n{inner}");

        Assert.DoesNotContain("590499", reply.Body, StringComparison.Ordinal);
        Assert.Equal(400, reply.Status);
    }

    private static async Task<string> ReadChunkedAsync(NetworkStream stream)
    {
        var (buffer, text) = (new byte[16 * 1024], "");
        while (!text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            var length = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, length);
            text += Encoding.Latin1.GetString(buffer, 0, length);
        }

        return text;
    }

    // As RawHttp sends texts.
    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
