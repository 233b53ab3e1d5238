using System.Net;
using System.Net.Http.Headers;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Http;

/// <summary>What becomes of a connection when a request is refused before its body is read.</summary>
public sealed class UnreadBodyTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string TokenPath = "/o/token/";
    private const string UserPath = TestServer.Root + "user/";

    [Theory]
    [InlineData(TokenPath, 65_537, HttpStatusCode.BadRequest)]
    [InlineData(TokenPath, 2_000_000, HttpStatusCode.BadRequest)]
    [InlineData(UserPath, 2_000_000, HttpStatusCode.Unauthorized)]
    public async Task A_refusal_says_that_the_connection_ends_when_the_body_is_too_long_to_skip(string path, int length, HttpStatusCode status)
    {
        using var reply = await SendAsync(path, length);

        Assert.Equal((status, true), (reply.StatusCode, reply.Headers.ConnectionClose));
    }

    [Theory]
    [InlineData(TokenPath, 65_536, HttpStatusCode.BadRequest)]
    [InlineData(TokenPath, 0, HttpStatusCode.BadRequest)]
    [InlineData(UserPath, 65_537, HttpStatusCode.Unauthorized)]
    public async Task A_refusal_keeps_the_connection_when_the_body_can_be_skipped(string path, int length, HttpStatusCode status)
    {
        using var reply = await SendAsync(path, length);

        Assert.Equal((status, null), (reply.StatusCode, reply.Headers.ConnectionClose));
    }

    // The body is only sent when the server asks for it.
    private async Task<HttpResponseMessage> SendAsync(string path, int length)
    {
        using var client = demo.Server.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[length]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.ExpectContinue = true;
        return await client.SendAsync(request);
    }
}
