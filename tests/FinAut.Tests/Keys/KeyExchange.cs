using System.Text.RegularExpressions;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Keys;

/// <summary>Settings of nodes while keys 1, which every test database is under, are exchanged for keys 2; and the commands on them.</summary>
internal static partial class KeyExchange
{
    private static readonly string[] Kinds = ["Persnr:EncryptionKeys", "Persnr:LookupKeys", "Secrets:EncryptionKeys"];

    /// <summary>A node that has both keys.</summary>
    /// <param name="writes">The number of those that it writes with.</param>
    public static Dictionary<string, string> Both(int writes) => new(NewKeys().Select(k => KeyValuePair.Create($"{k.Kind}:2", k.Key)))
    {
        ["Persnr:EncryptWith"] = $"{writes}",
        ["Persnr:LookupWith"] = $"{writes}",
        ["Secrets:EncryptWith"] = $"{writes}",
    };

    /// <summary>A node that has the new keys alone.</summary>
    public static Dictionary<string, string> OnlyNew() =>
        new(NewKeys().SelectMany(k => new[] { KeyValuePair.Create($"{k.Kind}:1", TestServer.Absent), KeyValuePair.Create($"{k.Kind}:2", k.Key) }));

    /// <summary>The same as environment variables, on top of others.</summary>
    public static Dictionary<string, string> AsEnvironment(this Dictionary<string, string> settings, Dictionary<string, string> others)
    {
        var all = new Dictionary<string, string>(others);
        foreach (var (name, value) in settings)
        {
            all[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return all;
    }

    /// <summary>Runs one of the commands in this process; no output may hold a persnr.</summary>
    public static async Task<Ended> RunAsync(string command, string connectionString, Dictionary<string, string> settings)
    {
        var ended = await InProcess.RunAsync(connectionString, ["keys", command], settings);
        Assert.DoesNotMatch(ElevenDigits(), ended.Output);
        return ended;
    }

    private static IEnumerable<(string Kind, string Key)> NewKeys() =>
        Kinds.Select((kind, i) => (kind, Convert.ToBase64String(Enumerable.Repeat((byte)(100 + i), PersnrProtector.KeyLength).ToArray())));

    [GeneratedRegex("[0-9]{11}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ElevenDigits();
}
