using System.Text;
using FinAut.Domain.Webhooks;

namespace FinAut.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly WebhookSecret Secret = WebhookSecret.FromStored("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public void The_published_example_of_Standard_Webhooks_has_the_published_signature() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.Sign(Id, At, Body, [Secret]));

    [Fact]
    public void The_signature_of_the_body_alone_is_keyed_with_the_secrets_text() =>
        Assert.Equal("sha256=80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c", WebhookSignature.Hub(Body, Secret));

    [Fact]
    public void Every_secret_signs_the_newest_first()
    {
        var older = WebhookSecret.New();

        var both = WebhookSignature.Sign(Id, At, Body, [Secret, older]);

        Assert.Equal(WebhookSignature.Sign(Id, At, Body, [Secret]) + " " + WebhookSignature.Sign(Id, At, Body, [older]), both);
    }

    [Fact]
    public void The_timestamp_is_whole_unix_seconds_in_any_time_zone()
    {
        var inOslo = At.AddMilliseconds(999).ToOffset(TimeSpan.FromHours(2));

        Assert.Equal("1614265330", WebhookSignature.Timestamp(inOslo));
        Assert.Equal(WebhookSignature.Sign(Id, At, Body, [Secret]), WebhookSignature.Sign(Id, inOslo, Body, [Secret]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("æ")]
    public void An_id_that_could_be_read_in_two_ways_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign(id, At, Body, [Secret]));

    [Fact]
    public void Nothing_is_signed_without_a_secret()
    {
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign(Id, At, Body, []));
        Assert.Throws<InvalidOperationException>(() => WebhookSignature.Sign(Id, At, Body, [default]));
        Assert.Throws<InvalidOperationException>(() => WebhookSignature.Hub(Body, default));
    }
}
