using FinAut.Api.Hosting;
using FinAut.Api.Webhooks;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinAut.Tests.Webhooks;

public sealed class WebhookOptionsTests
{
    [Theory]
    [InlineData("AllowedNetworks", "10.0.0.0/33")]
    [InlineData("AllowedNetworks", "10.0.0.0/8; 192.168.0.0/16")]
    [InlineData("AllowedNetworks", "lms.example.no")]
    [InlineData("AllowedHosts", "https://lms.example.no/")]
    [InlineData("AllowedHosts", "lms.example.no:8443")]
    [InlineData("AllowedHosts", "*.example.no")]
    [InlineData("AllowedHosts", "10.0.0.1")]
    [InlineData("AllowedPorts", "443-445")]
    [InlineData("AllowedPorts", "0")]
    [InlineData("RetrySeconds", "0 5m")]
    [InlineData("RetrySeconds", "0 604801")]
    [InlineData("MaxInFlight", "0")]
    [InlineData("MaxInFlightPerEndpoint", "1001")]
    [InlineData("PerSecondPerEndpoint", "0")]
    [InlineData("AllowedPorts", "65536")]
    [InlineData("ConnectSeconds", "0")]
    [InlineData("ConnectSeconds", "16")]
    [InlineData("TotalSeconds", "301")]
    [InlineData("MaxResponseBytes", "-1")]
    [InlineData("KeptResponseBytes", "65537")]
    public void A_setting_that_cannot_be_is_refused_by_its_name(string name, string value)
    {
        using var services = Services((name, value));

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<WebhookSender>());

        Assert.Contains("Webhooks__" + name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_setting_is_refused()
    {
        using var services = Services(("AllowPrivateNetwork", "true"));

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<WebhookSender>());

        Assert.Contains("Webhooks__AllowPrivateNetwork", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, null, false)]
    [InlineData(true, null, null, true)]
    [InlineData(true, "false", "false", false)]
    [InlineData(false, "true", "true", true)]
    public async Task Http_and_private_networks_are_open_in_demo_mode_unless_set(
        bool demo, string? allowHttp, string? allowPrivate, bool open)
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var services = Services(
            ("AllowHttp", allowHttp), ("AllowPrivateNetworks", allowPrivate), ("Demo", demo.ToString()));

        var outcome = await services.GetRequiredService<WebhookSender>().SendAsync(receiver.Url);

        Assert.Equal(open ? SendError.None : SendError.Refused, outcome.Error);
        Assert.Equal(open ? 1 : 0, receiver.Connections);
    }

    [Fact]
    public void Without_settings_the_limits_are_those_that_receivers_are_told()
    {
        using var services = Services();

        var options = services.GetRequiredService<IOptions<WebhookOptions>>().Value;

        Assert.Equal((5, 15), (options.ConnectSeconds, options.TotalSeconds));
        Assert.Equal((65536, 16384), (options.MaxResponseBytes, options.KeptResponseBytes));
        Assert.Equal((64, 4, 10), (options.MaxInFlight, options.MaxInFlightPerEndpoint, options.PerSecondPerEndpoint));
        Assert.Equal(RetrySchedule.DefaultDelays.Count, services.GetRequiredService<RetrySchedule>().MaxAttempts);
        Assert.Equal(("", "", ""), (options.AllowedNetworks, options.AllowedHosts, options.AllowedPorts));
    }

    private static ServiceProvider Services(params (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Where(s => s.Value is not null).Select(s =>
                KeyValuePair.Create(s.Name == "Demo" ? "Demo:Enabled" : "Webhooks:" + s.Name, s.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(TestTime.YearsAhead())
            .AddValidatedOptions<DemoOptions>(DemoOptions.Section)
            .AddWebhooks(configuration)
            .BuildServiceProvider();
    }
}
