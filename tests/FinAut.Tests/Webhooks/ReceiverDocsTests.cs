using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinAut.Api.Http;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Webhooks;

/// <summary>Whether <c>docs/webhooks.md</c> is true.</summary>
public sealed partial class ReceiverDocsTests
{
    private static readonly string Page = Repository.Read("docs/webhooks.md");

    [SkippableFact]
    public async Task The_verification_in_Python_accepts_and_refuses_what_it_should()
    {
        ExternalProgram.SkipUnlessInstalled("python3");
        using var folder = new TemporaryFolder();
        folder.Write("finaut_webhook.py", Assert.Single(Blocks("python")));
        folder.Write(
            "run.py",
            """
            import base64, json, sys
            from finaut_webhook import verify, verify_hub

            for case in json.load(sys.stdin):
                body = base64.b64decode(case["body"])
                v1 = verify(case["secrets"], case["id"], case["timestamp"], case["signatures"], body, case["now"])
                print(case["name"], v1, verify_hub(case["secrets"], case["hub"], body))
            """);

        await CheckAsync("python3", ["run.py"], folder);
    }

    [SkippableFact]
    public async Task The_verification_in_Node_accepts_and_refuses_what_it_should()
    {
        ExternalProgram.SkipUnlessInstalled("node");
        using var folder = new TemporaryFolder();
        folder.Write("finaut-webhook.mjs", Assert.Single(Blocks("javascript")));
        folder.Write(
            "run.mjs",
            """
            import { readFileSync } from "node:fs";
            import { verify, verifyHub } from "./finaut-webhook.mjs";

            for (const c of JSON.parse(readFileSync(0, "utf8"))) {
              const body = Buffer.from(c.body, "base64");
              const v1 = verify(c.secrets, c.id, c.timestamp, c.signatures, body, c.now);
              console.log(c.name, v1, verifyHub(c.secrets, c.hub, body));
            }
            """);

        await CheckAsync("node", ["run.mjs"], folder);
    }

    [Fact]
    public async Task The_verification_in_CSharp_accepts_and_refuses_what_it_should()
    {
        using var folder = new TemporaryFolder();
        folder.Write("FinAutWebhook.cs", Assert.Single(Blocks("csharp")));
        folder.Write(
            "Program.cs",
            """
            using System.Text.Json;

            foreach (var c in JsonDocument.Parse(Console.OpenStandardInput()).RootElement.EnumerateArray())
            {
                string? Text(string name) => c.GetProperty(name).GetString();
                var secrets = c.GetProperty("secrets").EnumerateArray().Select(s => s.GetString()!);
                var now = DateTimeOffset.FromUnixTimeSeconds(c.GetProperty("now").GetInt64());
                var body = c.GetProperty("body").GetBytesFromBase64();
                var v1 = FinAutWebhook.Verify(secrets, Text("id"), Text("timestamp"), Text("signatures"), body, now);
                Console.WriteLine($"{Text("name")} {v1} {FinAutWebhook.VerifyHub(secrets, Text("hub"), body)}");
            }
            """);
        await CSharpCompiler.CompileAsync(folder, "Receiver", "FinAutWebhook.cs", "Program.cs");

        await CheckAsync("dotnet", ["Receiver.dll"], folder);
    }

    [Fact]
    public void The_retry_table_is_the_schedule()
    {
        var (rows, after) = (Rows("Retries"), TimeSpan.Zero);

        Assert.Equal(RetrySchedule.DefaultDelays.Count, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var delay = RetrySchedule.DefaultDelays[i];
            after += delay;
            var rounded = after < TimeSpan.FromMinutes(1) ? after : TimeSpan.FromMinutes(Math.Floor(after.TotalMinutes));
            Assert.Equal([$"{i + 1}", InWords(delay, "0"), InWords(rounded, "at once")], rows[i]);
        }
    }

    [Fact]
    public void Every_header_is_described_and_no_other()
    {
        var described = Rows("Headers").SelectMany(row => Names().Matches(row[0])).Select(m => m.Groups["name"].Value);

        Assert.Equal([.. Constants(typeof(WebhookHeaders)), Correlation.HeaderName, "User-Agent", "Content-Type"], described);
    }

    [Fact]
    public void Every_type_is_described_and_no_other() =>
        Assert.Equal(
            Constants(typeof(WebhookTypes)),
            Rows("What is posted, and when").Select(row => row[1].Trim('`')));

    [Fact]
    public void The_examples_have_the_fields_that_are_posted()
    {
        var examples = Blocks("json").ConvertAll(text => JsonDocument.Parse(text).RootElement);

        Assert.Equal(Fields<ResultReply>(), examples[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(Fields<TopicReply>(), examples[0].GetProperty("topics")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(Fields<UserStatusReply>(), examples[1].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["type", "timestamp", "data"], examples[2].EnumerateObject().Select(p => p.Name));
        Assert.Equal(3, examples.Count);
    }

    // Each case with what the two verifications must say of it.
    private static List<Case> Cases()
    {
        const long sent = 1_790_000_000;
        var (secret, other) = (WebhookSecret.New(), WebhookSecret.New());
        var body = Encoding.UTF8.GetBytes("""{"status":"bestått","comment":"🫐 \u0000"}""");
        const string id = "evt_0196a3f27c1e7d4f9a4be0a1c2d3e4f5";
        var at = DateTimeOffset.FromUnixTimeSeconds(sent);
        var good = new Case
        {
            Name = "good",
            Secrets = [secret.Text],
            Id = id,
            Timestamp = WebhookSignature.Timestamp(at),
            Signatures = WebhookSignature.Sign(id, at, body, [secret]),
            Hub = WebhookSignature.Hub(body, secret),
            Body = body,
            Now = sent,
            V1 = true,
            ByHub = true,
        };
        var changed = (byte[])body.Clone();
        changed[^2] ^= 1;
        var both = WebhookSignature.Sign(id, at, body, [other, secret]);
        var hubOfOther = WebhookSignature.Hub(body, other);
        var hexOfKey = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret.Key, body));
        return
        [
            good,
            Signed("empty-body", []),
            Signed("bytes-that-are-no-text", [0xFF, 0]),
            good with { Name = "rotating-old-known", Signatures = both, Hub = hubOfOther, ByHub = false },
            good with { Name = "rotating-new-known", Signatures = both, Hub = hubOfOther, Secrets = [other.Text] },
            good with { Name = "rotating-both-known", Signatures = both, Hub = hubOfOther, Secrets = [secret.Text, other.Text] },
            good with { Name = "other-versions-beside", Signatures = "v1a,AAAA v2," + good.Signatures![3..] + " rubbish " + good.Signatures },
            good with { Name = "five-minutes-late", Now = sent + 300 },
            good with { Name = "five-minutes-early", Now = sent - 300 },
            good with { Name = "too-late", Now = sent + 301, V1 = false },
            good with { Name = "too-early", Now = sent - 301, V1 = false },
            good with { Name = "body-changed", Body = changed, V1 = false, ByHub = false },
            good with { Name = "body-longer", Body = [.. body, (byte)' '], V1 = false, ByHub = false },
            good with { Name = "body-gone", Body = [], V1 = false, ByHub = false },
            good with { Name = "other-secret", Secrets = [other.Text], V1 = false, ByHub = false },
            good with { Name = "no-secret", Secrets = [], V1 = false, ByHub = false },
            good with { Name = "other-id", Id = id + "0", V1 = false },
            good with { Name = "no-id", Id = null, V1 = false },
            good with { Name = "other-timestamp", Timestamp = (sent + 1).ToString(), V1 = false },
            good with { Name = "timestamp-with-sign", Timestamp = "+" + sent, V1 = false },
            good with { Name = "timestamp-with-blank", Timestamp = sent + " ", V1 = false },
            good with { Name = "timestamp-is-huge", Timestamp = new string('9', 5000), V1 = false },
            good with { Name = "timestamp-is-rubbish", Timestamp = "nå", V1 = false },
            good with { Name = "no-timestamp", Timestamp = null, V1 = false },
            good with { Name = "parts-moved", Id = id[..^1], Timestamp = id[^1] + "." + sent, V1 = false },
            good with { Name = "signature-changed", Signatures = Flip(good.Signatures!), Hub = Flip(good.Hub!), V1 = false, ByHub = false },
            good with { Name = "signature-cut", Signatures = good.Signatures![..^1], Hub = good.Hub![..^1], V1 = false, ByHub = false },
            good with { Name = "signature-without-version", Signatures = good.Signatures![3..], Hub = good.Hub![7..], V1 = false, ByHub = false },
            good with { Name = "signature-of-another-version", Signatures = "v2," + good.Signatures![3..], V1 = false },
            good with { Name = "signature-of-another-algorithm", Hub = "sha1=" + good.Hub![7..], ByHub = false },
            good with { Name = "signature-empty", Signatures = "v1,", Hub = "sha256=", V1 = false, ByHub = false },
            good with { Name = "signature-not-ascii", Signatures = "v1,blåbær", Hub = "sha256=blåbær", V1 = false, ByHub = false },
            good with { Name = "no-signature", Signatures = null, Hub = null, V1 = false, ByHub = false },
            good with { Name = "hub-keyed-with-the-bytes", Hub = hexOfKey, ByHub = false },
        ];

        Case Signed(string name, byte[] bytes) => good with
        {
            Name = name,
            Body = bytes,
            Signatures = WebhookSignature.Sign(id, at, bytes, [secret]),
            Hub = WebhookSignature.Hub(bytes, secret),
        };
    }

    private static string Flip(string signature) => signature[..10] + (signature[10] == 'a' ? 'b' : 'a') + signature[11..];

    private static async Task CheckAsync(string program, string[] arguments, TemporaryFolder folder)
    {
        var cases = Cases();

        var output = await ExternalProgram.RunAsync(program, arguments, folder.FullPath, JsonSerializer.Serialize(cases, JsonSerializerOptions.Web));

        var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.ToLowerInvariant());
        Assert.Equal(cases.Select(c => $"{c.Name} {c.V1} {c.ByHub}".ToLowerInvariant()), said);
    }

    private static List<string> Blocks(string language) =>
        [.. CodeBlocks().Matches(Page).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["code"].Value)];

    private static List<string[]> Rows(string heading)
    {
        var section = Page.Split($"\n## {heading}\n")[1].Split("\n## ")[0];
        return [.. section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
    }

    private static string InWords(TimeSpan time, string zero)
    {
        (double Count, string Unit)[] parts = [(Math.Floor(time.TotalHours), "h"), (time.Minutes, "min"), (time.Seconds, "s")];
        return time == TimeSpan.Zero ? zero : string.Join(' ', parts.Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Unit}"));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    private static IEnumerable<string> Fields<T>() =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    private sealed record Case
    {
        public required string Name { get; init; }

        public required IReadOnlyList<string> Secrets { get; init; }

        public required string? Id { get; init; }

        public required string? Timestamp { get; init; }

        public required string? Signatures { get; init; }

        public required string? Hub { get; init; }

        public required byte[] Body { get; init; }

        public required long Now { get; init; }

        public required bool V1 { get; init; }

        public required bool ByHub { get; init; }
    }
}
