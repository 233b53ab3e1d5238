using FinAut.Domain.Data;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Settings of the secrets that are kept to be used again, such as those that sign webhooks.</summary>
public sealed class SecretsOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Secrets";

    /// <summary>
    /// Keys that encrypt receivers' secrets and custom headers, keys of authenticator apps, and the keys of cookies, by number:
    /// <c>Secrets__EncryptionKeys__1</c> is 32 bytes in base64, from <c>openssl rand -base64 32</c>. The highest number encrypts, all
    /// decrypt. Required.
    /// </summary>
    public Dictionary<string, string> EncryptionKeys { get; } = [];
}

internal sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretsOptions options) =>
        KeySettings.Check(options.EncryptionKeys, $"{SecretsOptions.Section}__{nameof(options.EncryptionKeys)}") is { } failure
            ? ValidateOptionsResult.Fail(failure)
            : ValidateOptionsResult.Success;
}

internal static class SecretsSetup
{
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddValidatedOptions<SecretsOptions>(SecretsOptions.Section);
        services.AddSingleton<IValidateOptions<SecretsOptions>, SecretsOptionsValidator>();
        return services.AddSingleton(provider =>
            new SecretProtector(KeySettings.Parse(provider.GetRequiredService<IOptions<SecretsOptions>>().Value.EncryptionKeys)!));
    }
}
