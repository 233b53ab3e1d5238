using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Webhooks;

/// <summary>The commands on webhooks, beside a server that sends.</summary>
public sealed class WebhookCommandTests(SharedWebhooks shared) : IClassFixture<SharedWebhooks>
{
    private const int Refused = 1;

    [Fact]
    public async Task An_endpoint_that_was_added_gets_what_the_options_say()
    {
        var path = shared.NewPath();
        var added = await RunAsync(
            "add", "--company", "2265", "--kind", "userstatuses", "--url", Url(path), "--envelope", "--appname", "afr", "krd",
            "--header", "Authorization: Bearer gateway-key", "--header", "X-Tenant: 7");
        var (endpoint, secret) = (added.After("endpoint:"), added.After("secret:"));

        using var writer = await shared.Server.ClientAsync();
        await writer.CreateUserAsync("gos_ka", "krd_ka");
        var first = Assert.Single(await shared.WaitAsync(path, 1));
        Assert.Contains("is due", (await RunAsync("example", endpoint, "userstatus")).Output, StringComparison.Ordinal);
        var second = (await shared.WaitAsync(path, 2))[1];
        Assert.Contains("is due", (await RunAsync("ping", endpoint)).Output, StringComparison.Ordinal);
        var third = (await shared.WaitAsync(path, 3))[2];

        Assert.Equal(("userstatus.created", "krdnew"), (first.Json.Text("type"), first.Json.GetProperty("data").Text("status")));
        second.Json.AssertFields("type", "timestamp", "data");
        Assert.Equal(("userstatus.created", "0"), (second.Json.Text("type"), second.Headers["X-FinAut-Sequence"]));
        Assert.Equal("""{"type":"webhook.ping"}""", third.Text);
        Assert.All(shared.PostsTo(path), post =>
        {
            Assert.Equal(("Bearer gateway-key", "7"), (post.Headers["Authorization"], post.Headers["X-Tenant"]));
            SharedWebhooks.AssertSigned(post, secret);
        });

        var listed = (await RunAsync("list", "--company", "2265")).Output;
        Assert.Contains($"{endpoint}\t2265\tuserstatuses\tactive\t0\t0\t0\t\t{new Uri(Url(path)).Authority}", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(path, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.DoesNotContain($"\n{endpoint}\t", (await RunAsync("list", "--company", "456")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsigned_endpoint_gets_no_signature()
    {
        var path = shared.NewPath();
        var added = await RunAsync("add", "--company", "456", "--kind", "all", "--url", Url(path), "--unsigned");
        Assert.Contains("unsigned", added.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", added.Output, StringComparison.Ordinal);

        await RunAsync("example", added.After("endpoint:"), "result");

        var post = Assert.Single(await shared.WaitAsync(path, 1));
        Assert.Equal("kunnskapsprøve", post.Json.Text("exam_type"));
        Assert.False(post.Headers.ContainsKey("webhook-signature"));
        Assert.False(post.Headers.ContainsKey("X-Hub-Signature"));
    }

    [Fact]
    public async Task An_endpoint_that_was_disabled_is_enabled_and_what_was_held_is_replayed()
    {
        var path = shared.NewPath();
        using var admin = await shared.Server.ClientAsync(scope: "webhooks");
        using var writer = await shared.Server.ClientAsync();
        var endpoint = (await shared.Webhooks.AddEndpointAsync("userstatuses", path)).Text("id");
        var number = $"{endpoint.Number()}";
        shared.AnswerTo(path, 410);
        await writer.CreateUserAsync("afr_ka");
        await shared.Webhooks.DeliveryAsync(endpoint, "held");
        Assert.Contains($"\n{number}\t2265\tuserstatuses\tgone\t0\t1\t0\t", (await RunAsync("list")).Output, StringComparison.Ordinal);
        shared.AnswerTo(path, 200);

        var enabled = await RunAsync("enable", number);
        Assert.Contains("is active again", enabled.Output, StringComparison.Ordinal);
        Assert.Contains("1 deliveries are held", enabled.Output, StringComparison.Ordinal);
        Assert.Contains("was active already", (await RunAsync("enable", number)).Output, StringComparison.Ordinal);
        Assert.Single(shared.PostsTo(path));

        Assert.Contains("1 deliveries are due", (await RunAsync("replay", "--endpoint", number)).Output, StringComparison.Ordinal);
        var delivery = await shared.Webhooks.DeliveryAsync(endpoint, "delivered");
        Assert.Contains("0 deliveries are due", (await RunAsync("replay", "--endpoint", number)).Output, StringComparison.Ordinal);
        Assert.Contains("1 deliveries are due", (await RunAsync("replay", "--delivery", $"{delivery.Text("id").Number()}")).Output, StringComparison.Ordinal);
        Assert.Single((await shared.WaitAsync(path, 3)).Select(p => (p.Id, p.Text)).Distinct());
        Assert.Contains(
            "1 deliveries are due",
            (await RunAsync("replay", "--endpoint", number, "--all", "--from", "2020-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z")).Output,
            StringComparison.Ordinal);
        await shared.WaitAsync(path, 4);
        Assert.Contains("0 deliveries are due", (await RunAsync("replay", "--endpoint", number, "--all", "--to", "2020-01-01T00:00:00Z")).Output, StringComparison.Ordinal);
        var attempts = (await shared.Webhooks.AttemptedAsync(endpoint, 4)).GetProperty("attempts").EnumerateArray().Select(a => a.Text("trigger"));
        Assert.Equal(["schedule", "manual", "manual", "manual"], attempts);
    }

    [Theory]
    [InlineData("add --company 99999999 --kind all --url https://93.184.216.34/", "99999999")]
    [InlineData("add --company 2265 --kind some --url https://93.184.216.34/", "--kind")]
    [InlineData("add --appname xyz --company 2265 --kind all --url https://93.184.216.34/", "xyz")]
    [InlineData("add --company 2265 --kind all --url ftp://93.184.216.34/", "http")]
    [InlineData("add --company 2265 --kind all --url https://93.184.216.34/ --header Host:example.no", "The header Host")]
    [InlineData("ping 99999999", "no such endpoint")]
    [InlineData("replay", "--delivery and --endpoint")]
    [InlineData("replay --endpoint 99999999", "no such endpoint")]
    [InlineData("replay --delivery 99999999", "no such delivery")]
    public async Task What_cannot_be_is_refused_in_a_sentence(string arguments, string named)
    {
        var ended = (await EndAsync(arguments.Split(' '))).With(Refused);

        Assert.Contains(named, ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret:", ended.Output, StringComparison.Ordinal);
    }

    private string Url(string path) => shared.Webhooks.Inbox.Url(path);

    private async Task<Ended> RunAsync(params string[] arguments) => (await EndAsync(arguments)).With(0);

    private Task<Ended> EndAsync(string[] arguments) => InProcess.RunAsync(shared.Server, ["webhook", .. arguments]);
}
