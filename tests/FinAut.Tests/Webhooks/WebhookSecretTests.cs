using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Webhooks;

public sealed class WebhookSecretTests
{
    public static TheoryData<string?> NoSecrets { get; } = new(
        null,
        "",
        "whsec_",
        Convert.ToBase64String(Bytes(32)),
        "WHSEC_" + Convert.ToBase64String(Bytes(32)),
        "whsk_" + Convert.ToBase64String(Bytes(32)),
        " " + Secret(32),
        Secret(32) + " ",
        Secret(32) + "\n",
        "whsec_ " + Convert.ToBase64String(Bytes(32)),
        Secret(32).Insert(20, "\n"),
        Secret(32).TrimEnd('='),
        Secret(32) + "=",
        Secret(32) + "AA==",
        Secret(32).Replace('A', '!'),
        "whsec_" + Convert.ToBase64String(Enumerable.Repeat((byte)0xFF, 24).ToArray()).Replace('/', '_'),
        "whsec_" + Convert.ToBase64String(Enumerable.Repeat((byte)0xFB, 24).ToArray()).Replace('+', '-'),
        "whsec_" + new string('A', 42) + "B=",
        "whsec_" + new string('А', 32),
        "whsec_hemmelig",
        "whsec_" + new string('A', 4000),
        Secret(1),
        Secret(23),
        Secret(65),
        Secret(66));

    [Fact]
    public void Every_24_to_64_bytes_in_base64_are_a_secret() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte>().Generator.ArrayOf().Resize(200).Where(b => b.Length is >= 24 and <= 64).ToArbitrary(),
        bytes =>
        {
            var text = "whsec_" + Convert.ToBase64String(bytes);

            Assert.True(WebhookSecret.TryParse(text, out var secret));

            Assert.Equal(text, secret.Text);
            Assert.Equal(bytes, secret.Key);
            Assert.Equal(secret, WebhookSecret.FromStored(text));
            Assert.InRange(text.Length, 0, WebhookSecret.TextMaxLength);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(63)]
    [InlineData(64)]
    public void The_lengths_at_the_ends_are_accepted(int length)
    {
        Assert.True(WebhookSecret.TryParse(Secret(length), out var secret));

        Assert.Equal(Bytes(length), secret.Key);
    }

    [Theory]
    [MemberData(nameof(NoSecrets))]
    public void Anything_else_is_no_secret(string? text)
    {
        Assert.False(WebhookSecret.TryParse(text, out var secret));

        Assert.Equal(default, secret);
        Assert.Throws<InvalidOperationException>(() => secret.Text);
    }

    [Fact]
    public void What_was_stored_and_is_no_secret_is_not_named_by_the_error()
    {
        var error = Assert.Throws<FormatException>(() => WebhookSecret.FromStored("whsec_hemmelig"));

        Assert.DoesNotContain("hemmelig", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void New_secrets_are_32_bytes_and_never_the_same()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => WebhookSecret.New()).ToList();

        Assert.All(secrets, s => Assert.Equal(32, s.Key.Length));
        Assert.All(secrets, s => Assert.True(WebhookSecret.TryParse(s.Text, out _)));
        Assert.Equal(1000, secrets.Select(s => s.Text).Distinct().Count());
    }

    [Fact]
    public void A_secret_cannot_slip_into_a_text_or_a_log()
    {
        var secret = WebhookSecret.New();
        using var logs = new CapturedLogs();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
#pragma warning disable CA1848, CA1873 // What is shown here is the careless way.
        factory.CreateLogger("test").LogInformation("Signing with {Secret}", secret);
#pragma warning restore CA1848, CA1873

        string[] texts = [$"{secret}", string.Concat("", secret), new { secret }.ToString()!, (secret, 1).ToString(), logs.Lines.Single().Message];

        Assert.All(texts, text => Assert.Contains("whsec_***", text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.DoesNotContain(secret.Text[10..], text, StringComparison.Ordinal));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    private static string Secret(int length) => "whsec_" + Convert.ToBase64String(Bytes(length));
}
