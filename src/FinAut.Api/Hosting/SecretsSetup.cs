using FinAut.Domain.Data;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Settings of the secrets that are kept to be used again, such as those that sign webhooks.</summary>
public sealed class SecretsOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Secrets";

    /// <summary>What a key is called, without its number.</summary>
    public const string EncryptionKeysName = $"{Section}__{nameof(EncryptionKeys)}";

    /// <summary>
    /// Keys that encrypt receivers' secrets and custom headers, keys of authenticator apps, and the keys of cookies, by number:
    /// <c>Secrets__EncryptionKeys__1</c> is 32 bytes in base64, from <c>openssl rand -base64 32</c>. All decrypt. Required.
    /// </summary>
    public Dictionary<string, string> EncryptionKeys { get; } = [];

    /// <summary>The number of the key that encrypts; the highest unless said otherwise. Of use while a key is exchanged.</summary>
    public int? EncryptWith { get; set; }
}

internal sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretsOptions options) =>
        KeySettings.Check(options.EncryptionKeys, SecretsOptions.EncryptionKeysName, options.EncryptWith, $"{SecretsOptions.Section}__{nameof(options.EncryptWith)}") is { } failure
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
        {
            var options = provider.GetRequiredService<IOptions<SecretsOptions>>().Value;
            return new SecretProtector(KeySettings.Parse(options.EncryptionKeys)!, (ushort?)options.EncryptWith);
        });
    }
}
