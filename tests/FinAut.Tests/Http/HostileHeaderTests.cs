using System.IO.Compression;
using System.Text;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

/// <summary>What an attacker says of the host, or hides in what comes back in headers, changes no address and adds no header.</summary>
public sealed class HostileHeaderTests(ProductionServer production) : IClassFixture<ProductionServer>
{
    private const string Evil = "evil.example";
    private const string Injected = "X-Injected";

    private static readonly string[] Targets =
    [
        TestServer.Root, TestServer.Root + "user/", TestServer.Root + "user/590499/", TestServer.Root + "user/?page=2", TestServer.Root + "user", TestServer.Root + "nowhere/",
        "/.well-known/oauth-authorization-server", "/o/applications/", "/staff/", "/candidate/", TestServer.Root + "api-auth/login/", TestServer.Root + "docs/",
        TestServer.Root + "userlogin/demo/lms-1/", "/o/token/", "/health/live", "/",
    ];

    // Who does not come through the proxy has no say in any of this.
    private static readonly string[][] Hosts =
    [
        [$"Host: {Evil}"],
        [$"Host: 127.0.0.1.{Evil}"],
        [$"Host: 127.0.0.1@{Evil}"],
        [$"Host: {Evil}:443"],
        ["Host: 127.0.0.1", $"X-Forwarded-Host: {Evil}"],
        ["Host: 127.0.0.1", $"X-Forwarded-Host: {Evil}", "X-Forwarded-Proto: https", "X-Forwarded-For: 127.0.9.1"],
        ["Host: 127.0.0.1", $"Forwarded: for=127.0.9.1;host={Evil};proto=https"],
        ["Host: 127.0.0.1", $"X-Host: {Evil}", $"X-Original-Host: {Evil}", $"X-HTTP-Host-Override: {Evil}", $"X-Forwarded-Server: {Evil}"],
        ["Host: 127.0.0.1", $"X-Original-URL: https://{Evil}/", $"X-Rewrite-URL: https://{Evil}/", $"Referer: https://{Evil}/", $"Origin: https://{Evil}"],
    ];

    [Fact]
    public async Task No_header_about_the_host_changes_an_address_in_any_answer()
    {
        await using var demo = await TestServer.StartAsync(new Dictionary<string, string> { ["AllowedHosts"] = "127.0.0.1" });
        var asked = 0;
        foreach (var server in new[] { production.Server, demo })
        {
            var raw = new RawHttp(server, server == demo ? await demo.TokenAsync() : null);
            foreach (var target in Targets)
            {
                foreach (var headers in Hosts)
                {
                    AssertClean(await raw.GetAsync(target, headers), $"{target} with {string.Join(", ", headers)}");
                    asked++;
                }

                // The form that is meant for proxies, with a host that agrees and with one that does not.
                AssertClean(await raw.GetAsync($"http://{Evil}{target}", $"Host: {Evil}"), $"absolute {target}");
                AssertClean(await raw.GetAsync($"http://{Evil}{target}", "Host: 127.0.0.1"), $"absolute {target}, another host");
                asked += 2;
            }
        }

        Reliability.Note("Attack surface", "Forged hosts: Host, X-Forwarded-*, Forwarded, absolute request lines", $"{asked} answers, 0 name the attacker's host", "0");
    }

    [Fact]
    public async Task No_line_break_in_a_request_adds_a_header_to_the_answer()
    {
        await using var demo = await TestServer.StartAsync();
        var raw = await RawHttp.CreateAsync(demo);
        var asked = 0;
        foreach (var lineBreak in new[] { "%0d%0a", "%0a", "%0d", "%E5%98%8A%E5%98%8D", "%C4%8D%C4%8A", "%250d%250a", "%00%0d%0a" })
        {
            var line = $"{lineBreak}{Injected}:%20yes{lineBreak}{lineBreak}<html>";
            foreach (var target in new[]
            {
                $"{TestServer.Root}user{line}", $"{TestServer.Root}user?page={line}", $"{TestServer.Root}user/{line}/", $"{TestServer.Root}user/?page=2&x={line}",
                $"{TestServer.Root}api-auth/login/?next=/{line}", $"{TestServer.Root}api-auth/login/?next={line}", $"{TestServer.Root}userlogin/demo/{line}/", $"{TestServer.Root}userlogin/{line}/1/",
                $"/language/en/?next=/{line}", $"/language/{line}/", $"/staff/{line}", $"/candidate/login/?next=/{line}", $"/o/applications/{line}/", $"/{line}",
            })
            {
                AssertClean(await raw.GetAsync(target), target);
                asked++;
            }

            AssertClean(await raw.GetAsync(TestServer.Root, $"X-Correlation-Id: a{lineBreak}{Injected}: yes"), "correlation id");
            AssertClean(await raw.GetAsync("/staff/", $"Cookie: finaut=a{lineBreak}Set-Cookie: b=c"), "cookie");
            asked += 2;
        }

        foreach (var lineBreak in new[] { "\r", "\n", "\0", "\r\n " })
        {
            AssertClean(await raw.GetAsync(TestServer.Root, $"X-Correlation-Id: a{lineBreak}{Injected}: yes"), "correlation id");
            AssertClean(await raw.GetAsync(TestServer.Root, $"User-Agent: a{lineBreak}{Injected}: yes"), "user agent");
            asked += 2;
        }

        Reliability.Note("Attack surface", "Line breaks in paths, queries and headers that come back in headers", $"{asked} answers, 0 with a header of the attacker's", "0");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    public async Task A_compressed_body_is_not_unpacked(string encoding)
    {
        await using var demo = await TestServer.StartAsync();
        var raw = await RawHttp.CreateAsync(demo);

        // Unpacked it would be a hundred times what a body may be.
        var bomb = Encoding.Latin1.GetString(Compress(encoding.Split(',')[0], 100 * 1024 * 1024));
        Assert.InRange(bomb.Length, 100, 1024 * 1024 - 1);
        var before = GC.GetTotalAllocatedBytes();
        var replies = new List<RawReply>
        {
            await raw.SendAsync("POST", TestServer.Root + "user/", bomb, "Content-Type: application/json", $"Content-Encoding: {encoding}", $"Content-Length: {bomb.Length}"),
            await raw.SendAsync("POST", TestServer.Root + "user/", bomb, "Content-Type: application/x-www-form-urlencoded", $"Content-Encoding: {encoding}", $"Content-Length: {bomb.Length}"),
            await raw.SendAsync("POST", "/o/token/", bomb, "Content-Type: application/x-www-form-urlencoded", $"Content-Encoding: {encoding}", $"Content-Length: {bomb.Length}"),
        };
        var allocated = (GC.GetTotalAllocatedBytes() - before) / 1024 / 1024;

        // Test and server share a process, and the bomb is copied a few times in both.
        Reliability.Note("Attack surface", $"A body of 100 MB of zeros, packed with {encoding}", $"{string.Join(", ", replies.Select(r => r.Status))}; {allocated} MB allocated", "refused; less than 60 MB");
        Assert.All(replies, reply => Assert.True(reply.Status is 400 or 413 or 415 or 422, $"{reply.Status}"));
        Assert.True(allocated < 60, $"{allocated} MB");
    }

    private static void AssertClean(RawReply reply, string told)
    {
        Assert.True(reply.Status < 500, $"{reply.Status} for {told}");
        Assert.DoesNotContain(Evil, reply.Body, StringComparison.OrdinalIgnoreCase);
        foreach (var (name, value) in reply.Headers)
        {
            Assert.False(name.Equals(Injected, StringComparison.OrdinalIgnoreCase), told);

            // The path that was asked for may be named, as a path of this site.
            var isOwn = value.StartsWith('/') && !value.StartsWith("//", StringComparison.Ordinal);
            Assert.True(isOwn || !value.Contains(Evil, StringComparison.OrdinalIgnoreCase), $"{name}: {value} for {told}");
            Assert.True(!name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) || !value.StartsWith("b=", StringComparison.Ordinal), told);
        }
    }

    private static byte[] Compress(string encoding, int length)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            var zeros = new byte[64 * 1024];
            for (var written = 0; written < length; written += zeros.Length)
            {
                packer.Write(zeros);
            }
        }

        return packed.ToArray();
    }
}
