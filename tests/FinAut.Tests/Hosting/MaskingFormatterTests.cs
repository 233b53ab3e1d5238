using FinAut.Api.Hosting;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace FinAut.Tests.Hosting;

public sealed class MaskingFormatterTests
{
    private const string Persnr = "55110098692";

    [Theory]
    [InlineData("/finautapi/v1/user/55110098692/", "/finautapi/v1/user/***********/")]
    [InlineData("55110098692", "***********")]
    [InlineData("no55110098692no", "no***********no")]
    [InlineData("551100 98692", "***********")]
    [InlineData("551100-98692", "***********")]
    [InlineData("551100%2098692", "***********")]
    [InlineData("?persnr=abc&page=2", "?persnr=***&page=2")]
    [InlineData("?PersNr=abc", "?PersNr=***")]
    [InlineData("?a=1&encoded_userid=x%2Fy z", "?a=1&encoded_userid=*** z")]
    [InlineData("?encrypted_userid=example_encrypted_id_123", "?encrypted_userid=***")]
    [InlineData("?access_token=abc", "?access_token=***")]
    [InlineData("token=abc&token_type_hint=access_token", "token=***&token_type_hint=access_token")]
    [InlineData("client_id=a&client_secret=b", "client_id=a&client_secret=***")]
    [InlineData("Host=db;Password=abc", "Host=db;Password=***")]
    [InlineData("""{"persnr": "abc", "page": 2}""", """{"persnr": "***", "page": 2}""")]
    [InlineData("""{\"access_token\":\"abc\"}""", """{\"access_token\":\"***\"}""")]
    [InlineData("Authorization: Bearer 2YotnFZFEjr1zCsicMWpAAr3lMfHnOc0dY2mFJ8gHkE", "Authorization: Bearer ***")]
    [InlineData("Authorization: basic ZmluYXV0LWRlbW86ZmluYXV0", "Authorization: basic ***")]
    [InlineData("secret fas_2YotnFZFEjr1zCsicMWpAAr3lMfHnOc0dY2mFJ8gHkE!", "secret fas_***!")]
    public void What_is_secret_is_masked(string text, string expected) => Assert.Equal(expected, MaskingFormatter.Mask(text));

    [Theory]
    [InlineData("08:15:42.120 GET /finautapi/v1/user/590499/ 200 in 12.5 ms by finaut-demo")]
    [InlineData("20261121063542_Initial")]
    [InlineData("Reset at 1795244142120")]
    [InlineData("[0196a3f27c1e7d4f9a4be55110098692]")]
    [InlineData("span a551100986920fe1")]
    [InlineData("Bearer was not authenticated. The access token has expired.")]
    [InlineData("?page=2&appname=afr&persnr=")]
    public void Everything_else_is_left_alone(string text) => Assert.Equal(text, MaskingFormatter.Mask(text));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_whole_line_is_masked_exceptions_and_properties_included(bool json)
    {
        using var output = new StringWriter();
        var line = new LogEvent(
            DateTimeOffset.UnixEpoch,
            LogEventLevel.Error,
            new InvalidOperationException($"Nobody has {Persnr}"),
            new MessageTemplateParser().Parse("Looked for {Number:l}"),
            [new LogEventProperty("Number", new ScalarValue(Persnr)), new LogEventProperty("Query", new ScalarValue("?encoded_userid=hemmelig"))]);

        new MaskingFormatter(json ? new JsonFormatter(renderMessage: true) : new MessageTemplateTextFormatter("{Message:lj} {Properties} {Exception}"))
            .Format(line, output);

        Assert.Contains("Looked for ***********", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Nobody has ***********", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Persnr, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hemmelig", output.ToString(), StringComparison.Ordinal);
    }
}
