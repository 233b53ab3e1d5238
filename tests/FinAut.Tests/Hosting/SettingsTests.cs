using FinAut.Domain.Data;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Hosting;

/// <summary>The server refuses to start on a wrong setting, and names it.</summary>
public sealed class SettingsTests
{
    private const int WrongSettings = 2;

    // Never reached: settings are checked first.
    private const string Password = "Hemmelig-Passord-1";
    private const string Unreachable = "Host=127.0.0.1;Port=1;Username=finaut;Password=" + Password;

    private const string ShortKey = "aGVtbWVsaWc=";

    [Theory]
    [InlineData("Persnr__EncryptionKeys__1", null, "Persnr__EncryptionKeys__1")]
    [InlineData("Persnr__LookupKeys__1", null, "Persnr__LookupKeys__1")]
    [InlineData("Persnr__EncryptionKeys__1", "no base64 at all", "Persnr__EncryptionKeys__N")]
    [InlineData("Persnr__EncryptionKeys__0", ShortKey, "Persnr__EncryptionKeys__N")]
    [InlineData("Secrets__EncryptionKeys__1", null, "Secrets__EncryptionKeys__1")]
    [InlineData("Secrets__EncryptionKeys__1", ShortKey, "Secrets__EncryptionKeys__N")]
    [InlineData("Mail__Host", "mail.example.no", "Mail__To")]
    [InlineData("Mail__Port", "0", "Mail__Port")]
    [InlineData("ConnectionStrings__FinAut", null, "ConnectionStrings__FinAut")]
    [InlineData("ConnectionStrings__FinAut", "Host=127.0.0.1;Pasword=" + Password, "ConnectionStrings__FinAut")]
    [InlineData("PublicBaseUrl", null, "PublicBaseUrl")]
    [InlineData("PublicBaseUrl", "http://api.example.no", "PublicBaseUrl")]
    [InlineData("AllowedHosts", null, "AllowedHosts")]
    [InlineData("AllowedHosts", "*", "AllowedHosts")]
    [InlineData("Demo__Enabled", "true", "Demo__Enabled")]
    [InlineData("Throttle__PermitLimit", "abc", "Throttle:PermitLimit")]
    [InlineData("Throttle__PermitLimit", "0", "Throttle__PermitLimit")]
    [InlineData("Throttle__PermitLimits", "5", "Throttle__PermitLimits")]
    [InlineData("Persnr__AcceptSyntetic", "true", "Persnr__AcceptSyntetic")]
    [InlineData("Proxy__TrustedNetworks", "everybody", "Proxy__TrustedNetworks")]
    [InlineData("Database__Provider", "Oracle", "Database:Provider")]
    [InlineData("Database__Provider", "7", "Database__Provider")]
    [InlineData("Serilog__MinimumLevel__Default", "Loud", "Serilog")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "ASPNETCORE_URLS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    public async Task Start_up_is_refused_by_name_when_a_setting_is_wrong(string setting, string? value, string named)
    {
        var settings = ServerProcess.Production(Unreachable);
        settings.Remove(setting);
        if (value is not null)
        {
            settings[setting] = value;
        }

        var ended = (await ServerProcess.RunAsync(settings)).With(WrongSettings);

        Assert.Contains(named, ended.Output, StringComparison.Ordinal);
        AssertNoSecret(ended);
    }

    [Fact]
    public async Task All_wrong_settings_are_named_at_once()
    {
        var ended = (await ServerProcess.RunAsync(new Dictionary<string, string> { ["Throttle__PermitLimit"] = "abc", ["Database__ConnectSeconds"] = "0" }))
            .With(WrongSettings);

        string[] named =
        [
            "PublicBaseUrl", "AllowedHosts", "Throttle:PermitLimit", "Database__ConnectSeconds", "Persnr__EncryptionKeys__1", "Persnr__LookupKeys__1",
        ];
        Assert.All(named, name => Assert.Contains(name, ended.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_is_refused_on_wrong_settings_too()
    {
        var settings = ServerProcess.Production(Unreachable);
        settings["Persnr__LookupKeys__1"] = ShortKey;

        var ended = (await ServerProcess.RunAsync(settings, "migrate")).With(WrongSettings);

        Assert.Contains("Persnr__LookupKeys__N", ended.Output, StringComparison.Ordinal);
        AssertNoSecret(ended);
    }

    [SkippableFact]
    public async Task SQL_Server_is_refused_by_a_build_that_cannot_run_on_it()
    {
        Skip.If(SqlServerSupport.IsFull, "This build has -p:SqlServerPackages=full and can run on SQL Server.");
        var settings = ServerProcess.Production(Unreachable);
        settings["Database__Provider"] = "SqlServer";

        var ended = (await ServerProcess.RunAsync(settings)).With(WrongSettings);

        Assert.Contains("Database__Provider", ended.Output, StringComparison.Ordinal);
        Assert.Contains("-p:SqlServerPackages=full", ended.Output, StringComparison.Ordinal);
        AssertNoSecret(ended);
    }

    private static void AssertNoSecret(Ended ended)
    {
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        Assert.All(
            [Password, ShortKey, TestDatabase.EncryptionKey, TestDatabase.LookupKey],
            secret => Assert.DoesNotContain(secret, ended.Output, StringComparison.Ordinal));
    }
}
