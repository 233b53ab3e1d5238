using System.Net.Mail;
using FinAut.Api.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Webhooks;

/// <summary>Those who run the service are told by mail of endpoints that fail for long.</summary>
public sealed class NotifierTests : IAsyncLifetime
{
    private readonly MailServer _mail = MailServer.Start();
    private WebhookServer _webhooks = null!;

    private WebhookNotifier Notifier => _webhooks.Server.Services.GetRequiredService<WebhookNotifier>();

    public async Task InitializeAsync() => _webhooks = await WebhookServer.StartAsync(new Dictionary<string, string>
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = $"{_mail.Port}",
        ["Mail:Tls"] = "false",
        ["Mail:From"] = "finaut@example.no",
        ["Mail:To"] = "drift@example.no, vakt@example.no",
    });

    public async Task DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_a_day_and_then_works_is_mailed_about_twice()
    {
        var endpoint = await FailAsync(0, 25);
        Assert.Equal(1, await Notifier.NotifyAsync(CancellationToken.None));
        Assert.Contains($"webhook endpoint {endpoint.Number()} keeps failing", _mail.Mails[0]);
        Assert.Contains("drift@example.no", _mail.Mails[0]);
        Assert.Contains("Testfirma", _mail.Mails[0]);

        _webhooks.Inbox.Answers = _ => Answer.Ok;
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.DeliveryAsync(endpoint, "delivered");

        Assert.Equal(1, await Notifier.NotifyAsync(CancellationToken.None));
        Assert.Contains("works again", _mail.Mails[1]);
        Assert.Equal(0, await Notifier.NotifyAsync(CancellationToken.None));
        Assert.Equal(2, _mail.Mails.Count);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_mailed_about_at_once_with_what_to_do()
    {
        _webhooks.Inbox.Answers = _ => new Answer(410);
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        await _webhooks.Writer.CreateUserAsync("afr_ka");
        await _webhooks.DeliveryAsync(endpoint, "held");

        Assert.Equal(1, await Notifier.NotifyAsync(CancellationToken.None));

        Assert.Contains($"webhook endpoint {endpoint.Number()} is disabled", _mail.Mails[0]);
        Assert.Contains("webhook enable", _mail.Mails[0]);
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_is_tried_again_for_a_week()
    {
        _mail.IsFull = true;
        await FailAsync(0, 25);
        await Assert.ThrowsAsync<SmtpException>(() => Notifier.NotifyAsync(CancellationToken.None));
        _mail.IsFull = false;
        Assert.Equal(0, await Notifier.NotifyAsync(CancellationToken.None));
        _webhooks.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await Notifier.NotifyAsync(CancellationToken.None));

        await using var db = _webhooks.Server.Database();
        await db.WebhookNotices.ExecuteUpdateAsync(set => set.SetProperty(n => n.Sent, (DateTimeOffset?)null));
        _webhooks.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await Notifier.NotifyAsync(CancellationToken.None));
        Assert.Single(_mail.Mails);
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_mailed_and_nothing_fails()
    {
        await using var plain = await WebhookServer.StartAsync();
        Assert.Equal(0, await plain.Server.Services.GetRequiredService<WebhookNotifier>().NotifyAsync(CancellationToken.None));
    }

    // Failures at these hours and at no other: each is the first attempt of a delivery of its own.
    private async Task<string> FailAsync(params int[] hours)
    {
        var endpoint = (await _webhooks.AddEndpointAsync()).Text("id");
        _webhooks.Inbox.Answers = _ => new Answer(500);
        var start = _webhooks.Time.GetUtcNow();
        foreach (var hour in hours)
        {
            _webhooks.AdvanceTo(start.AddHours(hour));
            await _webhooks.Writer.CreateUserAsync("afr_ka");
            await _webhooks.DeliveryAsync(endpoint, d => d.GetProperty("attempts").GetArrayLength() >= 1);
        }

        return endpoint;
    }
}
