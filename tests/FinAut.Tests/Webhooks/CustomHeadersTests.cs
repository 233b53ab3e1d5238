using FinAut.Api.Webhooks;

namespace FinAut.Tests.Webhooks;

/// <summary>Which headers an endpoint may have of its own.</summary>
public sealed class CustomHeadersTests
{
    [Theory]
    [InlineData("Authorization: Bearer abc", "Authorization", "Bearer abc")]
    [InlineData("X-Tenant:7", "X-Tenant", "7")]
    [InlineData(" x_key :  a:b  ", "x_key", "a:b")]
    [InlineData("X-Hook-Webhook-Id: 1", "X-Hook-Webhook-Id", "1")]
    public void A_header_is_a_name_and_a_value(string line, string name, string value)
    {
        var (headers, refusal) = CustomHeaders.Parse([line]);

        Assert.Null(refusal);
        Assert.Equal(KeyValuePair.Create(name, value), Assert.Single(headers));
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Content-Type")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("User-Agent")]
    [InlineData("webhook-id")]
    [InlineData("Webhook-Signature")]
    [InlineData("X-Hub-Signature")]
    [InlineData("X-Correlation-Id")]
    [InlineData("traceparent")]
    [InlineData("x-finaut-sequence")]
    [InlineData("X-FinAut-Anything")]
    public void What_the_server_sets_is_refused_by_name(string name)
    {
        var (headers, refusal) = CustomHeaders.Parse([$"{name}: value"]);

        Assert.Empty(headers);
        Assert.Equal($"The header {name} is set by the server.", refusal!.Text);
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData(": value")]
    [InlineData("two words: value")]
    [InlineData("Navnø: value")]
    [InlineData("X-A: ")]
    [InlineData("X-A: secret\r\nX-B: 1")]
    [InlineData("X-A: secret\u0007")]
    [InlineData("X-A: sécret")]
    public void What_is_no_header_is_refused_without_its_value(string line)
    {
        var (headers, refusal) = CustomHeaders.Parse(["X-Good: 1", line]);

        Assert.Empty(headers);
        Assert.NotNull(refusal);
        Assert.DoesNotContain("cret", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void There_may_be_ten_and_each_once()
    {
        List<string> ten = [.. Enumerable.Range(1, 10).Select(i => $"X-{i}: {i}")];

        Assert.Equal(10, CustomHeaders.Parse(ten).Headers.Count);
        Assert.NotNull(CustomHeaders.Parse([.. ten, "X-11: 11"]).Refusal);
        Assert.NotNull(CustomHeaders.Parse(["X-A: 1", "x-a: 2"]).Refusal);
        Assert.NotNull(CustomHeaders.Parse(["X-A: " + new string('a', 1001)]).Refusal);
    }
}
