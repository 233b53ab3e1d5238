using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Errors;

/// <summary>Puts what nobody expects into every field of every write: the answer is a success or names the field, never a fault of ours.</summary>
public sealed class WeirdValueTests(DemoServer demo) : IClassFixture<DemoServer>
{
    // Raw JSON, since some of it cannot be said otherwise.
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e999", "-1e-999", "9223372036854775808", "99999999999999999999999999999999999999", "\"\"", "\" \"",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\uffff\"", "\"\ud83d\ude00\"", "\"１\"", "\"-1\"", "\"1e3\"", "\"NaN\"",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-02-30\"", "\"http://\"", "\"http://%00/\"", "\"/finautapi/v1/user/99999999999999999999/\"",
        "\"/finautapi/v1/companies/9001/\"", "\"../../etc/passwd\"", "\"'; DROP TABLE users; --\"", "[]", "[null]", "[[]]", "[{}]", "[1, \"a\", true]", "{}",
        "{\"a\": {\"b\": null}}", "{\"\\ud800\": 1}", "{\"company\": null}", "{\"company\": []}", "{\"company\": {}, \"department\": 1e999}",
    ];

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task A_weird_value_of_any_field_is_answered_without_a_server_error(string method, string path) =>
        await AssertAnsweredAsync(method, path, every: 5);

    [Theory]
    [Trait("Category", "Faults")]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task Every_weird_value_of_every_field_is_answered_without_a_server_error(string method, string path) =>
        await AssertAnsweredAsync(method, path, every: 1);

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task No_name_of_a_field_is_answered_with_a_server_error(string method, string path)
    {
        using var client = await demo.Server.ClientAsync(TestServer.ExamClient, "read write exam");
        var fields = WriteEndpoints.BodyOf(method, path).Select(p => p.Key).ToList();

        foreach (var name in fields.SelectMany(f => new[] { f + "\\ud800", f + "\\u0000", "\\ud800" + f, f[..^1] + "\\udc00" }).Append("\\ud800\\ud800").Append(""))
        {
            var body = WriteEndpoints.BodyOf(method, path).ToJsonString();
            await AssertAnsweredAsync(client, method, path, $"{{\"{name}\": 1, {body[1..]}");
            await AssertAnsweredAsync(client, method, path, $"{{\"{name}\": 1}}");
        }
    }

    [Fact]
    public async Task Nothing_was_logged_as_an_error()
    {
        using var client = await demo.Server.ClientAsync();

        await AssertAnsweredAsync(client, "POST", "user/", "{\"persnr\": \"\\ud800\"}");

        Assert.DoesNotContain(demo.Server.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    private async Task AssertAnsweredAsync(string method, string path, int every)
    {
        using var client = await demo.Server.ClientAsync(TestServer.ExamClient, "read write exam");
        string[] texts = [.. Values, $"\"{new string('x', 300)}\"", $"\"{new string('9', 5000)}\"", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 2000))}]"];

        // With some left out, those of one field are others than those of the next.
        foreach (var (index, field) in WriteEndpoints.BodyOf(method, path).Select(p => p.Key).ToList().Index())
        {
            foreach (var value in texts.Where((_, i) => (i + index) % every == 0))
            {
                await AssertAnsweredAsync(client, method, path, BodyWith(method, path, field, value));
            }
        }
    }

    private static string BodyWith(string method, string path, string field, string value)
    {
        var body = WriteEndpoints.BodyOf(method, path);
        const string Mark = "the value goes here";
        body[field] = JsonValue.Create(Mark);
        return body.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    private static async Task AssertAnsweredAsync(HttpClient client, string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), TestServer.Root + path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await client.SendAsync(request);
        var shown = body.Length > 300 ? body[..300] : body;
        Assert.True((int)response.StatusCode is 200 or 201 or 400 or 422, $"{(int)response.StatusCode} for {method} {path} {shown}");
        if ((int)response.StatusCode >= 400)
        {
            var problem = await response.ReadProblemAsync(response.StatusCode);
            Assert.True(problem.TryGetProperty("errors", out var errors) || (int)response.StatusCode == 400, shown);
            Assert.True(errors.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object);
        }
    }
}
