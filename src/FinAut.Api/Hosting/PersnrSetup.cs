using System.Globalization;
using FinAut.Domain.Users;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Settings of persnr: the keys that protect them, and which numbers are accepted.</summary>
public sealed class PersnrOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Persnr";

    /// <summary>
    /// Keys that encrypt, by number: <c>Persnr__EncryptionKeys__1</c> is 32 bytes in base64. The highest number encrypts, all decrypt.
    /// </summary>
    public Dictionary<string, string> EncryptionKeys { get; } = [];

    /// <summary>Keys of the lookup column, by number, in the same form. The highest number is written, all are searched.</summary>
    public Dictionary<string, string> LookupKeys { get; } = [];

    /// <summary>Whether test numbers (month +40, +60, +80) are accepted. Default: in demo mode only.</summary>
    public bool? AcceptSynthetic { get; set; }

    /// <summary>From which date (Oslo) numbers are accepted that are valid only under the rule for numbers issued from 2032.</summary>
    public DateOnly Accept2032ControlDigitsFrom { get; set; } = new(2032, 1, 1);

    /// <summary>Reads keys.</summary>
    /// <returns>The keys by number, or null when one cannot be read.</returns>
    internal static Dictionary<ushort, byte[]>? Parse(Dictionary<string, string> settings)
    {
        var keys = new Dictionary<ushort, byte[]>();
        foreach (var (name, text) in settings)
        {
            var key = new byte[PersnrProtector.KeyLength];
            if (!ushort.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number == 0
                || !Convert.TryFromBase64String(text, key, out var length)
                || length != PersnrProtector.KeyLength)
            {
                return null;
            }

            keys[number] = key;
        }

        return keys;
    }
}

internal sealed class PersnrOptionsValidator : IValidateOptions<PersnrOptions>
{
    public ValidateOptionsResult Validate(string? name, PersnrOptions options)
    {
        string?[] failures =
            [Check(options.EncryptionKeys, nameof(options.EncryptionKeys)), Check(options.LookupKeys, nameof(options.LookupKeys))];
        return Array.TrueForAll(failures, failure => failure is null)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.OfType<string>());
    }

    private static string? Check(Dictionary<string, string> keys, string setting) => PersnrOptions.Parse(keys) switch
    {
        null => $"Persnr__{setting}__N must be 32 bytes in base64, for a number N from 1 to 65535.",
        { Count: 0 } => $"Persnr__{setting}__1 must be set to 32 random bytes in base64 (for example from: openssl rand -base64 32).",
        _ => null,
    };
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
            return new PersnrProtector(PersnrOptions.Parse(options.EncryptionKeys)!, PersnrOptions.Parse(options.LookupKeys)!);
        });
        return services;
    }
}
