using System.Net;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Hosting;

/// <summary>Each request leaves one line, with who, what and how it ended, and nothing that is personal.</summary>
public sealed class RequestLogTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Category = "FinAut.Api.Hosting.RequestLogMiddleware";

    private readonly TestServer _server = demo.Server;

    [Theory]
    [InlineData("GET", "user/590499/", "GET /finautapi/v1/user/590499/ 200 in ")]
    [InlineData("GET", "user/4711/", "GET /finautapi/v1/user/4711/ 404 in ")]
    [InlineData("GET", "user", "GET /finautapi/v1/user 301 in ", "-")]
    [InlineData("DELETE", "companies/", "DELETE /finautapi/v1/companies/ 405 in ")]
    [InlineData("GET", "results/?from_date=x", "GET /finautapi/v1/results/?from_date=x 422 in ")]
    [InlineData("GET", "userstatus/?appname=afr&page=1", "GET /finautapi/v1/userstatus/?appname=afr&page=1 200 in ")]
    [InlineData("GET", "user/?persnr=55110098692&page=1", "GET /finautapi/v1/user/?persnr=***&page=1 200 in ")]
    [InlineData("GET", "user/?employee_alias=x&encoded_userid=y&encrypted_userid=z", "GET /finautapi/v1/user/?employee_alias=***&encoded_userid=***&encrypted_userid=*** 200 in ")]
    [InlineData("GET", "user/?page=55110098692", "GET /finautapi/v1/user/?page=*********** 404 in ")]
    [InlineData("GET", "user/?55110098692", "GET /finautapi/v1/user/?***********=*** 200 in ")]
    [InlineData("GET", "user/55110098692/", "GET /finautapi/v1/user/***********/ 404 in ")]
    [InlineData("GET", "user/55110098692", "GET /finautapi/v1/user/*********** 301 in ", "-")]
    public async Task A_request_leaves_one_line(string method, string path, string expected, string by = "finaut-demo")
    {
        using var client = await _server.ClientAsync();

        var line = await LineOfAsync(client, method, TestServer.Root + path);

        Assert.StartsWith(expected, line.Message, StringComparison.Ordinal);
        Assert.EndsWith(" by " + by, line.Message, StringComparison.Ordinal);
        Assert.Equal(LogLevel.Information, line.Level);
    }

    [Fact]
    public async Task A_request_without_a_valid_token_is_nobodys()
    {
        var line = await LineOfAsync(_server.Http, "GET", "/finautapi/v1/user/?access_token=hemmelig");

        Assert.StartsWith("GET /finautapi/v1/user/?access_token=*** 401 in ", line.Message, StringComparison.Ordinal);
        Assert.EndsWith(" by -", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_stays_short_whatever_was_asked()
    {
        var line = await LineOfAsync(_server.Http, "GET", $"/finautapi/v1/{new string('x', 3000)}/?{new string('y', 3000)}");

        Assert.InRange(line.Message.Length, 1, 500);
    }

    [Fact]
    public async Task Line_breaks_stay_encoded()
    {
        var line = await LineOfAsync(_server.Http, "GET", "/finautapi/v1/%0d%0aforged/?page=%0d%0aforged&%0d%0a=x");

        Assert.DoesNotContain('\r', line.Message);
        Assert.DoesNotContain('\n', line.Message);
    }

    private async Task<LogLine> LineOfAsync(HttpClient client, string method, string path)
    {
        var correlationId = "log-" + Guid.NewGuid().ToString("N");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Correlation-Id", correlationId);
        using var response = await client.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(correlationId, response.Header("X-Correlation-Id"));

        // The line is written when the reply has been sent.
        await Until.TrueAsync(() => Task.FromResult(Lines(correlationId).Count > 0));
        return Assert.Single(Lines(correlationId));
    }

    private List<LogLine> Lines(string correlationId) =>
        [.. _server.Logs.Lines.Where(l => l.Category == Category && l.Scopes.Contains("CorrelationId=" + correlationId, StringComparison.Ordinal))];
}
