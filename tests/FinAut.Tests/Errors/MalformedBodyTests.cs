using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Errors;

public sealed class MalformedBodyTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string AllScopes = "read write exam";

    // What is no JSON. Latin-1 on the way out, so that bytes above 0x7f are no UTF-8.
    private static readonly string[] NoJson =
    [
        "{", "}", "[1,", "{'a': 1}", "{\"a\":}", "{\"a\": 1,}", "{\"a\": 1}x", "{\"a\": 01}", "{\"a\": NaN}", "{\"a\": undefined}", "{\"a\" 1}",
        "{\"a\": \"\u0001\"}", "{\"a\": \"\0\"}", "\0", "   ", "\r\n", "<xml/>", "a=1", "{\"a\": \"b", "// comment\n{}", "\u00ff\u00fe{\0}\0", "{\"a\": \"\\x\"}",
        "{\"first_name\": \"\u00ff\u00fe\"}", "{\"\u00ff\": 1}",
    ];

    // What is JSON, but no object.
    private static readonly string[] NoObject = ["[]", "[{}]", "\"text\"", "1", "-0.5e300", "true", "null"];

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task What_cannot_be_parsed_is_a_bad_request(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var body in NoJson)
        {
            var reply = await SendAsync(raw, method, path, body);
            Assert.True(reply.Status == 400, $"{reply.Status} for {Uri.EscapeDataString(body)}");
            reply.Problem(400);
        }
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task What_is_no_object_is_invalid_as_a_whole(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var body in NoObject)
        {
            var problem = (await SendAsync(raw, method, path, body)).Problem(422);
            Assert.NotEmpty(problem.GetProperty("errors").Texts("non_field_errors"));
        }
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task Deep_nesting_is_a_bad_request(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var depth in new[] { 40, 1000, 100_000 })
        {
            (await SendAsync(raw, method, path, new string('[', depth))).Problem(400);
            (await SendAsync(raw, method, path, new string('[', depth) + new string(']', depth))).Problem(400);
            (await SendAsync(raw, method, path, string.Concat(Enumerable.Repeat("{\"a\":", depth)))).Problem(400);
        }
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task A_body_that_is_too_large_is_refused_as_such_however_it_is_framed(string method, string path)
    {
        var raw = await CreateAsync();
        var body = $"{{\"comment\": \"{new string('x', 1_100_000)}\"}}";

        (await SendAsync(raw, method, path, body)).Problem(413);
        (await raw.SendAsync(method, TestServer.Root + path, $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n", "Content-Type: application/json", "Transfer-Encoding: chunked")).Problem(413);
        (await raw.SendAsync(method, TestServer.Root + path, "", "Content-Type: application/json", "Content-Length: 99999999999999")).Problem(413);
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task A_content_type_that_is_not_spoken_is_refused_as_such(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var type in new[] { "text/plain", "application/xml", "text/json", "garbage", "", "*/*", "application/json; charset=utf-7", "application/merge-patch+json" })
        {
            var problem = (await SendAsync(raw, method, path, "{}", type)).Problem(415);
            Assert.StartsWith("Unsupported media type", problem.Text("detail"), StringComparison.Ordinal);
        }

        (await raw.SendAsync(method, TestServer.Root + path, "{}", "Content-Length: 2")).Problem(415);
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task A_form_that_cannot_be_read_is_a_bad_request(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var row in MalformedRequestTests.Forms)
        {
            (await SendAsync(raw, method, path, (string)row[1], (string)row[0])).Problem(400);
        }
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task Chunks_that_are_none_are_a_bad_request(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var body in new[] { "zz\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n0\r\n\r\n", "2\r\n{}x\r\n0\r\n\r\n", "ffffffffffffffffff\r\n{}" })
        {
            (await raw.SendAsync(method, TestServer.Root + path, body, "Content-Type: application/json", "Transfer-Encoding: chunked")).Problem(400);
        }
    }

    [Fact]
    public async Task A_body_in_chunks_is_read_like_any_other()
    {
        var raw = await CreateAsync();
        const string Body = "{\"mobile\": \"41234567\", \"email\": \"chunk@example.no\"}";
        var chunks = Body.Chunk(5).Select(chunk => $"{chunk.Length:x};ext=1\r\n{new string(chunk)}\r\n").Append("0\r\nX-Trailer: 1\r\n\r\n");

        foreach (var path in new[] { "user/590499/", "user/590499" })
        {
            var reply = await raw.SendAsync(
                "PATCH", TestServer.Root + path, string.Concat(chunks), "Content-Type: application/json", "Transfer-Encoding: chunked");

            Assert.Equal(200, reply.Status);
            Assert.Equal("chunk@example.no", reply.Json().Text("email"));
        }
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        var reply = await SendAsync(await CreateAsync(), "PATCH", "user/590499/", "\u00ef\u00bb\u00bf{\"mobile\": \"42345678\"}");

        Assert.Equal(200, reply.Status);
        Assert.Equal("42345678", reply.Json().Text("mobile"));
    }

    [Fact]
    public async Task Nothing_was_logged_as_an_error()
    {
        var raw = await CreateAsync();

        await SendAsync(raw, "POST", "user/", "{");

        Assert.DoesNotContain(demo.Server.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    private static Task<RawReply> SendAsync(RawHttp raw, string method, string path, string body, string type = "application/json") =>
        raw.SendAsync(method, TestServer.Root + path, body, $"Content-Type: {type}", $"Content-Length: {body.Length}");

    private async Task<RawHttp> CreateAsync() => new(demo.Server, await demo.Server.TokenAsync(TestServer.ExamClient, AllScopes));
}
