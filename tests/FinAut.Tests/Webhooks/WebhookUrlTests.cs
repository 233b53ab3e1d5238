using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using FinAut.Api.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Webhooks;

/// <summary>Where endpoints may not lead when nothing is opened, as in production. Which addresses those are is tested beside the guard.</summary>
public sealed class WebhookUrlTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        var names = new Names().With("lms.test", ["93.184.216.34"]).With("inside.test", ["10.0.0.1"]).With("mixed.test", ["93.184.216.34", "127.0.0.1"]);
        _server = await TestServer.StartAsync(
            new Dictionary<string, string> { ["Webhooks:AllowPrivateNetworks"] = "false", ["Webhooks:AllowHttp"] = "false" },
            configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IHostResolver>(names)));
        _admin = await _server.ClientAsync(scope: "webhooks");
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_url_that_is_not_called_is_refused_with_the_same_words_and_staff_are_told_why()
    {
        var endpoint = (await _admin.CreateAsync("webhook_endpoint/", Body("https://lms.test/finaut?key=1"))).Text("id");
        string[] refused =
        [
            "http://lms.test/", "ftp://lms.test/", "lms.test", "/finautapi/v1/", "https://", "https://user@lms.test/", "https://user:password@lms.test/",
            "https://lms.test/#there", "https://lms.test\\@inside.test/", "https://nowhere.test/", "https://inside.test/", "https://mixed.test/",
            "https://127.0.0.1/", "https://2130706433/", "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/latest/", "https://lms.test:0/",
        ];
        foreach (var url in refused)
        {
            await _admin.AssertRefusedAsync("POST", "webhook_endpoint/", Body(url), "url", GuardRefusal.PublicMessage);
            await _admin.AssertRefusedAsync("PATCH", endpoint, new JsonObject { ["url"] = url }, "url", GuardRefusal.PublicMessage);
        }

        Assert.Equal("https://lms.test/finaut?key=1", (await _admin.ReadAsync(endpoint)).Text("url"));
        var reasons = _server.Logs.Lines.Where(l => l is { Level: LogLevel.Information } && l.Message.StartsWith("The URL of a webhook endpoint was refused", StringComparison.Ordinal)).ToList();
        Assert.Equal(2 * refused.Length, reasons.Count);
        Assert.Contains(reasons, r => r.Message.Contains("10.0.0.1 is not allowed", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, r => r.Message.Contains("password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_url_that_is_too_long_is_not_even_looked_up() => await _admin.AssertRefusedAsync(
        "POST", "webhook_endpoint/", Body("https://lms.test/" + new string('a', 2000)), "url", FieldMessages.TooLong(2000));

    private static JsonObject Body(string url) => new() { ["company"] = 2265, ["kind"] = "all", ["url"] = url };
}
