using System.Globalization;
using FinAut.Domain.Users;

namespace FinAut.Api.Hosting;

/// <summary>Reads keys from settings such as <c>Persnr__EncryptionKeys__1</c>: 32 bytes in base64, by number.</summary>
internal static class KeySettings
{
    /// <summary>Reads keys.</summary>
    /// <returns>The keys by number, or null when one cannot be read.</returns>
    public static Dictionary<ushort, byte[]>? Parse(IReadOnlyDictionary<string, string> settings)
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

    /// <summary>Checks that there are keys, that all can be read, and that the one that is to write is among them.</summary>
    /// <param name="settings">The keys.</param>
    /// <param name="name">The setting without its number.</param>
    /// <param name="writer">The number of the key that is to write, or null for the highest.</param>
    /// <param name="writerName">The setting that says so.</param>
    /// <returns>What to put right, or null.</returns>
    public static string? Check(IReadOnlyDictionary<string, string> settings, string name, int? writer, string writerName) => Parse(settings) switch
    {
        null => $"{name}__N must be 32 bytes in base64, for a number N from 1 to 65535.",
        { Count: 0 } => $"{name}__1 must be set to 32 random bytes in base64 (for example from: openssl rand -base64 32).",
        var keys when writer is { } number && !keys.Keys.Any(key => key == number) => $"{writerName} is {number}, but there is no {name}__{number}.",
        _ => null,
    };
}
