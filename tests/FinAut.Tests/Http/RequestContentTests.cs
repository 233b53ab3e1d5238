using System.Text;
using FinAut.Tests.Errors;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

/// <summary>Charsets, codings and forms of request bodies (section 7 of the contract).</summary>
public sealed class RequestContentTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Person = TestServer.Root + "user/590499/";
    private const string FirstName = "Åse–é";

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static TheoryData<string> NamesOfUtf8 { get; } =
        ["", "; charset=utf-8", "; charset=utf8", "; charset=UTF8", "; charset=\"utf-8\"", "; charset=\"UTF8\"", ";charset=us-ascii", "; charset=US-ASCII", "; charset=", "; CHARSET=Utf-8"];

    public static TheoryData<string, string> Declared { get; } = new()
    {
        { "iso-8859-1", "Åse é" },
        { "ISO-8859-1", "Åse é" },
        { "\"Iso-8859-1\"", "Åse é" },
        { "latin1", "Åse é" },
        { "windows-1252", FirstName },
        { "\"Windows-1252\"", FirstName },
        { "utf-16", FirstName },
        { "UTF-16", FirstName },
        { "utf-16le", FirstName },
        { "utf-16be", FirstName },
    };

    [Theory]
    [MemberData(nameof(NamesOfUtf8))]
    public async Task Every_name_of_UTF8_is_read(string parameter)
    {
        await AssertWrittenAsync(Json + parameter, Utf8($$"""{"first_name": "{{FirstName}}"}"""), FirstName);
        await AssertWrittenAsync(Form + parameter, Utf8("first_name=%C3%85se"), "Åse");
        await AssertWrittenAsync(Form + parameter, Utf8("first_name=" + FirstName), FirstName);
        await AssertWrittenAsync("multipart/form-data; boundary=x" + parameter, Utf8(Part(FirstName)), FirstName);
    }

    [Theory]
    [MemberData(nameof(Declared))]
    public async Task A_body_is_read_in_the_charset_that_it_declares(string charset, string name)
    {
        var encoding = EncodingOf(charset);

        await AssertWrittenAsync($"{Json}; charset={charset}", encoding.GetBytes($$"""{"first_name": "{{name}}"}"""), name);
        await AssertWrittenAsync($"{Form}; charset={charset}", encoding.GetBytes("first_name=" + name.Replace(' ', '+')), name);
        await AssertWrittenAsync("multipart/form-data; boundary=x", [.. Utf8(PartHead($"Content-Type: text/plain; charset={charset}\r\n")), .. encoding.GetBytes(name), .. Utf8("\r\n--x--\r\n")], name);
    }

    [Fact]
    public async Task Escapes_in_a_form_are_in_its_charset()
    {
        await AssertWrittenAsync($"{Form}; charset=iso-8859-1", Utf8("first_name=%C5se"), "Åse");
        await AssertWrittenAsync($"{Form}; charset=windows-1252", Utf8("first_name=%C5se%96"), "Åse–");

        // In UTF-16 the escapes themselves are wide, and what they escape is UTF-8.
        await AssertWrittenAsync($"{Form}; charset=utf-16", Encoding.Unicode.GetBytes("first_name=%C3%85se"), "Åse");
    }

    [Fact]
    public async Task A_byte_order_mark_tells_the_order_of_UTF16_and_is_no_text()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            byte[] marked = [.. encoding.GetPreamble(), .. encoding.GetBytes("""{"first_name": "Åse"}""")];
            await AssertWrittenAsync($"{Json}; charset=utf-16", marked, "Åse");
            await AssertWrittenAsync($"{Json}; charset=utf-16", encoding.GetBytes("""{"first_name": "Åse"}"""), "Åse");
        }
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("utf-32")]
    [InlineData("shift_jis")]
    [InlineData("nonsense")]
    [InlineData("\"\\\"\"")]
    public async Task An_unknown_charset_is_an_unsupported_media_type(string charset)
    {
        foreach (var type in (string[])[$"{Json}; charset={charset}", $"{Form}; charset={charset}", $"multipart/form-data; boundary=x; charset={charset}"])
        {
            (await SendAsync(type, Utf8("{}"))).Problem(415);
        }

        (await SendAsync("multipart/form-data; boundary=x", Utf8(Part("Åse", $"Content-Type: text/plain; charset={charset}\r\n")))).Problem(415);
    }

    public static TheoryData<string, byte[]> NoText { get; } = new()
    {
        { Json, [.. "{\"first_name\": \""u8, 0xC5, .. "se\"}"u8] },
        { $"{Json}; charset=us-ascii", [.. "{\"first_name\": \""u8, 0xC5, .. "se\"}"u8] },
        { Form, [.. "first_name="u8, 0xC5, .. "se"u8] },
        { Form, [.. "first_name=%C5se"u8] },
        { Form, [.. "first_name=%ED%A0%80"u8] },
        { Form, [.. "first_name=Kari&%C5=1"u8] },
        { $"{Form}; charset=utf8", [.. "first_name=%C5se"u8] },
        { $"{Form}; charset=windows-1252", [.. "first_name=%81se"u8] },
        { $"{Json}; charset=windows-1252", [.. "{\"first_name\": \""u8, 0x81, .. "\"}"u8] },
        { $"{Json}; charset=utf-16", [.. Encoding.Unicode.GetBytes("{\"first_name\": \""), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("se\"}")] },
        { $"{Json}; charset=utf-16", [.. Encoding.Unicode.GetBytes("{\"first_name\": \"Kari\"}"), 0x20] },
        { $"{Form}; charset=utf-16", [.. Encoding.Unicode.GetBytes("first_name="), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("se")] },
        { "multipart/form-data; boundary=x", [.. Utf8(PartHead("")), 0xC5, .. "se\r\n--x--\r\n"u8] },
        { "multipart/form-data; boundary=x", [.. Utf8(PartHead("Content-Type: text/plain; charset=utf-8\r\n")), 0xC5, .. "se\r\n--x--\r\n"u8] },
    };

    [Theory]
    [MemberData(nameof(NoText))]
    public async Task Bytes_that_are_not_the_declared_text_are_a_bad_request_and_never_stored(string type, byte[] body)
    {
        var before = await ReadAsync();

        (await SendAsync(type, body)).Problem(400);

        Assert.Equal(before, await ReadAsync());
    }

    [Theory]
    [InlineData(Json, "{\"first_name\": \"A\\u0000B\"}")]
    [InlineData(Form, "first_name=A%00B")]
    [InlineData(Form, "first_name=A\0B")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"first_name\"\r\n\r\nA\0B\r\n--x--\r\n")]
    public async Task A_NUL_is_the_same_fault_in_JSON_and_forms(string type, string body)
    {
        var problem = (await SendAsync(type, Utf8(body))).Problem(422);

        Assert.Equal(["Null characters are not allowed."], problem.GetProperty("errors").Texts("first_name"));
    }

    [Fact]
    public async Task Names_of_a_forms_fields_are_case_sensitive()
    {
        await AssertWrittenAsync(Form, Utf8("FIRST_NAME=Kari&first_name=Åse&First_Name=Ola"), "Åse");
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task A_compressed_body_is_refused_in_words_that_a_client_understands(string method, string path)
    {
        var raw = await CreateAsync();

        foreach (var (type, coding) in ((string, string)[])[(Json, "gzip"), (Json, "br"), (Form, "deflate"), (Json, "gzip, gzip"), ("text/plain", "GZIP")])
        {
            var reply = await raw.SendAsync(method, TestServer.Root + path, "xx", $"Content-Type: {type}", $"Content-Encoding: {coding}", "Content-Length: 2");

            Assert.Contains("content encoding", reply.Problem(415).Text("detail"), StringComparison.Ordinal);
            Assert.Equal("identity", reply.Header("Accept-Encoding"));
        }
    }

    [Fact]
    public async Task A_body_that_is_declared_not_to_be_compressed_is_read()
    {
        var reply = await (await CreateAsync()).SendAsync(
            "PATCH", Person, "{\"first_name\": \"Kari\"}", $"Content-Type: {Json}", "Content-Encoding: Identity", "Content-Length: 22");

        Assert.Equal("Kari", reply.Json().Text("first_name"));
    }

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task JSON_sent_as_a_form_is_named_so(string method, string path)
    {
        var raw = await CreateAsync();
        var json = WriteEndpoints.BodyOf(method, path).ToJsonString();

        foreach (var body in (string[])[json, " \r\n" + json, "[" + json + "]", "\u00ef\u00bb\u00bf" + json, Uri.EscapeDataString(json), "{\"a\":1}", "{\"a\": \"b=c&d\"}", "{\"a\":"])
        {
            var problem = (await raw.SendAsync(method, TestServer.Root + path, body, $"Content-Type: {Form}", $"Content-Length: {body.Length}")).Problem(400);
            Assert.Contains("looks like JSON sent as a form", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData("")]
    [InlineData("&&")]
    public async Task An_empty_object_sent_as_a_form_is_a_body_without_fields(string body)
    {
        var reply = await SendAsync(Form, Utf8(body));

        Assert.Equal(200, reply.Status);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string PartHead(string header) => $"--x\r\nContent-Disposition: form-data; name=\"first_name\"\r\n{header}\r\n";

    private static string Part(string text, string header = "") => $"{PartHead(header)}{text}\r\n--x--\r\n";

    private static Encoding EncodingOf(string charset) => charset.Trim('"').ToLowerInvariant() switch
    {
        "windows-1252" => Windows1252,
        "utf-16" or "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        _ => Encoding.Latin1,
    };

    private async Task AssertWrittenAsync(string type, byte[] body, string expected)
    {
        var reply = await SendAsync(type, body);
        Assert.True(reply.Status == 200, $"{reply.Status} for {type}: {reply.Body}");
        Assert.Equal(expected, reply.Json().Text("first_name"));
    }

    private async Task<RawReply> SendAsync(string type, byte[] body) => await (await CreateAsync()).SendAsync(
        "PATCH", Person, Encoding.Latin1.GetString(body), $"Content-Type: {type}", $"Content-Length: {body.Length}");

    private async Task<string> ReadAsync() => (await (await CreateAsync()).GetAsync(Person)).Json().Text("first_name");

    private async Task<RawHttp> CreateAsync() => new(demo.Server, await demo.Server.TokenAsync(TestServer.ExamClient, "read write exam"));
}
