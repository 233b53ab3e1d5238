using FinAut.Tests.Infrastructure;
using FsCheck.Fluent;

namespace FinAut.Tests.Errors;

public sealed class MalformedRequestTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Path = TestServer.Root + "companies/";

    /// <summary>What a request line and headers may look like that no client library sends.</summary>
    public static TheoryData<string, string> Messages { get; } = new()
    {
        { "no HTTP at all", "GARBAGE\r\n\r\n" },
        { "a TLS greeting", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n" },
        { "no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "blanks in the target", $"GET {Path}?persnr=1 2 HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "a raw NUL in the path", $"GET {Path}\0/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "a raw NUL in the query", $"GET {Path}?a=\0 HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "raw letters that are no UTF-8 in the path", $"GET {Path}\u00e6/ HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "no host", $"GET {Path} HTTP/1.1\r\n\r\n" },
        { "two hosts", $"GET {Path} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" },
        { "an empty host", $"GET {Path} HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n" },
        { "a host that is none", $"GET {Path} HTTP/1.1\r\nHost: <script>\r\n\r\n" },
        { "a target of another host", $"GET http://b{Path} HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "a header with blanks in its name", $"GET {Path} HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n" },
        { "a header without a colon", $"GET {Path} HTTP/1.1\r\nHost: a\r\nBad\r\n\r\n" },
        { "a NUL in a header", $"GET {Path} HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n" },
        { "a folded header", $"GET {Path} HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n" },
        { "a negative length", $"POST {Path} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n" },
        { "a length that is no number", $"POST {Path} HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n" },
        { "two lengths", $"POST {Path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{{}}" },
        { "an unknown transfer coding", $"POST {Path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n" },
        { "a quoted method", $"\"GET\" {Path} HTTP/1.1\r\nHost: a\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_message_that_is_no_request_is_refused_in_the_apis_own_form(string what, string message)
    {
        var reply = await new RawHttp(demo.Server).SendAsync(message);

        Assert.True(reply.Problem(400).GetProperty("instance").GetString() is not null, what);
    }

    [Fact]
    public async Task Headers_that_are_too_large_or_too_many_are_refused_as_such()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        (await raw.GetAsync(Path, "X-Large: " + new string('x', 40_000))).Problem(431);
        (await raw.GetAsync(Path, [.. Enumerable.Range(0, 200).Select(i => $"X-{i}: 1")])).Problem(431);
        (await raw.GetAsync(Path, "Cookie: " + new string('x', 30_000))).Json().AssertFields("count", "next", "previous", "results");
    }

    [Fact]
    public async Task A_version_of_http_that_is_not_spoken_is_named_so()
    {
        var reply = await new RawHttp(demo.Server).SendAsync($"GET {Path} HTTP/3.0\r\nHost: a\r\n\r\n");

        Assert.Equal(505, reply.Status);
        Assert.NotEmpty(reply.Json().Text("detail")!);
    }

    [Fact]
    public async Task A_refused_message_is_found_in_the_log_by_its_correlation_id()
    {
        var reply = await new RawHttp(demo.Server).GetAsync(TestServer.Root + "user/%00/");

        var id = reply.Header("X-Correlation-Id")!;
        Assert.Contains(demo.Server.Logs.Lines, line => line.Message.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusing_a_message_leaves_the_others_on_the_connection_alone()
    {
        var token = await demo.Server.TokenAsync();
        var good = $"GET {TestServer.Root}ordninger/1/ HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n";

        var reply = await new RawHttp(demo.Server).SendAsync(good + "GARBAGE\r\n\r\n");

        Assert.Equal(200, reply.Status);
        Assert.Equal("http://a/finautapi/v1/ordninger/1/", reply.Json().Text("id"));
    }

    [Theory]
    [InlineData("application/json", "{")]
    [InlineData("application/json; charset=utf-16", "{}")]
    [InlineData("text/xml", "<x/>")]
    [InlineData("garbage", "x")]
    [InlineData("", "x")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=%C3%A6")]
    [InlineData("application/x-www-form-urlencoded", "a=%00")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "a=1")]
    [InlineData("multipart/form-data", "a=1")]
    public async Task A_body_of_a_get_is_of_no_interest(string type, string body)
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        var reply = await raw.SendAsync("GET", Path, body, $"Content-Type: {type}", $"Content-Length: {body.Length}");
        var chunked = await raw.SendAsync(
            "GET", Path, $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n", $"Content-Type: {type}", "Transfer-Encoding: chunked");

        Assert.Equal(200, reply.Status);
        Assert.Equal(200, chunked.Status);
    }

    /// <summary>Forms that cannot be read: content type, body.</summary>
    public static TheoryData<string, string> Forms { get; } = new()
    {
        { "multipart/form-data", "a=1" },
        { "multipart/form-data; boundary=x", "a=1" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1" },
        { "multipart/form-data; boundary=\"" + new string('b', 200) + "\"", "a=1" },
        { "application/x-www-form-urlencoded", string.Concat(Enumerable.Repeat("a=1&", 2000)) },
        { "application/x-www-form-urlencoded", new string('k', 5000) + "=1" },
    };

    [Fact]
    public async Task A_form_that_is_too_large_is_refused_as_such()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);
        var body = "a=" + new string('x', 2_000_000);

        (await raw.SendAsync("POST", Path, body, "Content-Type: application/x-www-form-urlencoded", $"Content-Length: {body.Length}")).Problem(413);
    }

    [Fact]
    public async Task No_bytes_in_a_query_break_a_list()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);
        var parameters = new[] { "persnr", "employee_alias", "user", "appname", "encoded_userid", "encrypted_userid", "company", "department", "from_date", "year", "page", "x" };
        var lists = ApiRoutes.ListPaths;

        foreach (var (seed, bytes) in Gen.Sample(Gen.ArrayOf(Gen.Choose(0, 255)), 40, 150).Index())
        {
            var value = string.Concat(bytes.Select(b => $"%{b:x2}"));
            var reply = await raw.GetAsync($"{TestServer.Root}{lists[seed % lists.Length]}?{parameters[seed % parameters.Length]}={value}");

            Assert.True(reply.Status is 200 or 404 or 422, $"{reply.Status} for {value}");
        }
    }

    [Fact]
    public async Task No_bytes_in_a_path_are_answered_with_anything_but_a_problem()
    {
        var raw = await RawHttp.CreateAsync(demo.Server);

        foreach (var bytes in Gen.Sample(Gen.NonEmptyListOf(Gen.Choose(1, 255)), 30, 150))
        {
            // The letter keeps the path from being that of a list, and from being taken for an id.
            var reply = await raw.GetAsync($"{TestServer.Root}user/x{string.Concat(bytes.Select(b => $"%{b:x2}"))}/");

            reply.Problem(404);
        }
    }

    [Fact]
    public async Task Nothing_was_logged_as_an_error()
    {
        var token = await demo.Server.TokenAsync();

        foreach (var (_, message) in Messages.Select(row => ((string)row[0], (string)row[1])))
        {
            await new RawHttp(demo.Server, token).SendAsync(message);
        }

        Assert.DoesNotContain(demo.Server.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }
}
