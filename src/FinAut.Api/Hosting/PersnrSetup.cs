using FinAut.Domain.Users;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Settings of persnr: the keys that protect them, and which numbers are accepted.</summary>
public sealed class PersnrOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Persnr";

    /// <summary>What a key that encrypts is called, without its number.</summary>
    public const string EncryptionKeysName = $"{Section}__{nameof(EncryptionKeys)}";

    /// <summary>What a lookup key is called, without its number.</summary>
    public const string LookupKeysName = $"{Section}__{nameof(LookupKeys)}";

    /// <summary>
    /// Keys that encrypt, by number: <c>Persnr__EncryptionKeys__1</c> is 32 bytes in base64, from <c>openssl rand -base64 32</c>. All
    /// decrypt. Required.
    /// </summary>
    public Dictionary<string, string> EncryptionKeys { get; } = [];

    /// <summary>The number of the key that encrypts; the highest unless said otherwise. Of use while a key is exchanged.</summary>
    public int? EncryptWith { get; set; }

    /// <summary>Keys of the lookup column, by number, in the same form. All are searched. Required.</summary>
    public Dictionary<string, string> LookupKeys { get; } = [];

    /// <summary>The number of the lookup key that is written; the highest unless said otherwise. Of use while a key is exchanged.</summary>
    public int? LookupWith { get; set; }

    /// <summary>Whether test numbers (month +40, +60, +80) are accepted. Default: in demo mode only.</summary>
    public bool? AcceptSynthetic { get; set; }

    /// <summary>From which date (Oslo) numbers are accepted that are valid only under the rule for numbers issued from 2032.</summary>
    public DateOnly Accept2032ControlDigitsFrom { get; set; } = new(2032, 1, 1);
}

internal sealed class PersnrOptionsValidator : IValidateOptions<PersnrOptions>
{
    public ValidateOptionsResult Validate(string? name, PersnrOptions options)
    {
        string?[] failures =
        [
            KeySettings.Check(options.EncryptionKeys, PersnrOptions.EncryptionKeysName, options.EncryptWith, $"{PersnrOptions.Section}__{nameof(options.EncryptWith)}"),
            KeySettings.Check(options.LookupKeys, PersnrOptions.LookupKeysName, options.LookupWith, $"{PersnrOptions.Section}__{nameof(options.LookupWith)}"),
        ];
        return Array.TrueForAll(failures, failure => failure is null)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.OfType<string>());
    }
}

internal static class PersnrSetup
{
    public static IServiceCollection AddPersnr(this IServiceCollection services)
    {
        services.AddValidatedOptions<PersnrOptions>(PersnrOptions.Section);
        services.AddSingleton<IValidateOptions<PersnrOptions>, PersnrOptionsValidator>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<PersnrOptions>>().Value;
            return new PersnrProtector(
                KeySettings.Parse(options.EncryptionKeys)!, KeySettings.Parse(options.LookupKeys)!, (ushort?)options.EncryptWith, (ushort?)options.LookupWith);
        });
        return services;
    }
}
